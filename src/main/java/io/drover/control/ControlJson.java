package io.drover.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.drover.model.InstanceId;
import io.drover.model.Labelled;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import java.io.IOException;
import java.util.function.Function;

/**
 * How values of the model are written in JSON: by their labels, with the field's names for keys.
 */
final class ControlJson {

  private ControlJson() {}

  static ObjectMapper mapper() {
    SimpleModule values = new SimpleModule("drover-values");
    values.addSerializer(Labelled.class, new Label());
    values.setDeserializerModifier(new Labels());
    values.addSerializer(InstanceId.class, ToStringSerializer.instance);
    values.addDeserializer(InstanceId.class, text(InstanceId::new));
    values.addSerializer(MigrationId.class, ToStringSerializer.instance);
    values.addDeserializer(MigrationId.class, text(MigrationId::new));
    return JsonMapper.builder()
        .addModules(new JavaTimeModule(), values)
        .addMixIn(Notice.class, Notices.class)
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        // What is not said exactly is refused, never guessed.
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(LogicalType.Textual, ControlJson::onlyTexts)
        .build();
  }

  private static void onlyTexts(MutableCoercionConfig texts) {
    texts
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** The names of notices: those that the events of a scenario have. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Notice.InstanceRecorded.class, name = "record"),
    @JsonSubTypes.Type(value = Notice.InstanceChanged.class, name = "instance"),
    @JsonSubTypes.Type(value = Notice.MigrationChanged.class, name = "migration-status"),
    @JsonSubTypes.Type(value = Notice.MigrationWaits.class, name = "migration-waits"),
    @JsonSubTypes.Type(value = Notice.MigrationProgress.class, name = "migration-progress"),
    @JsonSubTypes.Type(value = Notice.MigrationUnresolved.class, name = "migration-unresolved"),
    @JsonSubTypes.Type(value = Notice.VifPlugFailed.class, name = "vif-plug-failed"),
    @JsonSubTypes.Type(value = Notice.HookProgress.class, name = "hook"),
    @JsonSubTypes.Type(value = Notice.HostChanged.class, name = "host"),
    @JsonSubTypes.Type(value = Notice.DiskOverCommit.class, name = "disk-over-commit")
  })
  private interface Notices {}

  private static <T> JsonDeserializer<T> text(Function<String, T> make) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return make.apply(parser.getText());
      }
    };
  }

  private static final class Label extends JsonSerializer<Labelled> {

    @Override
    public void serialize(Labelled value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.label());
    }
  }

  /** Has every vocabulary read by its labels. */
  private static final class Labels extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription description,
        JsonDeserializer<?> standard) {
      return Labelled.class.isAssignableFrom(type.getRawClass())
          ? text(label -> value(type.getRawClass(), label))
          : standard;
    }

    private static Object value(Class<?> vocabulary, String label) {
      for (Object each : vocabulary.getEnumConstants()) {
        if (((Labelled) each).label().equals(label)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "there is no %s '%s'".formatted(vocabulary.getSimpleName(), label));
    }
  }
}
