package io.drover.torture;

import io.drover.model.HookKind;
import io.drover.model.MigrationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the hooks themselves have noted.
 *
 * @param kinds which of the two were run, by migration
 */
record HookLog(Map<String, Set<HookKind>> kinds) {

  /** Reads the lines, each the id of a migration and the kind of the hook; none without a file. */
  static HookLog read(Path file) throws IOException {
    Map<String, Set<HookKind>> kinds = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", 2);
        for (HookKind kind : HookKind.values()) {
          if (words.length == 2 && kind.label().equals(words[1])) {
            kinds.computeIfAbsent(words[0], any -> EnumSet.noneOf(HookKind.class)).add(kind);
          }
        }
      }
    }
    return new HookLog(kinds);
  }

  /** How many migrations had this hook. */
  long count(HookKind kind) {
    return kinds.values().stream().filter(of -> of.contains(kind)).count();
  }

  Set<HookKind> of(MigrationId migration) {
    return kinds.getOrDefault(migration.value(), Set.of());
  }
}
