package io.drover.hypervisor.simulated;

/** Where the outcome of a call goes. Called inside the fleet's lock; only the first word counts. */
interface Reply<T> {

  void succeed(T value);

  void fail(RuntimeException why);

  /** A reply that nobody hears. */
  static <T> Reply<T> unheard() {
    return new Reply<>() {
      @Override
      public void succeed(T value) {}

      @Override
      public void fail(RuntimeException why) {}
    };
  }
}
