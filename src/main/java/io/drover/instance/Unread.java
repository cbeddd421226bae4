package io.drover.instance;

import io.drover.admission.AdmissionActor;
import io.drover.host.HostActor;
import io.drover.host.Hosts;
import io.drover.migration.MigrationEnvironment;
import io.drover.model.InstanceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;

/**
 * The unfinished instances whose journal has not been read since the start. Nothing new is admitted
 * to the hosts that they may touch, and no migration is granted its slots, until it has; or until
 * it turns out that it cannot be read, when room for the instance is claimed on all of these hosts
 * as a precaution.
 */
final class Unread {
  private final Hosts hosts;
  private final ActorRef<AdmissionActor.Command> admission;
  private final ActorRef<Done> ignored;
  private final Logger log;
  private final Map<InstanceId, List<String>> awaited = new LinkedHashMap<>();
  private final Map<InstanceId, String> unreadable = new HashMap<>();
  private final Map<InstanceId, IndexEntry> precautions = new LinkedHashMap<>();

  Unread(MigrationEnvironment environment, ActorRef<Done> ignored, Logger log) {
    this.hosts = environment.hosts();
    this.admission = environment.admission();
    this.ignored = ignored;
    this.log = log;
  }

  /** These are read now. */
  void await(Collection<IndexEntry> unfinished) {
    unfinished.forEach(entry -> awaited.put(entry.id(), entry.open()));
    awaited().forEach(host -> tell(host, HostActor.Admission.HOLD));
    if (!none()) {
      admission.tell(AdmissionActor.Gate.HOLD);
    }
  }

  /** Whether all that can be read has been. */
  boolean none() {
    return awaited.isEmpty();
  }

  boolean awaits(InstanceId id) {
    return awaited.containsKey(id);
  }

  /** Why the journal of this instance cannot be read; empty when it can. */
  String trouble(InstanceId id) {
    return unreadable.getOrDefault(id, "");
  }

  /** It was read, or there is no such instance. */
  void settled(InstanceId id) {
    if (unreadable.remove(id) != null) {
      log.info("instance {}: its journal can be read again", id);
    }
    IndexEntry claimed = precautions.remove(id);
    if (claimed != null) {
      claimed.open().forEach(host -> tell(host, new HostActor.Release(id, 0, ignored)));
    }
    admit(id);
  }

  /** It could not be read; it is tried again and again. */
  void failed(InstanceId id, IndexEntry entry, String why) {
    if (unreadable.put(id, why) == null) {
      log.error("instance {}: its journal cannot be read: {}; it is tried again", id, why);
      if (entry.unfinished()) {
        precautions.put(id, entry);
        entry.open().forEach(host -> claim(host, entry));
      }
    }
    admit(id);
  }

  private void admit(InstanceId id) {
    List<String> touched = awaited.remove(id);
    if (touched != null) {
      Set<String> held = awaited();
      touched.stream()
          .filter(host -> !held.contains(host))
          .forEach(host -> tell(host, HostActor.Admission.ADMIT));
      if (none()) {
        admission.tell(AdmissionActor.Gate.OPEN);
      }
    }
  }

  /** An actor of a host that began anew is told again. */
  void onHost(String host) {
    precautions.values().stream()
        .filter(entry -> entry.open().contains(host))
        .forEach(entry -> claim(host, entry));
    if (awaited().contains(host)) {
      tell(host, HostActor.Admission.HOLD);
    }
  }

  private Set<String> awaited() {
    Set<String> all = new TreeSet<>();
    awaited.values().forEach(all::addAll);
    return all;
  }

  private void claim(String host, IndexEntry entry) {
    tell(host, new HostActor.Reclaim(List.of(entry.precaution())));
  }

  private void tell(String host, HostActor.Command message) {
    hosts.find(host).ifPresent(there -> there.tell(message));
  }
}
