package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CurrentSessionTest {
  private final List<String> happened = new ArrayList<>();
  private final Queue<Runnable> closing = new ArrayDeque<>();
  private final CurrentSession<Named> session = new CurrentSession<>("hv1", closing::add);

  private final class Named implements CurrentSession.Retirable {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void retire() {
      happened.add(name + " is lost");
    }

    @Override
    public void close() {
      happened.add(name + " is closed");
    }
  }

  private void closeAll() {
    closing.forEach(Runnable::run);
    closing.clear();
  }

  private static void assertUnreachable(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessage(sentence);
  }

  @Test
  void isTheOneThatWasOpened() {
    assertUnreachable(session::get, "hv1 is not connected");
    Named only = new Named("only");

    session.opened(session.begin(), only);

    assertThat(session.get()).isSameAs(only);
    assertThat(happened).isEmpty();
  }

  @Test
  void replacesTheFormerOneWhichIsClosedOutsideOfTheCall() {
    session.opened(session.begin(), new Named("first"));
    session.opened(session.begin(), new Named("second"));

    assertThat(happened).containsExactly("first is lost");
    closeAll();
    assertThat(happened).containsExactly("first is lost", "first is closed");
  }

  @Test
  void outlivesAnEarlierAttemptThatEndsLater() {
    long early = session.begin();
    Named second = new Named("second");
    session.opened(session.begin(), second);

    session.opened(early, new Named("first"));
    closeAll();

    assertThat(session.get()).isSameAs(second);
    assertThat(happened).containsExactly("first is lost", "first is closed");
  }

  @Test
  void isClosedWhenItComesAfterTheEnd() {
    long attempt = session.begin();
    session.close();

    assertUnreachable(() -> session.opened(attempt, new Named("late")), "hv1 is closed");
    closeAll();

    assertThat(happened).containsExactly("late is lost", "late is closed");
    assertUnreachable(session::get, "hv1 is closed");
    assertUnreachable(session::begin, "hv1 is closed");
  }
}
