package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recorded of a request, also of one that is never answered. */
class AuditTest {
  private final CapturedLog log = CapturedLog.of("io.drover.audit");

  @AfterEach
  void close() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "verb":"resolve","instance":"web-1","runs-on":"hv2","fenced":true | resolve {"instance":"web-1","runs-on":"hv2","fenced":true}
          "verb":"live-migrate","instance":"web-1","to":"hv2","block-migration":true,"hooks":"mine","key":"k 1" | live-migrate {"instance":"web-1","to":"hv2","block-migration":true,"hooks":"mine"}, key "k 1"
          "verb":"fence","host":"hv1","reason":"power is cut" | fence {"host":"hv1","reason":"power is cut"}
          "verb":"disable","host":"hv1","reason":"new kernel" | disable {"host":"hv1","reason":"new kernel"}
          "verb":"reboot","instance":"web-1","hard":true | reboot {"instance":"web-1","hard":true}
          "verb":"boot","name":"web-1","host":"hv1","vcpus":2,"memory":1024 | boot {"name":"web-1","host":"hv1","vcpus":2,"memory":1024,"disk":0,"vifs":0,"dirty-rate":0}
          "verb":"adopt","host":"hv1","guest":"7e5a","name":"db-1","vcpus":1,"memory":1024 | adopt {"host":"hv1","guest":"7e5a","name":"db-1","vcpus":1,"memory":1024,"disk":0,"vifs":0}
          """)
  void everyArgumentIsRecordedBeforeAnythingComesOfIt(String fields, String recorded)
      throws MalformedLineException {
    Audit.taken("root", Protocol.request("{\"version\":1,\"id\":\"1\",%s}".formatted(fields)));

    assertThat(log.informed())
        .singleElement()
        .asString()
        .matches("order [0-9]+: root asks to .*")
        .endsWith(" asks to " + recorded);
  }

  @Test
  void nothingThatAClientSendsForgesALineOrAnotherArgument() {
    Audit audit =
        Audit.taken(
            "eve",
            new Request(
                "1",
                Verb.STOP,
                "k\nroot",
                false,
                new Arguments.OfInstance("a\"\norder 1: root asks to \u001b[2J\u009b\u2028")));
    audit.answered(new Answer.Failed("b\nc"));

    assertThat(log.informed())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Zl}]"));
    assertThat(log.informed().get(0))
        .endsWith(
            "eve asks to stop {\"instance\":\"a\\\"\\norder 1: root asks to \\u001B[2J \"},"
                + " key \"k\\nroot\"");
  }

  @Test
  void aQuestionIsNoOrder() {
    Audit.taken("root", Request.of("1", Verb.LIST, new Arguments.Listing(false)))
        .answered(new Answer.Done());

    assertThat(log.informed()).isEmpty();
  }
}
