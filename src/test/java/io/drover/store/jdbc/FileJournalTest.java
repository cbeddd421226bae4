package io.drover.store.jdbc;

import io.drover.store.JournalPromises;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalPromises {
  @TempDir Path folder;

  @Override
  protected String store() {
    return "drover { store = file, stores.file.folder = \"%s\" }".formatted(folder.resolve("data"));
  }
}
