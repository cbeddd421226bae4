package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Events whose arrival at the journal can be waited for. */
public final class Arrivals {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CountDownLatch missing;

  /** This many are to arrive. */
  public Arrivals(int events) {
    missing = new CountDownLatch(events);
  }

  /** An event with one word, of those that are waited for. */
  public Diary.Noted noted(String word) {
    return new Diary.Noted(new Seen(word));
  }

  /**
   * Waits until the journal has begun with all of them; it takes one after the other, so it is done
   * with all but the last.
   */
  public void await() throws InterruptedException {
    assertThat(missing.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("all arrived").isTrue();
  }

  /** A word that tells that it is being serialized, by which a journal begins. */
  private final class Seen extends AbstractList<String> {
    private final List<String> word;
    private boolean counted;

    Seen(String word) {
      this.word = List.of(word);
    }

    @Override
    public String get(int index) {
      if (!counted) {
        counted = true;
        missing.countDown();
      }
      return word.get(index);
    }

    @Override
    public int size() {
      return word.size();
    }
  }
}
