package io.drover;

import com.typesafe.config.ConfigException;
import io.drover.admission.SlotLimits;
import io.drover.host.HostSettings;
import io.drover.instance.InstanceSettings;
import io.drover.migration.MigrationSettings;
import io.drover.runtime.Waits;
import java.time.Duration;

/** All settings of Drover, read and found usable. */
record Settings(
    SlotLimits slots,
    HostSettings host,
    MigrationSettings migration,
    InstanceSettings instance,
    Duration replyTimeout) {

  /**
   * Reads the settings.
   *
   * @throws ConfigException when one of them cannot be used
   */
  static Settings from(Waits drover) {
    return new Settings(
        SlotLimits.from(drover.at("admission")),
        HostSettings.from(drover.at("host")),
        MigrationSettings.from(drover),
        InstanceSettings.from(drover),
        drover.positive("reply-timeout"));
  }
}
