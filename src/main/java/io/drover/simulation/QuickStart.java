package io.drover.simulation;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;

/**
 * The classes of this JVM, but for the manifests of their jars. Pekko reads all of these at each
 * start, to warn of versions that do not fit together, which takes longer than many a run.
 */
final class QuickStart extends ClassLoader {

  static final ClassLoader CLASSES = new QuickStart(VirtualSystem.class.getClassLoader());

  private QuickStart(ClassLoader parent) {
    super(parent);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(JarFile.MANIFEST_NAME)
        ? Collections.emptyEnumeration()
        : super.getResources(name);
  }
}
