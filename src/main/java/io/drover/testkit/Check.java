package io.drover.testkit;

/** Looks after one guarantee. Called by one thread at a time. */
interface Check {

  /** Something happened: reports what is wrong with it. */
  void on(Happening happening);
}
