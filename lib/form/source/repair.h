/*
 * What forms of the field write wrongly in XML and their older programs read: a bare "<" in an
 * attribute, as in relevant="../age < 5". XML 1.0 section 2.3 asks for "&lt;" there; since no
 * markup can begin inside a quoted value, its meaning is never in doubt.
 */
#ifndef ZR_FORM_REPAIR_H
#define ZR_FORM_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* Appends the document with every such "<" written out. *ret_line is the line of the first, 0 when
 * there was none. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_repair_attributes(
	const char *xml, size_t bytes, struct zr_buffer *ret_xml, unsigned *ret_line) ZR_MUST_CHECK;

#endif
