package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private static final Flavor CAPACITY = new Flavor(8, 100, 1000);
  private static final Flavor HALF = new Flavor(4, 50, 500);
  private static final InstanceId A = new InstanceId("a");
  private static final InstanceId B = new InstanceId("b");
  private static final InstanceId C = new InstanceId("c");

  private static LedgerEntry entry(InstanceId instance, long generation, Flavor size) {
    return new LedgerEntry(instance, generation, size);
  }

  private static Ledger claimed(LedgerEntry... entries) {
    Ledger ledger = Ledger.empty(CAPACITY);
    for (LedgerEntry entry : entries) {
      ledger = ledger.claim(entry).orElseThrow();
    }
    return ledger;
  }

  @Test
  void beginsWithoutClaims() {
    Ledger ledger = Ledger.empty(CAPACITY);

    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.claimed()).isEqualTo(Flavor.NONE);
    assertThat(ledger.capacity()).isEqualTo(CAPACITY);
  }

  @Test
  void fillsUpToTheLastBitAndNotBeyond() {
    Ledger full = claimed(entry(B, 1, HALF), entry(A, 1, HALF));

    assertThat(full.claimed()).isEqualTo(CAPACITY);
    assertThat(full.entries()).extracting(LedgerEntry::instance).containsExactly(A, B);
    assertThat(full.claim(entry(C, 1, new Flavor(1, 0, 0)))).isEmpty();
    assertThat(full.claim(entry(C, 1, Flavor.NONE))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"5, 0, 0", "0, 51, 0", "0, 0, 501"})
  void isFullWhenOneDimensionIs(int vcpus, long memory, long disk) {
    Ledger half = claimed(entry(A, 1, HALF));

    assertThat(half.fits(B, new Flavor(vcpus, memory, disk))).isFalse();
    assertThat(half.claim(entry(B, 1, new Flavor(vcpus, memory, disk)))).isEmpty();
  }

  @Test
  void claimsThatNobodyCanCountAreMoreThanThereIs() {
    Flavor endless = new Flavor(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    Ledger ledger = claimed(entry(A, 1, HALF));
    assertThat(ledger.claim(entry(B, 1, endless))).isEmpty();

    Ledger recorded = ledger.record(List.of(entry(B, 1, endless)));
    assertThat(recorded.claimed()).isEqualTo(endless);
    assertThat(recorded.release(B, 1).claimed()).isEqualTo(HALF);
  }

  @Test
  void writingAClaimTwiceIsHarmless() {
    Ledger once = claimed(entry(A, 1, CAPACITY));

    Ledger twice = once.claim(entry(A, 1, CAPACITY)).orElseThrow();

    assertThat(twice.entries()).containsExactly(entry(A, 1, CAPACITY));
    assertThat(twice.claimed()).isEqualTo(CAPACITY);
  }

  @Test
  void anInstancesOwnClaimDoesNotStandInItsWay() {
    Ledger ledger = claimed(entry(A, 1, CAPACITY));

    assertThat(ledger.fits(A, CAPACITY)).isTrue();
    assertThat(ledger.fits(B, HALF)).isFalse();
    assertThat(ledger.claim(entry(A, 2, HALF)).orElseThrow().claimed()).isEqualTo(HALF);
  }

  @Test
  void aClaimOfTheSameSizeStandsEvenOnAHostThatHoldsTooMuch() {
    Ledger crowded =
        Ledger.empty(CAPACITY)
            .record(List.of(entry(A, 1, CAPACITY)))
            .record(List.of(entry(B, 1, CAPACITY)));

    assertThat(crowded.claim(entry(B, 2, CAPACITY))).isPresent();
    assertThat(crowded.claim(entry(B, 2, CAPACITY.plus(HALF)))).isEmpty();
  }

  @Test
  void aClaimOfAnEarlierPlacementChangesNothing() {
    Ledger ledger = claimed(entry(A, 3, HALF));

    Optional<Ledger> late = ledger.claim(entry(A, 2, CAPACITY));

    assertThat(late.orElseThrow().entries()).containsExactly(entry(A, 3, HALF));
    assertThat(ledger.record(List.of(entry(A, 2, CAPACITY))).entries())
        .containsExactly(entry(A, 3, HALF));
  }

  @Test
  void whatIsThereIsRecordedWhetherOrNotItFits() {
    Ledger ledger = claimed(entry(A, 1, CAPACITY)).record(List.of(entry(B, 1, HALF)));

    assertThat(ledger.claimed()).isEqualTo(CAPACITY.plus(HALF));
    assertThat(ledger.fits(C, new Flavor(1, 0, 0))).isFalse();
    assertThat(ledger.fits(C, Flavor.NONE)).isTrue();
  }

  @Test
  void aReleaseEndsTheClaimOfItsGenerationAndOfEarlierOnes() {
    Ledger ledger = claimed(entry(A, 3, HALF), entry(B, 1, HALF));

    assertThat(ledger.release(A, 2).entries()).hasSize(2);
    assertThat(ledger.release(A, 3).entries()).containsExactly(entry(B, 1, HALF));
    assertThat(ledger.release(A, 4).claimed()).isEqualTo(HALF);
    assertThat(ledger.release(C, 9).entries()).hasSize(2);
  }

  @Test
  void isNeverChangedOnlyReplaced() {
    Ledger ledger = claimed(entry(A, 1, HALF));

    ledger.claim(entry(B, 1, HALF));
    ledger.record(List.of(entry(C, 1, HALF)));
    ledger.release(A, 1);

    assertThat(ledger.entries()).containsExactly(entry(A, 1, HALF));
  }
}
