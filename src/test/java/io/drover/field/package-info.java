/** Defects that other systems had in the field, played here: src/doc/field-bugs.md lists them. */
@NullMarked
package io.drover.field;

import org.jspecify.annotations.NullMarked;
