package io.drover.control;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Map;

/** Where the local socket is. */
public final class SocketPlace {
  private static final String SETTING = "socket";
  private static final String AUTO = "auto";

  private SocketPlace() {}

  /**
   * The place that the settings below {@code drover.serve} say; {@code auto}: the standard one for
   * whoever runs this process.
   */
  public static Path of(Config serve) {
    String place = serve.getString(SETTING);
    return place.equals(AUTO)
        ? standard(
            System.getProperty("user.name", ""),
            System.getenv(),
            Path.of(System.getProperty("user.home", "")))
        : Path.of(place);
  }

  /**
   * For root where services of the system have theirs, for a user where those of a session have
   * theirs, else in the home. Never in a folder that others can write to, where anybody could have
   * been first.
   */
  static Path standard(String user, Map<String, String> environment, Path home) {
    String session = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    Path folder;
    if (user.equals("root")) {
      folder = Path.of("/run/drover");
    } else if (session.isEmpty()) {
      folder = home.resolve(".drover");
    } else {
      folder = Path.of(session, "drover");
    }
    return folder.resolve("drover.sock");
  }
}
