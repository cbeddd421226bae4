package io.drover.control;

import org.jspecify.annotations.Nullable;

/** The arguments of a request; its {@link Verb} says which of these they are. */
public sealed interface Arguments {

  /** What it is about, for the record of who did what. */
  String subject();

  /**
   * Of a boot.
   *
   * @param host where
   * @param vcpus processors; in a request 1 if left out
   * @param memory bytes
   * @param disk bytes; none if left out
   * @param vifs virtual network interfaces
   * @param dirtyRate bytes of memory that a simulated guest rewrites each second
   */
  record Boot(String name, String host, int vcpus, long memory, long disk, int vifs, long dirtyRate)
      implements Arguments {

    /**
     * Refuses a boot without name, host, processors or memory with an {@link
     * IllegalArgumentException}.
     */
    public Boot {
      name = required("name", name);
      host = required("host", host);
      vcpus = someVcpus(vcpus);
      memory = someMemory(memory);
    }

    @Override
    public String subject() {
      return name;
    }
  }

  /**
   * Of an adoption of a guest that runs already.
   *
   * @param guest its id on the host
   * @param name what the instance is called from now on
   * @param vcpus processors; in a request 1 if left out
   * @param memory bytes
   * @param disk bytes; none if left out
   * @param vifs virtual network interfaces
   */
  record Adopt(String host, String guest, String name, int vcpus, long memory, long disk, int vifs)
      implements Arguments {

    /**
     * Refuses to be without host, guest, name, processors or memory with an {@link
     * IllegalArgumentException}.
     */
    public Adopt {
      host = required("host", host);
      guest = required("guest", guest);
      name = required("name", name);
      vcpus = someVcpus(vcpus);
      memory = someMemory(memory);
    }

    @Override
    public String subject() {
      return guest;
    }
  }

  /**
   * Of what is about one instance.
   *
   * @param instance its name or its id
   */
  record OfInstance(String instance) implements Arguments {

    /** Refuses to be without an instance with an {@link IllegalArgumentException}. */
    public OfInstance {
      instance = required("instance", instance);
    }

    @Override
    public String subject() {
      return instance;
    }
  }

  /** Of a reboot, soft unless it is said to be hard. */
  record Reboot(String instance, boolean hard) implements Arguments {

    /** Refuses to be without an instance with an {@link IllegalArgumentException}. */
    public Reboot {
      instance = required("instance", instance);
    }

    @Override
    public String subject() {
      return instance;
    }
  }

  /**
   * Of a live migration.
   *
   * @param hooks the name of its hooks; null: those that the configuration says
   */
  record LiveMigrate(String instance, String to, boolean blockMigration, @Nullable String hooks)
      implements Arguments {

    /** Refuses to be without instance or destination with an {@link IllegalArgumentException}. */
    public LiveMigrate {
      instance = required("instance", instance);
      to = required("to", to);
    }

    @Override
    public String subject() {
      return instance;
    }
  }

  /** Of an operator's word on where an instance runs. */
  record Resolve(String instance, String runsOn, boolean fenced) implements Arguments {

    /** Refuses to be without instance or host with an {@link IllegalArgumentException}. */
    public Resolve {
      instance = required("instance", instance);
      runsOn = required("runs-on", runsOn);
    }

    @Override
    public String subject() {
      return instance;
    }
  }

  /**
   * Of an operator's word on a host.
   *
   * @param reason for whoever finds it so; null: none is given
   */
  record OfHost(String host, @Nullable String reason) implements Arguments {

    /** Refuses to be without a host with an {@link IllegalArgumentException}. */
    public OfHost {
      host = required("host", host);
    }

    @Override
    public String subject() {
      return host;
    }
  }

  /**
   * Of a list of instances.
   *
   * @param deleted whether deleted ones are wanted too
   */
  record Listing(boolean deleted) implements Arguments {

    @Override
    public String subject() {
      return "all";
    }
  }

  /** None at all. */
  record None() implements Arguments {

    @Override
    public String subject() {
      return "all";
    }
  }

  private static int someVcpus(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("'vcpus' must be a number above 0");
    }
    return count;
  }

  private static long someMemory(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("'memory' must be a number of bytes above 0");
    }
    return bytes;
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("'%s' is missing".formatted(field));
    }
    return value;
  }
}
