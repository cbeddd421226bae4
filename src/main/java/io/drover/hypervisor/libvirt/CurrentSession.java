package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The session that a host's calls use: the one that was begun last, until the end of the driver.
 * However that and attempts to connect meet, each session that was opened is closed once.
 * Thread-safe; never waits.
 */
final class CurrentSession<S extends CurrentSession.Retirable> {

  /** What is opened by connecting. */
  interface Retirable extends AutoCloseable {
    /** Whoever listens to it is told to connect anew; at once, without the host. */
    void retire();

    /** Lets go of it; blocks as long as the host does not answer. */
    @Override
    void close();
  }

  private final String host;
  private final Executor closing;
  private @Nullable S current;
  private long begun;
  private long newest;
  private boolean closed;

  /** No session yet. {@code closing} runs what lets go of one, which may block. */
  CurrentSession(String host, Executor closing) {
    this.host = host;
    this.closing = closing;
  }

  /** The session; fails as {@code UNREACHABLE} when there is none. */
  synchronized S get() {
    S now = current;
    if (closed) {
      throw isClosed();
    } else if (now == null) {
      throw new HypervisorException(Kind.UNREACHABLE, host + " is not connected");
    }
    return now;
  }

  /** An attempt to connect begins; its number. Fails as {@code UNREACHABLE} when all is over. */
  synchronized long begin() {
    if (closed) {
      throw isClosed();
    }
    return ++begun;
  }

  /**
   * The attempt has opened a session, which replaces the former one. It is closed instead when a
   * later attempt came first, or, as a failure, when the driver was closed meanwhile.
   */
  synchronized void opened(long attempt, S session) {
    if (closed) {
      dispose(session);
      throw isClosed();
    } else if (attempt < newest) {
      dispose(session);
    } else {
      newest = attempt;
      retire();
      current = session;
    }
  }

  /** Nothing is connected any more, whatever is opened later. */
  synchronized void close() {
    closed = true;
    retire();
  }

  private void retire() {
    S former = current;
    current = null;
    if (former != null) {
      dispose(former);
    }
  }

  private HypervisorException isClosed() {
    return new HypervisorException(Kind.UNREACHABLE, host + " is closed");
  }

  private void dispose(S session) {
    session.retire();
    closing.execute(session::close);
  }
}
