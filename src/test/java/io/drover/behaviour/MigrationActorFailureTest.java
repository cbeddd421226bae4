package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.testing.CapturedLog;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations whose own actor throws: it is started again and goes on from its record. */
class MigrationActorFailureTest {
  private static final int MESSAGES = 12;

  /** What a migration is doing, told from outside. */
  private enum Doing {
    QUEUEING,
    PREPARING,
    TRANSFERRING,
    DECIDING,
    CLEANING,
    DELIVERING
  }

  /** One instance, and its migration as far as has been heard. */
  private static final class Moves implements AutoCloseable {
    final VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2");
    final CapturedLog log = CapturedLog.ofAll();
    final InstanceId id = world.boot("web-1", "hv1");
    String host = "hv1";
    String source = "";
    String destination = "";
    MigrationStatus status = MigrationStatus.ACCEPTED;
    boolean hookCalled;

    Moves() {
      world.drover().listen(this::hear);
    }

    private void hear(Notice notice) {
      if (notice instanceof Notice.MigrationChanged changed) {
        status = changed.status();
      } else if (notice instanceof Notice.InstanceChanged changed) {
        host = changed.host();
      } else if (notice instanceof Notice.HookProgress) {
        hookCalled = true;
      }
    }

    void begin() {
      source = host;
      destination = host.equals("hv1") ? "hv2" : "hv1";
      hookCalled = false;
      world.hookCalls().clear();
      world.migrate(id, destination);
    }

    boolean is(Doing doing) {
      boolean running = status == MigrationStatus.RUNNING && host.equals(source);
      return switch (doing) {
        case QUEUEING -> status == MigrationStatus.QUEUED;
        case PREPARING -> status == MigrationStatus.PREPARING;
        case TRANSFERRING -> running && world.fleet().truth().leaving(source).contains(id);
        case DECIDING ->
            running
                && world.fleet().truth().guests(destination).get(id) == GuestState.RUNNING
                && world.fleet().truth().leaving(source).isEmpty();
        case CLEANING -> status == MigrationStatus.RUNNING && host.equals(destination);
        case DELIVERING -> status.terminal() && hookCalled;
      };
    }

    void awaitThat(Doing doing) {
      world.awaitUntil("what is " + doing, () -> is(doing));
    }

    /** When nothing is left to do, and everything is where the record says. */
    MigrationView end() {
      InstanceView instance = world.atRest(id);
      world.assertConsistent();
      MigrationView migration = instance.lastMigration().orElseThrow();
      assertThat(migration.hookState()).isEqualTo(HookState.DELIVERED);
      assertThat(migration.leftovers()).isEmpty();
      assertThat(instance.host())
          .isEqualTo(migration.status() == MigrationStatus.COMPLETED ? destination : source);
      return migration;
    }

    long restarts() {
      return log.warnings().stream().filter(line -> line.contains("is started again")).count();
    }

    @Override
    public void close() {
      log.close();
      world.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Doing.class)
  void aMigrationGoesOnFromItsRecordWhateverItsActorFailedAt(Doing doing) {
    try (Moves moves = new Moves()) {
      for (int message = 0; message < MESSAGES; message++) {
        moves.begin();
        moves.awaitThat(doing);
        moves.world.step(doing == Doing.DELIVERING ? 0 : message); // its hook takes no time
        long before = moves.restarts();
        moves.world.failMigration(moves.id);
        MigrationView end = moves.end();

        assertThat(moves.restarts()).as("restarts %d on", message).isEqualTo(before + 1);
        assertThat(end.status())
            .as("%d messages on: %s", message, end)
            .isEqualTo(MigrationStatus.COMPLETED);
        assertThat(hooks(moves, doing)).containsExactly("post");
      }
    }
  }

  /** The hook itself may run again when it was called before the failure. */
  private static Set<String> distinct(List<String> calls) {
    return new TreeSet<>(calls);
  }

  private static Iterable<String> hooks(Moves moves, Doing doing) {
    List<String> calls = moves.world.hookCalls();
    return doing == Doing.DELIVERING ? distinct(calls) : calls;
  }

  @Test
  void anActorThatFailsAtAnyMessageGivesItsMigrationOneOutcomeAndOneKindOfHook() {
    try (Moves moves = new Moves()) {
      for (int message = 0; message < 200; message++) {
        moves.begin();
        moves.world.step(message);
        moves.world.failMigration(moves.id);
        MigrationView end = moves.end();

        assertThat(distinct(moves.world.hookCalls()))
            .as("%d messages on: %s", message, end)
            .containsExactly(end.status() == MigrationStatus.COMPLETED ? "post" : "recover");
      }
      assertThat(moves.restarts()).isGreaterThan(100);
    }
  }

  @Test
  void anActorThatFailsAgainAndAgainStillBringsItsMigrationToAnEnd() {
    try (Moves moves = new Moves()) {
      moves.begin();
      for (int failure = 0; failure < 5; failure++) {
        moves.world.failMigration(moves.id);
        moves.world.timeline().advance(Duration.ofMillis(1500));
      }

      assertThat(moves.end().status()).isIn(MigrationStatus.COMPLETED, MigrationStatus.FAILED);
      assertThat(moves.restarts()).isEqualTo(5);
      assertThat(moves.world.hookCalls()).hasSize(1);
    }
  }

  @Test
  void anAbortWhileTheActorIsGoneIsNotForgotten() {
    try (Moves moves = new Moves()) {
      moves.begin();
      moves.awaitThat(Doing.TRANSFERRING);
      moves.world.failMigration(moves.id);
      moves.world.timeline().advance(Duration.ofMillis(500));
      moves.world.await(moves.world.drover().abortMigration(moves.id));
      MigrationView end = moves.end();

      assertThat(moves.restarts()).isEqualTo(1);
      assertThat(end.status()).isEqualTo(MigrationStatus.CANCELLED);
      assertThat(end.reason()).isEqualTo(Reason.ABORTED);
      assertThat(moves.world.hookCalls()).containsExactly("recover");
    }
  }
}
