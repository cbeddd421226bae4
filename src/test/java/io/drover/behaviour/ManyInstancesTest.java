package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.model.Flavor;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand instances, all booted at once and all moved at once. */
class ManyInstancesTest {
  private static final int HOSTS = 50;
  private static final int INSTANCES = 1000;
  private static final Flavor SMALL = new Flavor(1, VirtualWorld.GIB, 10 * VirtualWorld.GIB);

  private final String[] hosts =
      IntStream.range(0, HOSTS).mapToObj(number -> "hv" + number).toArray(String[]::new);

  private String hostBefore(int number) {
    return hosts[number % HOSTS];
  }

  /** Every host sends its instances to different hosts. */
  private String hostAfter(int number) {
    return hosts[(number % HOSTS + 1 + number / HOSTS) % HOSTS];
  }

  @Test
  void allAreWhereTheyWereMovedToAndNothingIsLeftOver() {
    try (VirtualWorld world = new VirtualWorld(1, "", hosts)) {
      List<InstanceId> ids = boot(world);
      world.assertConsistent();

      List<MigrationView> ends = move(world, ids);

      assertThat(ends).allMatch(end -> end.status() == MigrationStatus.COMPLETED);
      world.awaitUntil("every hook's call", () -> world.hookCalls().size() >= INSTANCES);
      world.timeline().runReady();
      assertThat(world.hookCalls()).hasSize(INSTANCES).containsOnly("post");
      assertPlaced(world, ids);
      world.assertConsistent();
    }
  }

  private List<InstanceId> boot(VirtualWorld world) {
    List<CompletionStage<Operation>> asked = new ArrayList<>();
    for (int number = 0; number < INSTANCES; number++) {
      InstanceSpec spec = new InstanceSpec("web-" + number, SMALL, 1, 0);
      asked.add(world.drover().boot(spec, hostBefore(number)));
    }
    List<InstanceId> ids = new ArrayList<>();
    for (CompletionStage<Operation> request : asked) {
      InstanceView booted = world.await(world.await(request).ended());
      assertThat(booted.vmState()).isEqualTo(VmState.ACTIVE);
      ids.add(booted.id());
    }
    return ids;
  }

  private List<MigrationView> move(VirtualWorld world, List<InstanceId> ids) {
    List<CompletionStage<Migration>> asked = new ArrayList<>();
    for (int number = 0; number < INSTANCES; number++) {
      LiveMigration move = LiveMigration.to(hostAfter(number)).withHooks("test");
      asked.add(world.drover().liveMigrate(ids.get(number), move));
    }
    List<MigrationView> ends = new ArrayList<>();
    asked.forEach(request -> ends.add(world.await(world.await(request).ended())));
    return ends;
  }

  private void assertPlaced(VirtualWorld world, List<InstanceId> ids) {
    List<InstanceView> now = world.await(world.drover().instances());
    assertThat(now).extracting(InstanceView::id).containsExactlyElementsOf(ids);
    for (int number = 0; number < INSTANCES; number++) {
      InstanceView view = now.get(number);
      assertThat(view.host()).isEqualTo(hostAfter(number));
      assertThat(view.atRest()).as("%s", view).isTrue();
      assertThat(view.lastMigration().orElseThrow().hookState()).isEqualTo(HookState.DELIVERED);
    }
  }
}
