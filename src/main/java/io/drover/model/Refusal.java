package io.drover.model;

import java.util.Locale;

/**
 * Why a request was refused before anything happened. When several apply the first in this order is
 * told.
 */
public enum Refusal implements Labelled {
  INVALID_REQUEST,
  NOT_FOUND,
  UNAVAILABLE,
  LOCKED,
  CONFLICT,
  INVALID_STATE,
  SAME_HOST,
  HOST_DOWN,
  HOST_DISABLED,
  NOT_SUPPORTED,
  NO_CAPACITY,
  BUSY;

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
