package io.drover.testing;

import com.typesafe.config.Config;
import java.util.function.BiFunction;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMailbox;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** A mailbox that loses or doubles chosen messages, put under every actor by {@link #SETTING}. */
public final class TamperedMailbox
    implements MailboxType, ProducesMessageQueue<UnboundedMailbox.MessageQueue> {

  /** Puts it under every actor of a system. */
  public static final String SETTING =
      "pekko.actor.typed.default-mailbox.mailbox-type = \"%s\"\n"
          .formatted(TamperedMailbox.class.getName());

  private static volatile BiFunction<String, Object, Integer> copies = (receiver, message) -> 1;

  /** Made by Pekko. */
  public TamperedMailbox(ActorSystem.Settings settings, Config config) {}

  /** From now on each message is delivered so many times to a receiver of this path. */
  public static void deliver(BiFunction<String, Object, Integer> times) {
    copies = times;
  }

  /** From now on messages of this type are lost. */
  public static void lose(String simpleName) {
    deliver((receiver, message) -> is(simpleName, message) ? 0 : 1);
  }

  /** From now on every message is delivered once. */
  public static void deliverEverything() {
    deliver((receiver, message) -> 1);
  }

  /** Whether a message is of this type, or an adapted reply of this type. */
  public static boolean is(String simpleName, Object message) {
    String type = message.getClass().getSimpleName();
    return type.equals(simpleName)
        || (type.startsWith("Adapt") && message.toString().contains(simpleName + "["));
  }

  @Override
  public MessageQueue create(@Nullable Option<ActorRef> owner, @Nullable Option<ActorSystem> in) {
    return new Queue();
  }

  private static final class Queue extends UnboundedMailbox.MessageQueue {
    private static final long serialVersionUID = 1L;

    @Override
    public void enqueue(ActorRef receiver, Envelope handle) {
      int times = copies.apply(receiver.path().toString(), handle.message());
      for (int copy = 0; copy < times; copy++) {
        super.enqueue(receiver, handle);
      }
    }
  }
}
