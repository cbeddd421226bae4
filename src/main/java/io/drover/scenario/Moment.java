package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.Locale;

/** A stretch of a migration in which a fault can be made to strike. */
public enum Moment implements Labelled {
  QUEUED,
  PREPARING,
  RUNNING,
  SWITCH_OVER,
  POST,
  RECOVER;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
