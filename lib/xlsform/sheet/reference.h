/*
 * ${name}: how a reference is written. What it leads to is survey/reference_path.h.
 */
#ifndef ZR_XLSFORM_REFERENCE_H
#define ZR_XLSFORM_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;

/* What stands for an expression with a fault. */
#define ZR_REFERENCE_NOTHING "''"

/* A part of the text that it was found in. */
struct zr_reference {
	const char *start; /* at "${" */
	size_t bytes;      /* up to and with "}" */
	const char *name;  /* trimmed */
	size_t name_bytes;
	bool is_last_saved; /* ${last-saved#name} */
};

/* The reference that text begins with, false when it begins with none. */
bool zr_reference_at(const char *text, struct zr_reference *ret);
/* The next reference in text, false when there is none; "${" that begins none is passed over. */
bool zr_reference_next(const char *text, struct zr_reference *ret);
bool zr_reference_in(const char *text);
/* Whether the whole text is one reference. */
bool zr_reference_is(const char *text, struct zr_reference *ret);

/* Tells of a "${" that begins none. */
int zr_reference_check_syntax(struct zr_conversion *c, const struct zr_cell *cell) ZR_MUST_CHECK;

#endif
