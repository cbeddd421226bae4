/** Values of the field: ids, sizes, states, reasons. They import nothing and do nothing. */
@NullMarked
package io.drover.model;

import org.jspecify.annotations.NullMarked;
