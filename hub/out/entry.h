/* What a code book says of one variable: a text for each of its columns. */
#ifndef ZR_HUB_OUT_ENTRY_H
#define ZR_HUB_OUT_ENTRY_H

#include "hub/out/plan.h"
#include "hub/out/variables.h"
#include "lib/base/buffer.h"

enum zr_entry_field {
	ZR_ENTRY_TABLE,
	ZR_ENTRY_HEADING,
	ZR_ENTRY_NAME,
	ZR_ENTRY_KIND,
	ZR_ENTRY_QUESTION,
	ZR_ENTRY_HINT,
	ZR_ENTRY_CHOICES,
	ZR_ENTRY_CONSTRAINT,
	ZR_ENTRY_MESSAGE,
	ZR_ENTRY_RELEVANT,
	ZR_ENTRY_REQUIRED,
	ZR_ENTRY_CALCULATION,
	ZR_ENTRY_VERSIONS,
	ZR_ENTRY_FIELD_COUNT,
};

struct zr_entry {
	struct zr_buffer fields[ZR_ENTRY_FIELD_COUNT];
};

struct zr_entries {
	struct zr_entry *items; /* by variable of the table; owned */
	struct zr_variables variables;
	size_t count;
};

/* The headings of a code book, in the order of the fields. */
extern const char *const zr_entry_headings[ZR_ENTRY_FIELD_COUNT];

/* One for each variable of the table of a plan. language: as it was planned. */
int zr_entry_make(struct zr_entries *entries, struct zr_context *context, struct zr_plan *plan,
	const char *language, struct zr_error *error) ZR_MUST_CHECK;
void zr_entry_finish(struct zr_entries *entries);

#endif
