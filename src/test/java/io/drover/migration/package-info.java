/** Tests of one live migration: its rules, its record, its phases. */
@NullMarked
package io.drover.migration;

import org.jspecify.annotations.NullMarked;
