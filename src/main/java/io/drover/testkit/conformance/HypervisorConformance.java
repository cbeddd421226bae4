package io.drover.testkit.conformance;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link io.drover.hypervisor.Hypervisor} has to do. Whoever writes one extends this
 * class with a test class of its own that opens two hosts for each test:
 *
 * <pre>{@code
 * class MyConformanceTest extends HypervisorConformance {
 *   @Override
 *   protected ConformanceHosts open() {
 *     return new MyHosts();
 *   }
 * }
 * }</pre>
 *
 * <p>A feature that the hosts declare as unsupported must be refused as {@code NOT_SUPPORTED}; a
 * test of what is not possible where it runs is aborted with the reason, which the log tells too. A
 * call that blocks its caller ends its test as timed out.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class HypervisorConformance
    implements ConnectionPromises, GuestPromises, SavePromises, MigrationPromises, FaultPromises {
  private @Nullable Bench bench;

  /** Two hosts for one test, on which nothing of another test is left. */
  protected abstract ConformanceHosts open();

  @BeforeEach
  final void connect(TestInfo test) {
    ConformanceHosts hosts = open();
    try {
      bench = new Bench(hosts, test.getDisplayName());
    } catch (RuntimeException | AssertionError e) {
      hosts.close();
      throw e;
    }
  }

  @AfterEach
  final void disconnect() {
    if (bench != null) {
      bench.close();
    }
  }

  @Override
  public final Bench bench() {
    return requireNonNull(bench, "the hosts are open");
  }
}
