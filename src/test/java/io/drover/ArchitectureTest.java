package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.drover.architecture.ForbiddenCalls;
import io.drover.architecture.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the design says about packages, time, chance and threads, read from the byte code; and that
 * each of these rules reports code that breaks it.
 */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.drover");
  private static final Layout LAYOUT = new Layout("io.drover");

  private static final JavaClasses BAD =
      new ClassFileImporter().importPackages("io.drover.architecture.bad");
  private static final Layout BAD_LAYOUT = new Layout("io.drover.architecture.bad");

  private static final int LONGEST_FILE = 500;

  @Test
  void theWholeOfTheMainCodeIsLookedAtAndNothingElse() {
    assertThat(MAIN.size()).isGreaterThan(300);
    assertThat(MAIN).noneMatch(type -> type.getName().contains("Test"));
    assertThat(MAIN.contain(Drover.class)).isTrue();
  }

  // Packages.

  @Test
  void packagesDependInOneDirection() {
    LAYOUT.packagesDependInOneDirection().check(MAIN);

    assertReported(
        BAD_LAYOUT.packagesDependInOneDirection(),
        "bad.model.KnowsItsHost.host> has type <io.drover.architecture.bad.host.Host>",
        "bad.simulation.KnowsTheModel.value> has type",
        "bad.elsewhere.NotInTheLayout is in a package that the layout does not have");
  }

  @Test
  void packagesAreFreeOfCycles() {
    LAYOUT.packagesAreFreeOfCycles().check(MAIN);

    assertReported(BAD_LAYOUT.packagesAreFreeOfCycles(), "Cycle detected: Slice host");
  }

  @Test
  void theModelUsesTheJdkOnly() {
    LAYOUT.theModelUsesTheJdkOnly().check(MAIN);

    assertReported(
        BAD_LAYOUT.theModelUsesTheJdkOnly(), "KnowsItsHost.logger> has type <org.slf4j.Logger>");
  }

  @Test
  void theSimulationUsesPekkoAndTheRuntimeOnly() {
    LAYOUT.theSimulationUsesPekkoAndTheRuntimeOnly().check(MAIN);

    assertReported(
        BAD_LAYOUT.theSimulationUsesPekkoAndTheRuntimeOnly(), "KnowsTheModel.value> has type");
  }

  @Test
  void libvirtIsUsedInOnePackageOnly() {
    LAYOUT.libvirtIsUsedInOnePackageOnly().check(MAIN);

    assertReported(BAD_LAYOUT.libvirtIsUsedInOnePackageOnly(), "has type <org.libvirt.Connect>");
  }

  @Test
  void databasesAreUsedInOnePackageOnly() {
    LAYOUT.databasesAreUsedInOnePackageOnly().check(MAIN);

    assertReported(BAD_LAYOUT.databasesAreUsedInOnePackageOnly(), "has type <java.sql.Connection>");
  }

  @Test
  void portsAreCalledByTheHostsActorOnly() {
    LAYOUT.portsAreCalledByTheHostsActorOnly().check(MAIN);

    assertReported(
        BAD_LAYOUT.portsAreCalledByTheHostsActorOnly(),
        "CallsTheHypervisor.hypervisor> has type <io.drover.architecture.bad.hypervisor.Hypervisor>");
  }

  @Test
  void everyPackageIsNullMarked() {
    LAYOUT.everyPackageIsNullMarked().check(MAIN);

    assertReported(
        BAD_LAYOUT.everyPackageIsNullMarked(),
        "io.drover.architecture.bad.host is not @NullMarked");
  }

  @Test
  void filesAreShort() throws IOException {
    assertThat(filesLongerThan(LONGEST_FILE)).isEmpty();
    assertThat(filesLongerThan(1)).as("the files are found").hasSizeGreaterThan(200);
  }

  private static List<String> filesLongerThan(int longest) throws IOException {
    Path root = Path.of("src/main/java");
    List<String> longer = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = root.relativize(file).toString();
        int lines = Files.readAllLines(file).size();
        if (lines > longest) {
          longer.add("%s has %d lines".formatted(name, lines));
        }
      }
    }
    return longer;
  }

  // Time, chance, threads.

  @Test
  void timeIsReadFromTheClockOnly() {
    ForbiddenCalls.timeIsReadFromTheClockOnly().check(MAIN);

    assertReported(
        ForbiddenCalls.timeIsReadFromTheClockOnly(),
        "System.nanoTime()",
        "System.currentTimeMillis()",
        "Instant.now()",
        "Clock.systemUTC()",
        "Date.<init>()");
  }

  @Test
  void chanceComesFromIdsOnly() {
    ForbiddenCalls.chanceComesFromIdsOnly().check(MAIN);

    assertReported(
        ForbiddenCalls.chanceComesFromIdsOnly(),
        "UUID.randomUUID()",
        "Math.random()",
        "ThreadLocalRandom.current()",
        "Random.<init>()",
        "SplittableRandom.<init>()",
        "SecureRandom.<init>()");
    assertNotReported(ForbiddenCalls.chanceComesFromIdsOnly(), "seeded");
  }

  @Test
  void noCollectionHasASaltedOrder() {
    ForbiddenCalls.noCollectionHasASaltedOrder().check(MAIN);

    assertReported(
        ForbiddenCalls.noCollectionHasASaltedOrder(),
        "DependsOnChance.map()",
        "DependsOnChance.copy(",
        "DependsOnChance.set()",
        "DependsOnChance.array(");
    assertNotReported(ForbiddenCalls.noCollectionHasASaltedOrder(), "DependsOnChance.one()");
  }

  @Test
  void nobodySleeps() {
    ForbiddenCalls.nobodySleeps().check(MAIN);
  }

  @Test
  void nothingRunsOnTheCommonPool() {
    ForbiddenCalls.nothingRunsOnTheCommonPool().check(MAIN);

    assertReported(
        ForbiddenCalls.nothingRunsOnTheCommonPool(),
        "CompletableFuture.supplyAsync(java.util.function.Supplier)",
        "CompletionStage.thenApplyAsync(java.util.function.Function)",
        "CompletableFuture.orTimeout(",
        "List.parallelStream()");
    assertNotReported(ForbiddenCalls.nothingRunsOnTheCommonPool(), "HoldsThreads.onAnExecutor(");
  }

  @Test
  void actorsAreAskedThroughStages() {
    ForbiddenCalls.actorsAreAskedThroughStages().check(MAIN);

    assertReported(ForbiddenCalls.actorsAreAskedThroughStages(), "AskPattern.ask(");
  }

  @Test
  void nothingBlocks() {
    ForbiddenCalls.nothingBlocks().check(MAIN);

    assertReported(
        ForbiddenCalls.nothingBlocks(),
        "CompletableFuture.join()",
        "Future.get()",
        "CountDownLatch.await()",
        "scala.concurrent.Await.result(");
  }

  private static String report(ArchRule rule) {
    return String.join("\n", rule.evaluate(BAD).getFailureReport().getDetails());
  }

  private static void assertReported(ArchRule rule, String... violations) {
    assertThat(report(rule)).contains(violations);
  }

  private static void assertNotReported(ArchRule rule, String code) {
    assertThat(report(rule)).doesNotContain(code);
  }
}
