package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.store.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAccessTest {
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private final List<String> logged = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    DRIVER.addHandler(listener);
  }

  @AfterEach
  void listenNoMore() {
    DRIVER.removeHandler(listener);
  }

  private static PostgresAccess access(String url) {
    return new PostgresAccess(
        url,
        "drover",
        "secret",
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        new LeaseTerms(Duration.ofSeconds(1), Duration.ofSeconds(4)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://drover:secret@host/drover",
        "jdbc:postgresql://drover:secret@host:5432/drover",
        "jdbc:postgresql://drover:se/cret@host/drover?password=secret",
        "jdbc:postgresql://drover:s?secret@host/drover",
        "jdbc:postgresql:drover:secret@host/drover",
        "jdbc:postgresql://host:notaport/drover?password=secret",
        "jdbc:postgresql://host:99999/drover?password=secret",
        "jdbc:postgresql://host/drover?password=%secret",
        "jdbc:postgresql://host/dro/ver?password=secret",
        "jdbc:postgresql://host?password=secret",
        "jdbc:mysql://host/drover?password=secret",
        "postgres://drover:secret@host/drover",
        "secret"
      })
  void aUrlThatCannotBeParsedIsNeitherToldNorLogged(String url) {
    assertThatThrownBy(() -> access(url).connect())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(
            "drover.stores.postgres.url must be of the form jdbc:postgresql://HOST:PORT/DATABASE")
        .satisfies(failure -> assertThat(wholeText(failure)).doesNotContain("secret", "cret@"));
    assertThat(access(url).toString()).doesNotContain("secret", "cret@");
    assertThat(logged).noneMatch(line -> line.contains("secret") || line.contains("cret@"));
  }

  @Test
  void noTextSaysWhatFollowsTheQuestionMark() {
    PostgresAccess access =
        access("jdbc:postgresql://127.0.0.1:1/drover?currentSchema=a&password=secret@secret");

    assertThatThrownBy(access::connect)
        .satisfies(failure -> assertThat(wholeText(failure)).doesNotContain("secret"));

    assertThat(access.place()).isEqualTo("the store in jdbc:postgresql://127.0.0.1:1/drover");
    assertThat(access.toString()).doesNotContain("secret");
    assertThat(logged).noneMatch(line -> line.contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/drover",
        "jdbc:postgresql://db-1.example:5432,db-2.example/drover",
        "jdbc:postgresql://[::1]:5432/drover",
        "jdbc:postgresql://localhost/dro%20ver",
        "jdbc:postgresql://localhost/",
        "jdbc:postgresql:drover"
      })
  void whatTheDriverTakesIsTaken(String url) {
    assertThat(access(url + "?ssl=false").place()).isEqualTo("the store in " + url);
  }

  private static String wholeText(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
