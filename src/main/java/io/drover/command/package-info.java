/** Real commands on hosts: templates of their arguments, and threads that run them to their end. */
@NullMarked
package io.drover.command;

import org.jspecify.annotations.NullMarked;
