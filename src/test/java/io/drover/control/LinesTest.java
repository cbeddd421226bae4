package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final String TOO_LONG = "(too long)";

  private final Lines lines = new Lines(8);

  @Test
  void putsLinesTogetherFromPieces() {
    assertThat(taken("on")).isEmpty();
    assertThat(taken("e\ntwo\nthr")).containsExactly("one", "two");
    assertThat(taken("ee\n\n")).containsExactly("three", "");
  }

  @Test
  void cutsNoCharacterInTwo() {
    ByteBuffer bytes = bytes("hô\n");

    assertThat(lines.next(bytes.slice(0, 2))).isNull();
    assertThat(lines.next(bytes.slice(2, 2))).isEqualTo(Lines.Line.of("hô"));
  }

  @Test
  void keepsNothingOfALineThatIsTooLongAndGoesOnAfterIt() {
    assertThat(taken("12345678\n")).containsExactly("12345678");
    assertThat(taken("123456789")).isEmpty();
    assertThat(taken("and on and on")).isEmpty();
    assertThat(taken("\nnext\n")).containsExactly(TOO_LONG, "next");
  }

  @Test
  void doesNotTakeWhatHasNoEndForALine() {
    assertThat(taken("one\ntw")).containsExactly("one");
    assertThat(lines.areWhole()).isFalse();

    assertThat(lines.rest())
        .extracting(Lines.Line::fault)
        .isEqualTo("the last line has no end, so it may be half a request");
    assertThat(lines.areWhole()).isTrue();
    assertThat(lines.rest()).isNull();
  }

  @Test
  void doesNotMindBlanksAtTheEnd() {
    assertThat(taken("one\n  ")).containsExactly("one");
    assertThat(lines.rest()).isNull();
  }

  private List<String> taken(String text) {
    ByteBuffer bytes = bytes(text);
    List<String> taken = new ArrayList<>();
    for (Lines.Line line = lines.next(bytes); line != null; line = lines.next(bytes)) {
      taken.add(line.text().orElse(TOO_LONG));
    }
    return taken;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
