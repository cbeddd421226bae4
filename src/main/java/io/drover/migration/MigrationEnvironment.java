package io.drover.migration;

import io.drover.admission.AdmissionActor;
import io.drover.host.Hosts;
import io.drover.runtime.Feed;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every migration works with.
 *
 * @param hosts the actors of all hosts
 * @param admission hands out slots
 * @param hooks the application's hooks by name
 * @param settings how migrations are carried out
 * @param replyTimeout how long a reply of another actor is waited for, beyond all its own deadlines
 * @param feed is told what people may want to watch
 */
public record MigrationEnvironment(
    Hosts hosts,
    ActorRef<AdmissionActor.Command> admission,
    Map<String, MigrationHooks> hooks,
    MigrationSettings settings,
    Duration replyTimeout,
    Feed feed) {}
