package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Finding;
import io.drover.store.StoreKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoresTest {

  @ParameterizedTest
  @CsvSource({
    "FILE, org.sqlite.SQLiteDataSource",
    "FILE, org.apache.pekko.persistence.jdbc.db.SlickDatabase",
    "POSTGRES, org.postgresql.ds.PGSimpleDataSource"
  })
  void aLibraryThatIsNotThereIsNamed(StoreKind kind, String missing) {
    ClassLoader without =
        new ClassLoader(StoresTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(missing)) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }
        };

    assertThat(Stores.problem(kind, without))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith("the store " + kind.label() + " needs the optional libraries")
                    .contains(missing));
  }

  @ParameterizedTest
  @EnumSource
  void everyStoreCanBeUsedHere(StoreKind kind) {
    assertThat(Stores.problem(kind)).isEmpty();
  }

  @Test
  void theDoctorLooksAtTheFolder() {
    Config folder =
        ConfigFactory.parseString("drover.stores.file.folder = /dev/null/data")
            .withFallback(ConfigFactory.load());

    assertThat(Stores.examine(ConfigFactory.load().getConfig("drover")).level())
        .isEqualTo(Finding.Level.WORKS);
    assertThat(Stores.examine(folder.getConfig("drover")))
        .isEqualTo(
            new Finding(
                "store",
                Finding.Level.OPTIONAL,
                "the folder /dev/null/data cannot be made or written to"));
  }
}
