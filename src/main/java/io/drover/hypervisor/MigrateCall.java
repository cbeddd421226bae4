package io.drover.hypervisor;

import io.drover.model.InstanceId;
import java.time.Duration;

/**
 * The order to move a guest.
 *
 * @param id the guest
 * @param destination the destination's name
 * @param peerAddress how the source reaches the destination: its {@link HostFacts#peerAddress()}
 * @param blockMigration whether its local disks are copied too
 * @param bandwidth the most that it may use, in bytes per second; 0: no limit
 * @param postCopy whether it may be switched to post-copy while it runs
 * @param maxDowntime the longest pause for the switch-over that is allowed at first
 * @param resume whether a post-copy of it that broke is to go on, in place of a new transfer
 */
public record MigrateCall(
    InstanceId id,
    String destination,
    String peerAddress,
    boolean blockMigration,
    boolean postCopy,
    long bandwidth,
    Duration maxDowntime,
    boolean resume) {}
