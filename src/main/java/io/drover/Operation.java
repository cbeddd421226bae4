package io.drover;

import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import java.util.concurrent.CompletionStage;

/**
 * An operation that was accepted and goes on by itself.
 *
 * @param instance what it is done to
 * @param ended completes when the instance is idle again, with its state then: {@link
 *     InstanceView#fault()} says whether the operation failed
 */
public record Operation(InstanceId instance, CompletionStage<InstanceView> ended) {}
