package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.migration.OperatorWord.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a word comes to in the light of what is seen; an empty state is a host that is silent. */
class OperatorWordTest {

  private static Sighting sees(String host, @Nullable GuestState state, boolean job) {
    return state == null
        ? Sighting.none(host, "no answer")
        : Sighting.of(
            host, new GuestEvidence(MigrationEvents.INSTANCE, state, "", job, null, Instant.EPOCH));
  }

  @ParameterizedTest
  @CsvSource({
    "hv1, , , FOLLOW",
    "hv2, , , FOLLOW",
    "hv1, , INCOMING, FOLLOW",
    "hv1, , PAUSED, FOLLOW",
    "hv1, PAUSED, , RESUME",
    "hv1, HANDED_OVER, , RESUME",
    "hv1, SUSPENDED, , FOLLOW",
    "hv1, STARTING, , WAIT",
    "hv1, ABSENT, , REFUTED",
    "hv1, SHUTOFF, , REFUTED",
    "hv1, CRASHED, , REFUTED",
    "hv1, , RUNNING, REFUTED",
    "hv1, PAUSED, RUNNING, REFUTED",
    "hv1, RUNNING, RUNNING, FOLLOW",
    "hv2, RUNNING, RUNNING, FOLLOW",
    "hv2, RUNNING, , REFUTED",
    "hv2, , INCOMING, REFUTED",
    "hv2, , ABSENT, REFUTED",
    "hv2, , PAUSED, RESUME",
    "hv2, PAUSED, PAUSED, RESUME",
    "hv2, ABSENT, , FOLLOW",
    "hv2, HANDED_OVER, , FOLLOW",
    "hv1, POST_COPY_BROKEN, POST_COPY_BROKEN, FOLLOW",
    "hv2, POST_COPY_BROKEN, POST_COPY_BROKEN, FOLLOW",
    "hv2, POST_COPY_BROKEN, ABSENT, REFUTED"
  })
  void whatIsSeenOutweighsIt(
      String runsOn,
      @Nullable GuestState source,
      @Nullable GuestState destination,
      OperatorWord.Kind kind) {
    OperatorWord word =
        OperatorWord.of(runsOn, sees("hv1", source, false), sees("hv2", destination, false));

    assertThat(word.kind()).isEqualTo(kind);
    assertThat(word.why().isEmpty()).isEqualTo(kind != Kind.REFUTED);
  }

  @Test
  void aJobThatGoesOnAtTheSourceRefutesIt() {
    OperatorWord word =
        OperatorWord.of(
            "hv1", sees("hv1", GuestState.RUNNING, true), sees("hv2", GuestState.INCOMING, true));

    assertThat(word.kind()).isEqualTo(Kind.REFUTED);
    assertThat(word.why())
        .isEqualTo("an operator said that it runs on hv1, but its transfer goes on");
  }

  @Test
  void aJobThatTheDestinationStillReceivesIsWaitedFor() {
    OperatorWord word =
        OperatorWord.of("hv1", sees("hv1", null, false), sees("hv2", GuestState.INCOMING, true));

    assertThat(word.kind()).isEqualTo(Kind.WAIT);
  }
}
