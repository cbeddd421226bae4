package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

  private static List<String> some(Ids ids) {
    return Stream.generate(ids::next).limit(1000).toList();
  }

  @Test
  void areRandomUuidsInTextForm() {
    for (String id : some(Ids.from(new SplittableRandom(1)))) {
      UUID uuid = UUID.fromString(id);
      assertThat(uuid).hasToString(id);
      assertThat(uuid.version()).isEqualTo(4);
      assertThat(uuid.variant()).isEqualTo(2);
    }
  }

  @Test
  void areTheSameFromTheSameSeedAndOthersFromAnother() {
    List<String> ids = some(Ids.from(new SplittableRandom(7)));

    assertThat(some(Ids.from(new SplittableRandom(7)))).isEqualTo(ids);
    assertThat(some(Ids.from(new SplittableRandom(8)))).doesNotContainAnyElementsOf(ids);
  }

  @Test
  void areNeverTheSameTwice() {
    assertThat(some(Ids.random())).doesNotHaveDuplicates();
    assertThat(Ids.random().next()).isNotEqualTo(Ids.random().next());
  }
}
