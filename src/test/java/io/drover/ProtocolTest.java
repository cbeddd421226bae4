package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a pattern-matching switch over a sealed protocol would check: every command that an actor
 * can be told appears in the list of handlers of that actor, or of one of its phases.
 */
class ProtocolTest {
  private static final JavaClasses DROVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.drover");

  private static final Set<String> LISTS_OF_HANDLERS =
      Set.of("createReceive", "receive", "commandHandler");

  static Stream<Class<?>> protocols() {
    return DROVER.stream()
        .filter(type -> type.getSimpleName().equals("Command") && type.isInterface())
        .filter(type -> type.getPackageName().startsWith("io.drover"))
        .map(JavaClass::reflect);
  }

  @Test
  void everyActorsProtocolIsFound() {
    assertThat(protocols().map(Class::getCanonicalName))
        .contains(
            "io.drover.Guardian.Command",
            "io.drover.admission.AdmissionActor.Command",
            "io.drover.host.HostActor.Command",
            "io.drover.host.PlugVifsActor.Command",
            "io.drover.instance.InstanceActor.Command",
            "io.drover.instance.Instances.Command",
            "io.drover.migration.MigrationActor.Command");
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void everyCommandHasAHandler(Class<?> protocol) {
    List<JavaMethod> handlers =
        DROVER.stream()
            .filter(type -> type.getPackageName().equals(protocol.getPackageName()))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> LISTS_OF_HANDLERS.contains(method.getName()))
            .toList();
    Set<String> handled =
        handlers.stream()
            .flatMap(method -> method.getReferencedClassObjects().stream())
            .map(ReferencedClassObject::getValue)
            .map(JavaClass::getName)
            .collect(Collectors.toSet());
    Set<String> handledConstants =
        handlers.stream()
            .flatMap(method -> method.getFieldAccesses().stream())
            .map(JavaFieldAccess::getTarget)
            .map(field -> field.getFullName())
            .collect(Collectors.toSet());

    assertThat(unhandled(protocol, handled))
        .allSatisfy(
            command ->
                assertThat(handledConstants)
                    .as("%s is handled", command.getName())
                    .containsAll(constants(command)));
  }

  /** A family of commands is handled as one, or each of its members is. */
  private static Stream<Class<?>> unhandled(Class<?> family, Set<String> handled) {
    return Arrays.stream(family.getPermittedSubclasses())
        .filter(command -> !handled.contains(command.getName()))
        .flatMap(
            command ->
                command.isSealed() && command.isInterface()
                    ? unhandled(command, handled)
                    : Stream.of(command));
  }

  /** The names of an enum's constants; for anything else a name that nothing has. */
  private static List<String> constants(Class<?> command) {
    return command.isEnum()
        ? Arrays.stream(command.getEnumConstants())
            .map(constant -> command.getName() + "." + ((Enum<?>) constant).name())
            .toList()
        : List.of(command.getName() + ".class");
  }
}
