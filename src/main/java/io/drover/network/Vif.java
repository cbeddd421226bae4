package io.drover.network;

import io.drover.model.InstanceId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A virtual network interface.
 *
 * @param instance whose it is
 * @param index its place among the instance's interfaces, from 0
 */
public record Vif(InstanceId instance, int index) {

  /** Locally administered and not a group's. */
  private static final String MAC_PREFIX = "02";

  private static final int MAC_DIGITS = 10;

  /** The interfaces of an instance that has {@code count} of them. */
  public static List<Vif> of(InstanceId instance, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Vif(instance, i)).toList();
  }

  /**
   * The name of its network device on a host, which its plugger makes before the guest is created:
   * 15 characters at most, as Linux demands, and the same on every host.
   */
  public String device() {
    return "v" + digest(instance.value()).substring(0, 10) + "-" + index;
  }

  /** The guest's address on it, the same for all of the instance's life. */
  public String mac() {
    String digits = digest(instance.value() + "/" + index).substring(0, MAC_DIGITS);
    return MAC_PREFIX
        + IntStream.range(0, MAC_DIGITS / 2)
            .mapToObj(i -> ":" + digits.substring(2 * i, 2 * i + 2))
            .collect(Collectors.joining());
  }

  private static String digest(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }
}
