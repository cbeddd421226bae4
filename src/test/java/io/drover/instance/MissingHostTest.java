package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor;
import io.drover.migration.MigrationEvent;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** What is recorded on a host that is not configured any more. */
class MissingHostTest extends InstanceTest {
  private static final String WARNING =
      "instance i-1: its host hv9 is not configured and counts as unreachable";

  private ActorRef<InstanceActor.Command> warned(InstanceEvent... events) {
    return LoggingTestKit.warn(WARNING)
        .withOccurrences(1)
        .expect(testKit.system(), () -> start(events));
  }

  private static InstanceEvent created() {
    return new InstanceEvent.Created(Given.SPEC, "hv9", Given.NOW);
  }

  @Test
  void anOperationEndsAsOnAHostThatCannotBeReached() {
    ActorRef<InstanceActor.Command> instance = warned(created());
    pass(instance, Duration.ofSeconds(60));
    assertThat(view(instance).fault()).isNull();
    pass(instance, Duration.ofSeconds(61));

    assertThat(whenIdle(instance).fault()).isEqualTo(Reason.HOST_LOST);
  }

  @Test
  void aRequestIsRefused() {
    ActorRef<InstanceActor.Command> instance =
        warned(created(), Given.ended(VmState.ACTIVE, PowerState.RUNNING));
    request(instance, OperationKind.STOP);

    assertThat(refused())
        .isEqualTo(
            new Rejection(
                Refusal.HOST_DOWN, "host hv9 is not configured; start Drover with it again"));
  }

  @Test
  void aMigrationFromItFails() {
    MigrationId migration = new MigrationId("m-1");
    ActorRef<InstanceActor.Command> instance =
        warned(
            created(),
            Given.ended(VmState.ACTIVE, PowerState.RUNNING),
            new InstanceEvent.OfMigration(
                new MigrationEvent.Accepted(
                    migration, id, "hv9", "hv2", false, "none", 2, Given.NOW)));
    admission.expectMessageClass(AdmissionActor.Expect.class);
    admission
        .expectMessageClass(AdmissionActor.Acquire.class)
        .replyTo()
        .tell(new AdmissionActor.Granted(migration));
    admission.expectMessageClass(AdmissionActor.Release.class).replyTo().tell(Done.getInstance());

    InstanceView end = whenIdle(instance);
    assertThat(end.lastMigration().orElseThrow().status()).isEqualTo(MigrationStatus.FAILED);
    assertThat(end.lastMigration().orElseThrow().reason()).isEqualTo(Reason.SOURCE_LOST);
  }
}
