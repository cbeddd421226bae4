package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of the field's defects and the tests that play them are one. */
class FieldBugsListTest {
  private static final Path LIST = Path.of("src/doc/field-bugs.md");
  private static final Path HERE = Path.of("src/test/java/io/drover/field");
  private static final Pattern NAMED = Pattern.compile("`(\\w+BugsTest\\.\\w+)`");
  private static final Pattern NUMBER = Pattern.compile("^[a-z]+(\\d+(?:[a-f][0-9a-f]{7})?)?");

  /** A defect: its numbers elsewhere, and the last cell of its row. */
  private record Row(String defect, String here) {
    List<String> tests() {
      return NAMED.matcher(here).results().map(found -> found.group(1)).toList();
    }
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| system |"))
        .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
        .peek(cells -> assertThat(cells).as("%s", (Object) cells).hasSize(4))
        .map(cells -> new Row(cells[1], cells[3]))
        .toList();
  }

  private static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.list(HERE)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .filter(name -> name.endsWith("BugsTest"))
          .flatMap(FieldBugsListTest::testsOf)
          .toList();
    }
  }

  private static Stream<String> testsOf(String name) {
    try {
      return Arrays.stream(Class.forName("io.drover.field." + name).getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Test.class))
          .map(Method::getName)
          .map(method -> name + "." + method);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyTestIsInTheListOnceAndTheListNamesNoOther() throws IOException {
    assertThat(rows().stream().flatMap(row -> row.tests().stream()))
        .containsExactlyInAnyOrderElementsOf(tests());
  }

  @Test
  void everyDefectHasATestOrTheReasonWhyItCannotHappen() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(60)
        .allMatch(row -> row.tests().isEmpty() == row.here().startsWith("cannot: "));
  }

  @Test
  void aTestBearsANumberOfItsDefect() throws IOException {
    for (Row row : rows()) {
      for (String test : row.tests()) {
        String method = test.substring(test.indexOf('.') + 1);
        assertThat(NUMBER.matcher(method).results().map(FieldBugsListTest::number))
            .as(test)
            .allMatch(number -> row.defect().contains(number));
      }
    }
  }

  private static String number(MatchResult found) {
    return found.group(1) == null ? "no number" : found.group(1);
  }
}
