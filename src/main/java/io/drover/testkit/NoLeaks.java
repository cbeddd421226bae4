package io.drover.testkit;

/** G3: at a quiet end, what hosts hold is what their guests need. */
final class NoLeaks implements Check {
  private final Scene scene;

  NoLeaks(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Quiet quiet) {
      Leaks.held(quiet.instances(), quiet.hosts(), scene.hosts())
          .forEach(leak -> scene.report(Guarantee.NOTHING_LEAKS, leak.host(), leak.what()));
    }
  }
}
