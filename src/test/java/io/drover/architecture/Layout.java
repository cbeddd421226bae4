package io.drover.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * Which package may use which. The order is the design's: cli, serve, fleet, explorer, scenario,
 * testkit, control, then Drover itself, instance, migration, admission, host, hypervisor with
 * network and storage, command, runtime, model; each may use what comes after it.
 */
public final class Layout {
  private static final List<String> ADAPTERS =
      List.of("hypervisor.simulated", "hypervisor.libvirt");

  private final String root;
  private final Map<String, Set<String>> allowed = new LinkedHashMap<>();

  /** The layout below a root package; the project's own, or that of an example. */
  public Layout(String root) {
    this.root = root;
    allow("model");
    allow("runtime", "model");
    allow("socket", "runtime", "model");
    allow("command", "runtime", "model");
    allow("network", "command", "runtime", "model");
    allow("storage", "command", "runtime", "model");
    allow("hypervisor", "network", "storage", "command", "runtime", "model");
    ADAPTERS.forEach(adapter -> allowAllOf(adapter, "hypervisor"));
    allowAllOf("hypervisor.remote", "hypervisor", "socket");
    allow("store");
    allow("store.jdbc", "store", "runtime", "model");
    allowAllOf("host", "hypervisor", "store");
    allowAllOf("admission", "host");
    allowAllOf("migration", "admission");
    allowAllOf("instance", "migration");
    allowAllOf("", "instance", "store.jdbc");
    allowAllOf("control", "", "socket");
    allow("simulation", "runtime");
    allowAllOf("testkit", "", "simulation", "hypervisor.simulated");
    allowAllOf("testkit.conformance", "hypervisor");
    allowAllOf("scenario", "testkit", "hypervisor.libvirt");
    allowAllOf("scenario.format", "scenario");
    allowAllOf("report", "scenario");
    allowAllOf("explorer", "scenario");
    allowAllOf("fleet", "scenario.format", "hypervisor.remote");
    allowAllOf("serve", "control", "fleet");
    allowAllOf("cli", "scenario", "scenario.format", "report", "explorer", "serve");
  }

  private void allow(String name, String... others) {
    allowed.put(name, new LinkedHashSet<>(List.of(others)));
  }

  /** These, and all that these may use. */
  private void allowAllOf(String name, String... others) {
    Set<String> all = new LinkedHashSet<>();
    for (String other : others) {
      all.add(other);
      all.addAll(allowed.getOrDefault(other, Set.of()));
    }
    allowed.put(name, all);
  }

  /** Every package uses only what its place in the order allows. */
  public ArchRule packagesDependInOneDirection() {
    return classes().should(useOnlyWhatIsAllowed());
  }

  private ArchCondition<JavaClass> useOnlyWhatIsAllowed() {
    return new ArchCondition<>("use only packages further down in the layout") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = name(type);
        if (!allowed.containsKey(from)) {
          events.add(
              SimpleConditionEvent.violated(
                  type,
                  "%s is in a package that the layout does not have".formatted(type.getName())));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (inside(target)
              && !name(target).equals(from)
              && !allowed.getOrDefault(from, Set.of()).contains(name(target))) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private boolean inside(JavaClass type) {
    return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
  }

  private String name(JavaClass type) {
    return type.getPackageName().equals(root)
        ? ""
        : type.getPackageName().substring(root.length() + 1);
  }

  /** Values are values: the model knows the JDK only. */
  public ArchRule theModelUsesTheJdkOnly() {
    return classes()
        .that()
        .resideInAPackage(root + ".model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", root + ".model..")
        .allowEmptyShould(true);
  }

  /** The simulation serves any Pekko application. */
  public ArchRule theSimulationUsesPekkoAndTheRuntimeOnly() {
    return classes()
        .that()
        .resideInAPackage(root + ".simulation..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "scala..",
            "org.apache.pekko..",
            "com.typesafe.config..",
            "org.slf4j..",
            "org.jspecify..",
            root + ".runtime..",
            root + ".simulation..")
        .allowEmptyShould(true);
  }

  /** Without the optional libraries everything but real hosts works. */
  public ArchRule libvirtIsUsedInOnePackageOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".hypervisor.libvirt..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.libvirt..", "com.sun.jna..");
  }

  /** Without the optional libraries there is the store in memory. */
  public ArchRule databasesAreUsedInOnePackageOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".store.jdbc..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "slick..",
            "com.zaxxer..",
            "org.sqlite..",
            "org.postgresql..",
            "org.apache.pekko.persistence.jdbc..");
  }

  /** Only the actor of a host calls its ports: everybody else asks that actor. */
  public ArchRule portsAreCalledByTheHostsActorOnly() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            root, root + ".admission..", root + ".migration..", root + ".instance..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            Pattern.quote(root)
                + "\\.(hypervisor\\.Hypervisor|network\\.VifPlugger|storage\\.VolumeConnector)");
  }

  /** No package is part of a cycle. */
  public ArchRule packagesAreFreeOfCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  /** Each package says what it is, and that nothing in it is null unless it is said. */
  public ArchRule everyPackageIsNullMarked() {
    return classes().should(beInANullMarkedPackage());
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package with a package-info.java that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, "%s is not @NullMarked".formatted(type.getPackageName())));
        }
      }
    };
  }
}
