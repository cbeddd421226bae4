package io.drover.scenario.format;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads a scenario from its file and checks all that can be known before it is played. */
public final class ScenarioReader {

  private static final long GIB = 1L << 30;
  private static final InstanceSpec UNUSABLE = new InstanceSpec("unusable", Flavor.NONE, 0, 0);

  private final SettingsCheck check;

  /** Reads scenarios whose {@code settings} stand this check. */
  public ScenarioReader(SettingsCheck check) {
    this.check = check;
  }

  /**
   * Reads a file.
   *
   * @param file as its user wrote it; problems begin with it
   * @throws InvalidScenarioException with everything that is wrong
   */
  public Scenario read(String file) throws InvalidScenarioException {
    ConfigObject root = ScenarioFile.parse(Path.of(file), file);
    Problems problems = new Problems(file);
    Scenario scenario = read(new Section(root, "", problems), file);
    if (!problems.none()) {
      throw new InvalidScenarioException(problems.all());
    }
    return scenario;
  }

  private Scenario read(Section root, String file) {
    String name = root.optional("name", Kinds.NAME).orElseGet(() -> nameOf(file));
    List<HostDefinition> hosts = HostsReader.read(root);
    if (!root.has("hosts")) {
      root.missing("hosts", "such as " + HostsReader.EXAMPLE);
    }
    Names names = new Names(keys(root, "hosts"), keys(root, "instances"));
    List<InstanceDefinition> instances = new ArrayList<>();
    root.each("instances").forEach((key, section) -> instances.add(instance(key, section, names)));
    Config settings = settings(root);
    List<Step> steps = steps(root, names);
    root.close();
    return new Scenario(name, file, hosts, instances, settings, steps);
  }

  private static String nameOf(String file) {
    return String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.conf$", "");
  }

  private static SortedSet<String> keys(Section root, String key) {
    return root.take(key) instanceof ConfigObject object
        ? new TreeSet<>(object.keySet())
        : new TreeSet<>();
  }

  private static InstanceDefinition instance(String name, Section section, Names names) {
    if (name.equals(Target.ALL)) {
      section.wrong("", "no instance can be called 'all', which means every instance");
    }
    String host =
        section.required("host", Kinds.NAME, "the host on which it is booted, such as host = hv1");
    names.checkHost(section, "host", host);
    Flavor flavor =
        new Flavor(
            section.optional("vcpus", Kinds.integer(1)).orElse(1),
            section.optional("memory", Kinds.positive(Kinds.SIZE)).orElse(GIB),
            section.optional("disk", Kinds.SIZE).orElse(0L));
    int vifs = section.optional("vifs", Kinds.integer(0)).orElse(0);
    long dirtyRate = section.optional("dirty-rate", Kinds.RATE).orElse(0L);
    section.close();
    InstanceSpec spec = UNUSABLE;
    try {
      spec = new InstanceSpec(name, flavor, vifs, dirtyRate);
    } catch (IllegalArgumentException e) {
      section.wrong("", String.valueOf(e.getMessage()));
    }
    return new InstanceDefinition(spec, host);
  }

  private Config settings(Section root) {
    ConfigValue value = root.take("settings");
    if (value == null) {
      return ConfigFactory.empty();
    }
    if (!(value instanceof ConfigObject object)) {
      root.wrong("settings", "expected an object in braces, found " + Text.found(value));
      return ConfigFactory.empty();
    }
    check.check(object, "settings", root.problems());
    return object.toConfig();
  }

  private static List<Step> steps(Section root, Names names) {
    ConfigValue value = root.take("steps");
    List<Step> steps = new ArrayList<>();
    if (value == null) {
      root.missing("steps", "such as steps = [ { boot = web-1 }, { await = all, within = 60 s } ]");
    } else if (!(value instanceof ConfigList list)) {
      root.wrong("steps", "expected a list in brackets, found " + Text.found(value));
    } else if (list.isEmpty()) {
      root.wrong("steps", "there are no steps");
    } else {
      StepReader reader = new StepReader(names);
      for (ConfigValue each : list) {
        String path = "steps[" + (steps.size() + 1) + "]";
        int line = Problems.lineOf(each.origin());
        if (each instanceof ConfigObject object) {
          Section section = new Section(object, path, root.problems());
          steps.add(new Step(steps.size() + 1, line, reader.read(section)));
        } else {
          root.problems().add(line, path, "expected a step in braces, found " + Text.found(each));
          steps.add(new Step(steps.size() + 1, line, StepReader.PLACEHOLDER));
        }
      }
    }
    return steps;
  }
}
