package io.drover.explorer;

import com.typesafe.config.ConfigRenderOptions;
import io.drover.model.Flavor;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;

/** Writes a scenario as a file that is read back as the same scenario. */
public final class ScenarioText {

  private static final ConfigRenderOptions SETTINGS =
      ConfigRenderOptions.defaults().setOriginComments(false).setJson(false).setFormatted(false);

  private ScenarioText() {}

  /** The scenario in HOCON, one host, instance and step a line. */
  public static String of(Scenario scenario) {
    StringBuilder text = new StringBuilder();
    text.append("name = ").append(Hocon.text(scenario.name())).append("\nhosts {\n");
    scenario.hosts().forEach(host -> line(text, host.name(), host(host)));
    text.append("}\n");
    if (!scenario.instances().isEmpty()) {
      text.append("instances {\n");
      scenario.instances().forEach(instance -> line(text, instance.name(), instance(instance)));
      text.append("}\n");
    }
    if (!scenario.settings().isEmpty()) {
      String settings = scenario.settings().root().render(SETTINGS);
      text.append("settings { ").append(settings).append(" }\n");
    }
    text.append("steps = [\n");
    for (Step step : scenario.steps()) {
      text.append("  ").append(StepText.of(step.action())).append('\n');
    }
    return text.append("]\n").toString();
  }

  private static void line(StringBuilder text, String name, Hocon value) {
    text.append("  ").append(Hocon.word(name)).append(' ').append(value).append('\n');
  }

  private static Hocon host(HostDefinition host) {
    Hocon text =
        flavor(new Hocon(), host.capacity()).put("bandwidth", Hocon.rate(host.bandwidth()));
    return host.sharedStorage() ? text : text.put("shared-storage", "false");
  }

  private static Hocon instance(InstanceDefinition instance) {
    return flavor(new Hocon().name("host", instance.host()), instance.spec().flavor())
        .put("vifs", String.valueOf(instance.spec().vifs()))
        .put("dirty-rate", Hocon.rate(instance.spec().dirtyRate()));
  }

  private static Hocon flavor(Hocon text, Flavor flavor) {
    return text.put("vcpus", String.valueOf(flavor.vcpus()))
        .put("memory", Hocon.size(flavor.memoryBytes()))
        .put("disk", Hocon.size(flavor.diskBytes()));
  }
}
