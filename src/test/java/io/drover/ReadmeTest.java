package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what there is. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final String IMPORTS =
      """
      import io.drover.*;
      import io.drover.migration.*;
      import io.drover.model.*;
      import io.drover.testkit.*;
      import java.util.concurrent.*;
      """;

  @TempDir Path folder;

  private static String javaBlock() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void itsJavaCompilesAndMovesAnInstance() throws Exception {
    Path source = folder.resolve("Readme.java");
    Files.writeString(
        source,
        "%spublic class Readme { public static void main(String[] args) {%n%s%n}}"
            .formatted(IMPORTS, javaBlock()));

    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());

    assertThat(result).isZero();
    assertThat(run()).isEqualTo("completed: web-1 runs on hv2");
  }

  private String run() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Readme")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void everyFileThatItNamesIsThere() throws IOException {
    List<String> named =
        Pattern.compile("(?:scripts|conf|src)/[\\w./-]*\\w")
            .matcher(Files.readString(README))
            .results()
            .map(match -> match.group())
            .distinct()
            .toList();

    assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(Path.of(name)).exists());
  }

  @Test
  void everyScenarioIsNamedInIt() throws IOException {
    String readme = Files.readString(README);
    try (Stream<Path> scenarios = Files.list(Path.of("conf/scenarios"))) {
      assertThat(scenarios)
          .allSatisfy(s -> assertThat(readme).contains(s.getFileName().toString()));
    }
  }
}
