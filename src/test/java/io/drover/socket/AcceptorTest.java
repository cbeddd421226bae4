package io.drover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.CapturedLog;
import io.drover.testing.ManualTimeline;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptorTest {
  private final ManualTimeline timeline = new ManualTimeline();
  private final SocketFile file;
  private final Selector selector = Selector.open();
  private final SelectionKey key;
  private final Acceptor acceptor;
  private final List<SocketChannel> taken = new ArrayList<>();
  private @Nullable IOException failure;

  AcceptorTest(@TempDir Path folder) throws IOException {
    file = SocketFile.claim(folder.resolve("own/socket"));
    file.channel().configureBlocking(false);
    key = file.channel().register(selector, SelectionKey.OP_ACCEPT);
    acceptor = new Acceptor(this::acceptOrFail, timeline);
  }

  private @Nullable SocketChannel acceptOrFail() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return file.channel().accept();
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : taken) {
      channel.close();
    }
    file.close();
    selector.close();
  }

  @Test
  void afterAFailureItRestsForASecondAndSaysSoOnce() throws IOException {
    try (SocketChannel client = connect();
        CapturedLog log = CapturedLog.of(Acceptor.class)) {
      failure = new IOException("Too many open files");

      acceptor.accept(key, taken::add);
      assertThat(key.interestOps()).isZero();
      timeline.advance(Duration.ofMillis(999));
      assertThat(key.interestOps()).isZero();
      timeline.advance(Duration.ofMillis(1));
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_ACCEPT);
      acceptor.accept(key, taken::add);
      timeline.advance(Duration.ofSeconds(1));
      assertThat(log.warnings())
          .containsExactly(
              "connections have to wait, for none can be accepted: Too many open files");

      failure = null;
      assertThat(selector.select()).isOne();
      acceptor.accept(key, taken::add);
      assertThat(taken).hasSize(1);
      assertThat(client.isConnected()).isTrue();
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_ACCEPT);
    }
  }

  @Test
  void aConnectionThatCannotBeTakenIsClosed() throws IOException {
    try (SocketChannel client = connect()) {
      acceptor.accept(
          key,
          channel -> {
            throw new IllegalStateException("no");
          });

      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    try (SocketChannel next = connect()) {
      acceptor.accept(key, taken::add);
      assertThat(taken).hasSize(1);
      assertThat(next.isConnected()).isTrue();
    }
  }

  @Test
  void anEndedSocketIsNoFailure() throws IOException {
    file.close();
    try (CapturedLog log = CapturedLog.of(Acceptor.class)) {
      acceptor.accept(key, taken::add);

      assertThat(log.warnings()).isEmpty();
      assertThat(timeline.step()).isFalse();
    }
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(file.path()));
  }
}
