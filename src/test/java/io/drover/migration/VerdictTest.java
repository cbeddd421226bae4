package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.migration.Verdict.Kind;
import io.drover.model.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
  private static final InstanceId ID = new InstanceId("i-1");

  /**
   * Rows: the source, whose job is over; columns: the destination. The states in the order of their
   * declaration, then a host that cannot be asked.
   */
  private static final String TABLE =
      """
                        ABS STA RUN PAU INC HAN BRO SUS SHU CRA ???
      ABSENT             G   -   D   P   -   -   G   -   G   G   -
      STARTING           -   -   D   -   -   -   B   -   -   -   -
      RUNNING            S   S   2   S   S   S   B   S   S   S   S
      PAUSED             R   -   D   -   -   -   B   -   R   R   -
      INCOMING           -   -   D   -   -   -   B   -   -   -   -
      HANDED_OVER        R   -   D   -   -   -   B   -   R   R   -
      POST_COPY_BROKEN   G   B   B   B   B   B   B   B   G   G   B
      SUSPENDED          -   -   D   -   -   -   B   -   -   -   -
      SHUTOFF            G   -   D   P   -   -   G   -   G   G   -
      CRASHED            G   -   D   P   -   -   G   -   G   G   -
      ???                -   -   D   -   -   -   B   -   -   -   -
      """;

  private static final Map<String, Kind> KINDS =
      Map.of(
          "D", Kind.AT_DESTINATION,
          "S", Kind.AT_SOURCE,
          "G", Kind.GONE,
          "R", Kind.RESUME_SOURCE,
          "P", Kind.RESUME_DESTINATION,
          "2", Kind.RUNS_TWICE,
          "B", Kind.POST_COPY_BROKEN,
          "-", Kind.UNKNOWN);

  /** Every state of a guest, and null for a host that cannot be asked. */
  private static List<@Nullable GuestState> states() {
    List<@Nullable GuestState> states = new ArrayList<>(Arrays.asList(GuestState.values()));
    states.add(null);
    return states;
  }

  static Stream<Arguments> everyPair() {
    List<Arguments> all = new ArrayList<>();
    List<String> rows = TABLE.lines().skip(1).toList();
    for (int row = 0; row < rows.size(); row++) {
      List<String> cells = List.of(rows.get(row).trim().split(" +"));
      for (int column = 1; column < cells.size(); column++) {
        all.add(
            Arguments.of(
                states().get(row), states().get(column - 1), KINDS.get(cells.get(column))));
      }
    }
    return all.stream();
  }

  private static Sighting sighting(String host, @Nullable GuestState state, boolean job) {
    return state == null
        ? Sighting.none(host, "no answer")
        : Sighting.of(host, new GuestEvidence(ID, state, "", job, null, Instant.EPOCH));
  }

  private static Verdict verdict(@Nullable GuestState source, @Nullable GuestState destination) {
    return Verdict.of(sighting("hv1", source, false), sighting("hv2", destination, false));
  }

  @ParameterizedTest
  @MethodSource("everyPair")
  void whereTheGuestIsFollowsFromWhatBothHostsSay(
      @Nullable GuestState source, @Nullable GuestState destination, Kind kind) {
    assertThat(verdict(source, destination).kind()).isEqualTo(kind);
  }

  @Test
  void theTableHasEveryPair() {
    assertThat(everyPair()).hasSize(states().size() * states().size());
  }

  @ParameterizedTest
  @EnumSource
  void aJobThatGoesOnIsWaitedForUnlessItsPostCopyBroke(GuestState source) {
    for (GuestState destination : states()) {
      Verdict verdict =
          Verdict.of(sighting("hv1", source, true), sighting("hv2", destination, false));

      boolean broken =
          source == GuestState.POST_COPY_BROKEN || destination == GuestState.POST_COPY_BROKEN;
      assertThat(verdict.kind())
          .as("%s and %s", source, destination)
          .isEqualTo(broken ? Kind.POST_COPY_BROKEN : Kind.UNDER_WAY);
    }
  }

  @Test
  void aPostCopyWhoseSourceCannotBeAskedGoesOnAsLongAsItsDestinationSaysSo() {
    Sighting silent = sighting("hv1", null, false);

    assertThat(Verdict.of(silent, sighting("hv2", GuestState.RUNNING, true)).kind())
        .isEqualTo(Kind.UNDER_WAY);
    assertThat(Verdict.of(silent, sighting("hv2", GuestState.RUNNING, false)).kind())
        .isEqualTo(Kind.AT_DESTINATION);
    assertThat(Verdict.of(silent, sighting("hv2", GuestState.INCOMING, true)).kind())
        .isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void aHostThatIsKnownToBeOffHasNoGuest() {
    Sighting off = Sighting.hostDown("hv1", ID, Instant.EPOCH);

    assertThat(Verdict.of(off, sighting("hv2", GuestState.RUNNING, false)).kind())
        .isEqualTo(Kind.AT_DESTINATION);
    assertThat(Verdict.of(off, sighting("hv2", GuestState.ABSENT, false)).kind())
        .isEqualTo(Kind.GONE);
    assertThat(Verdict.of(off, sighting("hv2", null, false)).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void onlyAPlaceThatIsKnownIsAnOutcome(Kind kind) {
    Outcome outcome = new Verdict(kind, "").outcome();

    switch (kind) {
      case AT_DESTINATION -> assertThat(outcome).isEqualTo(Outcome.AT_DESTINATION);
      case AT_SOURCE -> assertThat(outcome).isEqualTo(Outcome.AT_SOURCE);
      case GONE -> assertThat(outcome).isEqualTo(Outcome.GONE);
      case UNDER_WAY, RESUME_SOURCE, RESUME_DESTINATION, UNKNOWN, RUNS_TWICE, POST_COPY_BROKEN ->
          assertThat(outcome).isNull();
    }
  }

  @Test
  void whyNobodyCanTellIsASentence() {
    assertThat(verdict(null, GuestState.ABSENT).why()).isEqualTo("hv1 cannot be asked: no answer");
    assertThat(verdict(GuestState.ABSENT, null).why()).isEqualTo("hv2 cannot be asked: no answer");
    assertThat(verdict(GuestState.PAUSED, GuestState.INCOMING).why())
        .isEqualTo("it is paused on hv1 and incoming on hv2");
    assertThat(verdict(GuestState.RUNNING, GuestState.RUNNING).why())
        .isEqualTo("it runs on hv1 and on hv2");
  }
}
