package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Flavor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferSizeTest {
  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({
    "512, 0, false, 2",
    "2048, 0, false, 2",
    "3072, 0, false, 3",
    "4095, 0, false, 3",
    "65536, 0, false, 64",
    "4096, 20480, false, 4",
    "4096, 20480, true, 24",
    "4096, 1024, true, 6",
    "512, 512, true, 4",
    "4096, 0, true, 4"
  })
  void memoryAndCopiedDiskCountAtLeastTwoGibEach(
      long memoryMib, long diskMib, boolean blockMigration, long gib) {
    Flavor flavor = new Flavor(1, memoryMib * MIB, diskMib * MIB);

    assertThat(TransferSize.gib(flavor, blockMigration)).isEqualTo(gib);
  }
}
