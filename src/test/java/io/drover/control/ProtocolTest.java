package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolTest {
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00.250Z");
  private static final InstanceId WEB = new InstanceId("7e5a");
  private static final MigrationId MOVE = new MigrationId("m-1");

  private static final MigrationView MIGRATION =
      new MigrationView(
          MOVE,
          WEB,
          "hv1",
          "hv2",
          MigrationStatus.FAILED,
          Reason.VIF_PLUG,
          5,
          HookKind.RECOVER,
          HookState.DELIVERED,
          List.of("a VIF on hv2"),
          null,
          null,
          AT);

  private static final InstanceView VIEW =
      new InstanceView(
          WEB,
          new InstanceSpec("web-1", new Flavor(2, 1L << 32, 0), 1, 0),
          "hv1",
          VmState.ACTIVE,
          TaskState.NONE,
          PowerState.RUNNING,
          null,
          false,
          List.of(),
          List.of(MIGRATION),
          List.of());

  @Test
  void aRequestIsALineThatAPersonCanWrite() throws MalformedLineException {
    Request move =
        new Request(
            "7",
            Verb.LIVE_MIGRATE,
            "night-1",
            true,
            new Arguments.LiveMigrate("web-1", "hv2", false, null));

    assertThat(Protocol.line(move))
        .isEqualTo(
            "{\"version\":1,\"id\":\"7\",\"verb\":\"live-migrate\",\"instance\":\"web-1\","
                + "\"to\":\"hv2\",\"block-migration\":false,\"hooks\":null,\"key\":\"night-1\","
                + "\"wait\":true}");
    assertThat(
            Protocol.request(
                "{'version':1,'id':'7','verb':'live-migrate','instance':'web-1','to':'hv2'}"
                    .replace('\'', '"')))
        .isEqualTo(
            Request.of(
                "7", Verb.LIVE_MIGRATE, new Arguments.LiveMigrate("web-1", "hv2", false, null)));
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyRequestIsReadAsItWasWritten(Verb verb) throws MalformedLineException {
    String key = verb.takesKey() ? "key" : null;
    Request request = new Request("1", verb, key, verb.hasEnd(), example(verb));

    assertThat(Protocol.request(Protocol.line(request))).isEqualTo(request);
  }

  private static Arguments example(Verb verb) {
    Class<? extends Arguments> type = verb.arguments();
    if (type == Arguments.Boot.class) {
      return new Arguments.Boot("web-1", "hv1", 2, 1L << 40, 5, 1, 7);
    } else if (type == Arguments.Adopt.class) {
      return new Arguments.Adopt("hv1", "7e5a", "web-1", 2, 1L << 30, 0, 1);
    } else if (type == Arguments.Reboot.class) {
      return new Arguments.Reboot("web-1", true);
    } else if (type == Arguments.LiveMigrate.class) {
      return new Arguments.LiveMigrate("web-1", "hv2", true, "mine");
    } else if (type == Arguments.Resolve.class) {
      return new Arguments.Resolve("web-1", "hv2", true);
    } else if (type == Arguments.OfHost.class) {
      return new Arguments.OfHost("hv1", "new kernel");
    } else if (type == Arguments.Listing.class) {
      return new Arguments.Listing(true);
    }
    return type == Arguments.None.class ? new Arguments.None() : new Arguments.OfInstance("web-1");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyAnswerIsReadAsItWasWritten(Answer answer) throws MalformedLineException {
    assertThat(Protocol.answer(Protocol.line("3", answer)))
        .isEqualTo(new Protocol.Reply("3", answer));
  }

  private static List<Answer> answers() {
    return List.of(
        new Answer.Accepted(WEB, MOVE),
        new Answer.Accepted(WEB, null),
        new Answer.Ended(false, VIEW, MIGRATION),
        new Answer.Done(),
        new Answer.One(VIEW),
        new Answer.Instances(List.of(VIEW)),
        new Answer.Hosts(
            List.of(
                new HostView(
                    "hv1",
                    HostState.UNREACHABLE,
                    "no answer",
                    "new kernel",
                    new Flavor(16, 1L << 36, 1L << 40),
                    Flavor.NONE,
                    List.of(WEB),
                    1,
                    0))),
        new Answer.Lost(17),
        new Answer.Refused(Refusal.NO_CAPACITY, "hv1 is full"),
        new Answer.Failed("no answer in time"));
  }

  @ParameterizedTest
  @MethodSource("notices")
  void everyNoticeIsReadAsItWasWritten(Notice notice) throws MalformedLineException {
    Answer event = new Answer.Event(notice);

    assertThat(Protocol.answer(Protocol.line("3", event)).answer()).isEqualTo(event);
  }

  @Test
  void noNoticeIsForgotten() {
    assertThat(notices().stream().<@Nullable Object>map(Object::getClass))
        .containsExactlyInAnyOrder((Object[]) Notice.class.getPermittedSubclasses());
  }

  private static List<Notice> notices() {
    return List.of(
        new Notice.InstanceRecorded(AT, VIEW),
        new Notice.InstanceChanged(
            AT,
            WEB,
            "web-1",
            "hv1",
            VmState.ERROR,
            TaskState.NONE,
            PowerState.NOSTATE,
            Reason.HOST_LOST),
        new Notice.MigrationChanged(
            AT, WEB, MOVE, "hv1", "hv2", MigrationStatus.RUNNING, null, List.of()),
        new Notice.MigrationWaits(AT, WEB, MOVE, "a slot to leave hv1"),
        new Notice.MigrationProgress(AT, WEB, MOVE, 2, 100, 50, 10, 5, Duration.ofMillis(50)),
        new Notice.MigrationUnresolved(AT, WEB, MOVE, "hv2 is silent", AT),
        new Notice.VifPlugFailed(AT, WEB, "hv2", 1, 5, "injected"),
        new Notice.HookProgress(AT, WEB, MOVE, HookKind.POST, HookState.PENDING, 1, ""),
        new Notice.HostChanged(AT, "hv1", HostState.DISABLED, "new kernel"),
        new Notice.DiskOverCommit(AT, "hv1", 1L << 30, 3, 1));
  }

  @Test
  void aGuestHasOneProcessorIfNothingIsSaid() throws MalformedLineException {
    String boot =
        "{'version':1,'id':'7','verb':'boot','name':'a','host':'h','memory':9}".replace('\'', '"');

    assertThat(Protocol.request(boot).arguments())
        .isEqualTo(new Arguments.Boot("a", "h", 1, 9, 0, 0, 0));
  }

  @Test
  void anAnswerOfANewerDroverIsReadAsFarAsItIsKnown() throws MalformedLineException {
    assertThat(Protocol.answer("{\"id\":\"1\",\"type\":\"lost\",\"count\":2,\"why\":\"slow\"}"))
        .isEqualTo(new Protocol.Reply("1", new Answer.Lost(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense | | it is not JSON: Unrecognized token 'nonsense'
          [1] | | a line has to be a JSON object
          {"version":1,"verb":"hosts"} | | 'id' is missing
          {"id":7,"version":1,"verb":"hosts"} | | 'id' must be a text of 1 to 256 characters
          {"id":"7","verb":"hosts"} | 7 | 'version' is missing; this is version 1
          {"id":"7","version":2,"verb":"hosts"} | 7 | version 2 is not spoken here, but version 1
          {"id":"7","version":1} | 7 | 'verb' is missing
          {"id":"7","version":1,"verb":"move"} | 7 | there is no verb 'move'; there are boot, start
          {"id":"7","version":1,"verb":"stop"} | 7 | stop: 'instance' is missing
          {"id":"7","version":1,"verb":"stop","instance":" "} | 7 | stop: 'instance' is missing
          {"id":"7","version":1,"verb":"stop","instance":"a","hard":true} | 7 | stop: there is no 'hard'; there are instance
          {"id":"7","version":1,"verb":"stop","instance":"a","wait":"yes"} | 7 | 'wait' must be true or false
          {"id":"7","version":1,"verb":"fence","host":"hv1","reason":"a","key":"k"} | 7 | fence takes no key: it is the same however often it is said
          {"id":"7","version":1,"verb":"enable","host":"hv1","key":"k"} | 7 | enable takes no key
          {"id":"7","version":1,"verb":"hosts","wait":true} | 7 | there is no end of hosts to wait for
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h"} | 7 | boot: 'memory' must be a number of bytes above 0
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":"much"} | 7 | boot: 'memory' must be a whole number
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":1e9} | 7 | boot: 'memory' must be a whole number
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":"1024"} | 7 | boot: 'memory' must be a whole number
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":9,"vcpus":1.9} | 7 | boot: 'vcpus' must be a whole number
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":9,"vcpus":3000000000} | 7 | boot: 'vcpus' cannot be read: Numeric value (3000000000) out of range of int
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":9,"vcpus":true} | 7 | boot: 'vcpus' must be a whole number
          {"id":"7","version":1,"verb":"boot","name":"a","host":"h","memory":9,"vcpus":0} | 7 | boot: 'vcpus' must be a number above 0
          {"id":"7","version":1,"verb":"boot","name":1,"host":"h","memory":9} | 7 | boot: 'name' must be a text
          {"id":"7","version":1,"verb":"boot","name":["a"],"host":"h","memory":9} | 7 | boot: 'name' must be a text
          {"id":"7","version":1,"verb":"resolve","instance":"a","runs-on":"h","fenced":1} | 7 | resolve: 'fenced' must be true or false
          {"id":"7","version":1,"verb":"resolve","instance":"a","runs-on":"h","fenced":"true"} | 7 | resolve: 'fenced' must be true or false
          {"id":"7","version":1,"verb":"hosts"} {"id":"8"} | | a line has to be one JSON object and no more
          {"id":"7","version":1,"verb":"hosts"}, | | it is not JSON: Unexpected character (',' (code 44))
          {"id":"7","version":1,"verb":"hosts","verb":"list"} | | it is not JSON: Duplicate field 'verb'
          """)
  void whatIsNoRequestIsToldInASentence(String line, @Nullable String id, String sentence) {
    assertThatThrownBy(() -> Protocol.request(line))
        .isInstanceOfSatisfying(
            MalformedLineException.class, e -> assertThat(e.id()).isEqualTo(id == null ? "" : id))
        .hasMessageStartingWith(sentence)
        .hasMessageNotContaining("\n");
  }
}
