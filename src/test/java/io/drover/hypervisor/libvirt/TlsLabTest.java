package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A guest between two real hosts that know each other by certificate. */
@Tag("lab")
class TlsLabTest {
  private static final String PEER = "qemu+tls://10.99.0.2/system";

  private Lab lab;

  @BeforeEach
  void connect() {
    lab = new Lab("migration.tls = on");
  }

  @AfterEach
  void disconnect() {
    lab.close();
  }

  private CompletionStage<Done> migrate(InstanceId id, String peer, long bandwidth) {
    return lab.hv1.migrate(
        new MigrateCall(id, "hv2", peer, false, true, bandwidth, Duration.ofMillis(500), false));
  }

  private void assertRefused(InstanceId id, String peer, String reason) {
    assertThatThrownBy(() -> result(migrate(id, peer, 0)))
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
        .hasMessageStartingWith("hv1: migration to hv2 of " + id + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.ABSENT);
    lab.goesOnCounting(id, 1);
  }

  @Test
  void goesOnCountingOnTheOtherHost() {
    InstanceId id = lab.counting(0);

    result(migrate(id, PEER, 0));

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    lab.goesOnCounting(id, 2);
  }

  @Test
  void staysWhereItIsWhenTheDestinationDoesNotKnowTheCertificate() {
    assertRefused(lab.counting(0), PEER + "?pkipath=/etc/pki/stranger", "certificate");
  }

  @Test
  void staysWhereItIsWhenTheDestinationsCertificateIsForAnotherName() {
    // The same address written in another way leads there, but is no name in the certificate.
    assertRefused(lab.counting(0), "qemu+tls://10.99.2/system", "certificate");
  }
}
