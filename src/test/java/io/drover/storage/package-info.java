/** Tests of what makes disks. */
@NullMarked
package io.drover.storage;

import org.jspecify.annotations.NullMarked;
