package io.drover.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client is told. A request has one answer; a wait has one more, a watch many. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = Answer.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Answer.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Answer.One.class, name = "instance"),
  @JsonSubTypes.Type(value = Answer.Instances.class, name = "instances"),
  @JsonSubTypes.Type(value = Answer.Hosts.class, name = "hosts"),
  @JsonSubTypes.Type(value = Answer.Event.class, name = "event"),
  @JsonSubTypes.Type(value = Answer.Lost.class, name = "lost"),
  @JsonSubTypes.Type(value = Answer.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Answer.Failed.class, name = "failed")
})
public sealed interface Answer {

  /**
   * An operation is recorded and goes on by itself.
   *
   * @param migration which migration that is, or null
   */
  record Accepted(InstanceId instance, @Nullable MigrationId migration) implements Answer {}

  /**
   * An operation that was waited for has ended.
   *
   * @param ok whether as it was meant to
   * @param instance what the instance is like now
   * @param migration what the migration came to, or null
   */
  record Ended(boolean ok, InstanceView instance, @Nullable MigrationView migration)
      implements Answer {}

  /** An order is recorded and followed. */
  record Done() implements Answer {}

  /** The instance that was asked about. */
  record One(InstanceView instance) implements Answer {}

  /** All instances; for a watch, as they were when it began. */
  record Instances(List<InstanceView> instances) implements Answer {

    /** Copies the list. */
    public Instances {
      instances = List.copyOf(instances);
    }
  }

  /** All hosts. */
  record Hosts(List<HostView> hosts) implements Answer {

    /** Copies the list. */
    public Hosts {
      hosts = List.copyOf(hosts);
    }
  }

  /** Something that has happened, for a watch. */
  record Event(Notice event) implements Answer {}

  /** So many events of a watch were dropped, because the client had not read them. */
  record Lost(long count) implements Answer {}

  /** Nothing has happened, and why. */
  record Refused(Refusal reason, String sentence) implements Answer {}

  /** There is no answer, or none any more; the sentence says what is known of the request. */
  record Failed(String sentence) implements Answer {}
}
