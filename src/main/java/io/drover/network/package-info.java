/** VIF plugging: what connects a guest's network interfaces on a host. */
@NullMarked
package io.drover.network;

import org.jspecify.annotations.NullMarked;
