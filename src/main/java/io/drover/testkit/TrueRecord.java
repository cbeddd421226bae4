package io.drover.testkit;

/** G4: at a quiet end, the records of idle instances are what their guests are. */
final class TrueRecord implements Check {
  private final Scene scene;

  TrueRecord(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.Quiet quiet) {
      FalseRecords.all(quiet.instances(), scene.hosts())
          .forEach(found -> scene.report(Guarantee.TRUE_RECORD, found.view().id(), found.what()));
    }
  }
}
