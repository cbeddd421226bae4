package io.drover.model;

import java.util.Locale;

/** Why an accepted operation or migration did not end as it was meant to. */
public enum Reason implements Labelled {
  /** The destination, or the host of a boot, was full when the claim was made. */
  NO_CAPACITY,
  /** The VIFs could not be plugged in the allowed number of attempts. */
  VIF_PLUG,
  /** A volume could not be connected. */
  VOLUME,
  /** A check on a host failed before the transfer began. */
  PREPARE,
  /** The hypervisors gave the transfer up. */
  TRANSFER,
  /** A deadline passed. */
  TIMEOUT,
  /** The transfer made no progress for too long. */
  STALLED,
  /** A user aborted it. */
  ABORTED,
  /** The instance was deleted. */
  DELETED,
  /** The source host was lost. */
  SOURCE_LOST,
  /** The destination host was lost. */
  DESTINATION_LOST,
  /** The guest is on neither host. */
  GUEST_GONE,
  /** The hypervisor refused or failed to do what it was asked, outside of a migration. */
  HYPERVISOR,
  /** The host could not be reached, outside of a migration. */
  HOST_LOST;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
