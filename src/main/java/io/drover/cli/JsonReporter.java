package io.drover.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.InstanceView;
import io.drover.scenario.Event;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a run as JSON, one object a line, with keys in a fixed order. */
final class JsonReporter implements RunReporter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;

  JsonReporter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(Scenario scenario, RunOptions options) {}

  @Override
  public void event(Event event) {
    Map<String, @Nullable Object> line = line("event");
    line.put("at", event.at());
    line.put("instance", event.instance());
    line.put("kind", event.kind().label());
    line.putAll(event.fields());
    write(line);
  }

  @Override
  public void verdict(Duration at, Step step, Verdict verdict) {
    Map<String, @Nullable Object> line = line("expectation");
    line.put("step", step.number());
    line.put("ok", verdict.ok());
    line.put("expected", verdict.expected());
    line.put("actual", verdict.actual());
    write(line);
  }

  @Override
  public void end(RunSummary summary, List<InstanceView> instances) {
    Map<String, @Nullable Object> line = line("summary");
    line.put("scenario", summary.scenario());
    line.put("ok", summary.ok());
    line.put("expectations", summary.expectations());
    line.put("failed", summary.failed());
    line.put("seed", summary.seed());
    line.put("virtual", summary.virtual());
    line.put("real", summary.real());
    if (summary.violations() > 0) {
      line.put("violations", summary.violations());
    }
    write(line);
    out.flush();
  }

  private static Map<String, @Nullable Object> line(String type) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("type", type);
    return line;
  }

  private void write(Map<String, @Nullable Object> line) {
    try {
      out.println(JSON.writeValueAsString(plain(line)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is no JSON: " + line, e);
    }
  }

  /** The value with durations in ISO-8601, in milliseconds. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration.truncatedTo(ChronoUnit.MILLIS).toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JsonReporter::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(key, plain(each)));
      return copy;
    }
    return value;
  }
}
