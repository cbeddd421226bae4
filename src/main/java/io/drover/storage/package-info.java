/** Volumes: what makes an instance's storage reachable on a host. */
@NullMarked
package io.drover.storage;

import org.jspecify.annotations.NullMarked;
