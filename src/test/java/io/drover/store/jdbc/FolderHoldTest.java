package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderHoldTest {
  private static final Owner FIRST = new Owner(7, "here", Instant.parse("2026-11-23T09:00:00Z"));
  private static final Owner SECOND = new Owner(8, "there", Instant.parse("2026-11-23T10:00:00Z"));

  @TempDir Path folder;

  @Test
  void whoeverHoldsItIsNamedFromTheFirstMomentOn() throws IOException {
    try (FolderHold old = FolderHold.take(folder, FIRST)) {
      old.use();
    }

    try (FolderHold opening = FolderHold.take(folder, SECOND)) {
      assertThat(opening.usedBefore()).isTrue();
      assertThatThrownBy(() -> FolderHold.take(folder, FIRST))
          .isInstanceOf(StoreException.class)
          .hasMessageEndingWith(
              "in use by process 8 on there since 2026-11-23T10:00:00Z;"
                  + " it has one writer at a time");
    }
  }

  @Test
  void oneThatWasNeverOpenedToItsEndIsNotUsed() throws IOException {
    FolderHold.take(folder, FIRST).close();
    try (FolderHold again = FolderHold.take(folder, SECOND)) {
      assertThat(again.usedBefore()).isFalse();
      again.use();
    }

    try (FolderHold used = FolderHold.take(folder, FIRST)) {
      assertThat(used.usedBefore()).isTrue();
    }
    try (FolderHold still = FolderHold.take(folder, FIRST)) {
      assertThat(still.usedBefore()).isTrue();
    }
  }

  @Test
  void oneThatAnOlderDroverHasSignedIsUsed() throws IOException {
    Files.writeString(folder.resolve("owner"), FIRST + "\n");

    try (FolderHold hold = FolderHold.take(folder, SECOND)) {
      assertThat(hold.usedBefore()).isTrue();
    }
  }

  @Test
  void ofTwoThatClaimItAtOnceOneHasItAndTheOtherIsToldWho() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    CyclicBarrier atOnce = new CyclicBarrier(2);
    Callable<FolderHold> claim =
        () -> {
          atOnce.await();
          return FolderHold.take(folder, FIRST);
        };
    List<FolderHold> holds = new ArrayList<>();
    List<Throwable> refusals = new ArrayList<>();
    try {
      for (Future<FolderHold> answer : two.invokeAll(List.of(claim, claim))) {
        try {
          holds.add(answer.get());
        } catch (ExecutionException e) {
          refusals.add(e.getCause());
        }
      }
    } finally {
      two.shutdownNow();
    }

    assertThat(holds).hasSize(1);
    assertThat(refusals)
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by "));
    holds.get(0).close();
  }

  @Test
  void whoeverDeletesOrReplacesItsLockIsNoticed() throws IOException {
    try (FolderHold hold = FolderHold.take(folder, FIRST)) {
      assertThat(hold.doubt()).isEmpty();

      Files.delete(folder.resolve("lock"));
      assertThat(hold.doubt())
          .hasValueSatisfying(why -> assertThat(why).contains("was deleted or replaced"));

      Files.createFile(folder.resolve("lock"));
      assertThat(hold.doubt())
          .hasValueSatisfying(why -> assertThat(why).contains("was deleted or replaced"));
    }
  }

  /** Closing any channel of the file would let go of the first one's lock. */
  @Test
  void aDroverOfAnotherClassLoaderIsToldWhoHasItAndTakesNothingFromIt() throws Exception {
    try (FolderHold hold = FolderHold.take(folder, FIRST)) {
      assertThatThrownBy(() -> takeWithOtherClasses(folder))
          .hasMessageContaining("in use by process 7 on here");

      String locks = Files.readString(Path.of("/proc/locks"));
      String inode = Files.getAttribute(folder.resolve("lock"), "unix:ino").toString();
      assertThat(locks.lines()).anyMatch(line -> line.contains(":" + inode + " "));
      assertThat(hold.doubt()).isEmpty();
    }
  }

  private static void takeWithOtherClasses(Path folder) throws Throwable {
    Class<?> hold = new OtherClasses().loadClass(FolderHold.class.getName());
    Class<?> owner = hold.getClassLoader().loadClass(Owner.class.getName());
    var make = owner.getDeclaredConstructor(long.class, String.class, Instant.class);
    make.setAccessible(true);
    var take = hold.getDeclaredMethod("take", Path.class, owner);
    take.setAccessible(true);
    try {
      take.invoke(null, folder, make.newInstance(8L, "there", Instant.EPOCH));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Has Drover's classes once more. */
  private static final class OtherClasses extends ClassLoader {
    OtherClasses() {
      super(FolderHoldTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.drover.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (code == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = code.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
