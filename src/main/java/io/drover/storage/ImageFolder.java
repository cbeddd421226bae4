package io.drover.storage;

/**
 * Where guests find the images of their disks, the same path on all hosts.
 *
 * @param path the folder; empty: there is none
 * @param format of the images, such as {@code qcow2}; the ending of their names too
 */
public record ImageFolder(String path, String format) {

  /** Whether there is such a folder. */
  public boolean exists() {
    return !path.isEmpty();
  }

  /** The name of a volume's image in the folder. */
  public String fileName(Volume volume) {
    return "%s-%d.%s".formatted(volume.instance(), volume.index(), format);
  }

  /** Where the guest finds the image of a volume. */
  public String image(Volume volume) {
    return path + "/" + fileName(volume);
  }
}
