package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.DomainTemplate;
import io.drover.model.Action;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A request that comes twice under one key is done once, also when a restart is in between. */
class RequestKeysTest {
  private static final InstanceSpec SPEC = new InstanceSpec("web-1", new Flavor(1, 1, 0), 1, 0);

  private static VirtualWorld world() {
    return new VirtualWorld(1, "", "hv1", "hv2");
  }

  private static Drover once(VirtualWorld world, String key) {
    return world.drover().once(key);
  }

  private static void assertRefused(VirtualWorld world, CompletionStage<?> answer, String why) {
    assertThatThrownBy(() -> world.await(answer))
        .isInstanceOf(CompletionException.class)
        .extracting(Throwable::getCause)
        .asInstanceOf(InstanceOfAssertFactories.type(RequestRefusedException.class))
        .satisfies(
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.INVALID_REQUEST);
              assertThat(refused).hasMessageContaining(why);
            });
  }

  @Test
  void aBootMakesOneInstance() {
    try (VirtualWorld world = world()) {
      CompletionStage<Operation> first = once(world, "a").boot(SPEC, "hv1");
      CompletionStage<Operation> second = once(world, "a").boot(SPEC, "hv1");
      InstanceId id = world.await(first).instance();
      assertThat(world.await(second).instance()).isEqualTo(id);
      world.atRest(id);

      world.crash();
      world.restart();
      assertThat(world.await(once(world, "a").boot(SPEC, "hv1")).instance()).isEqualTo(id);
      assertThat(world.await(world.drover().instances())).hasSize(1);
      InstanceSpec other = new InstanceSpec("web-2", SPEC.flavor(), 1, 0);
      assertRefused(
          world, once(world, "a").boot(other, "hv1"), "the key 'a' belongs to another request");
      assertThat(world.view(id).actions()).extracting(Action::what).containsExactly("boot");
    }
  }

  @Test
  void aMigrationIsMadeOnceAndItsEndIsToldEachTime() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      CompletionStage<Migration> first = once(world, "m").liveMigrate(id, LiveMigration.to("hv2"));
      CompletionStage<Migration> second = once(world, "m").liveMigrate(id, LiveMigration.to("hv2"));
      Migration made = world.await(first);
      assertThat(world.await(second).id()).isEqualTo(made.id());
      assertThat(world.await(made.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
      world.atRest(id);

      world.crash();
      world.restart();
      Migration again = world.await(once(world, "m").liveMigrate(id, LiveMigration.to("hv2")));
      assertThat(again.id()).isEqualTo(made.id());
      assertThat(world.await(again.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertRefused(
          world,
          once(world, "m").liveMigrate(id, LiveMigration.to("hv1")),
          "live migration to hv2, hooks none");
      assertThat(world.view(id).migrations()).hasSize(1);
    }
  }

  @Test
  void aBootsKeyHoldsHoweverManyComeAfterIt() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.await(once(world, "a").boot(SPEC, "hv1")).instance();
      world.atRest(id);
      for (int n = 0; n < 30; n++) {
        world.await(world.await(once(world, "p" + n).pause(id)).ended());
        world.await(world.await(once(world, "u" + n).unpause(id)).ended());
      }

      assertThat(world.await(once(world, "a").boot(SPEC, "hv1")).instance()).isEqualTo(id);
      world.await(world.await(once(world, "u29").unpause(id)).ended());
      assertThatThrownBy(() -> world.await(once(world, "u0").unpause(id)))
          .as("forgotten by now")
          .hasMessageContaining("would have to be paused");
    }
  }

  @Test
  void aKeyAdoptsOneGuestOnly() {
    try (VirtualWorld world = world()) {
      InstanceId first = guest(world, "guest-1");
      InstanceId second = guest(world, "guest-2");
      assertThat(world.await(once(world, "a").adopt(first, SPEC, "hv1")).id()).isEqualTo(first);

      assertRefused(
          world,
          once(world, "a").adopt(second, SPEC, "hv1"),
          "the key 'a' belongs to another request already: adopt guest-1");
      assertThat(world.await(once(world, "a").adopt(first, SPEC, "hv1")).id()).isEqualTo(first);
    }
  }

  /** One that runs without anybody's having recorded it. */
  private static InstanceId guest(VirtualWorld world, String name) {
    InstanceId id = new InstanceId(name);
    world.await(
        world
            .fleet()
            .connect("hv1")
            .hypervisor()
            .create(new DomainTemplate(id, SPEC, List.of(), List.of())));
    world.timeline().advance(Duration.ofSeconds(2));
    return id;
  }

  @Test
  void whatWasRefusedDoesNotCount() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      assertThatThrownBy(() -> world.await(once(world, "s").start(id)))
          .hasMessageContaining("would have to be stopped");
      world.await(world.await(world.drover().stop(id)).ended());

      world.await(world.await(once(world, "s").start(id)).ended());
      world.await(world.await(world.drover().stop(id)).ended());
      world.await(once(world, "s").start(id));
      assertThat(world.view(id).actions())
          .extracting(Action::what)
          .as("not started again by the same key")
          .containsExactly("boot", "stop", "start", "stop");
    }
  }

  @Test
  void anAbortThatComesAgainAfterTheEndIsAnsweredAsBefore() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      Migration move = world.await(world.drover().liveMigrate(id, LiveMigration.to("hv2")));
      world.timeline().advance(Duration.ofSeconds(1));
      world.await(once(world, "x").abortMigration(id));
      world.await(move.ended());

      world.await(once(world, "x").abortMigration(id));
      Action last = world.view(id).actions().get(1);
      assertThat(last.what()).isEqualTo("live migration");
      assertThat(last.fault()).isEqualTo(Reason.ABORTED);
      assertThat(last.endedAt()).isNotNull();
    }
  }

  @Test
  void anOperationThatTakesThePlaceOfAnotherEndsIt() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      world.await(world.drover().reboot(id, RebootType.SOFT));
      Operation hard = world.await(world.drover().reboot(id, RebootType.HARD));
      world.await(hard.ended());

      assertThat(world.view(id).actions())
          .allSatisfy(action -> assertThat(action.endedAt()).isNotNull())
          .extracting(Action::what)
          .containsExactly("boot", "soft reboot", "hard reboot");
    }
  }

  @Test
  void aKeyHasToBeUsable() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      for (String key : new String[] {" ", "k".repeat(201)}) {
        assertRefused(world, once(world, key).stop(id), "must have 1 to 200 characters");
        assertRefused(world, once(world, key).boot(SPEC, "hv1"), "must have 1 to 200 characters");
      }
    }
  }
}
