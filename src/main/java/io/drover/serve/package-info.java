/**
 * What {@code drover serve} runs: a Drover with the hosts, the hooks and the socket of its file.
 */
@NullMarked
package io.drover.serve;

import org.jspecify.annotations.NullMarked;
