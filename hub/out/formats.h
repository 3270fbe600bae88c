/*
 * How a table is written: one interface, a file for each format. A format gets a table row by row,
 * as texts, and puts bytes into the buffer that it was begun with; whose turn it is to empty that
 * buffer, and where the bytes go, it does not know. A row stands whole in memory, never two.
 */
#ifndef ZR_HUB_OUT_FORMATS_H
#define ZR_HUB_OUT_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

#include "hub/out/variables.h"
#include "lib/base/buffer.h"

struct zr_format {
	const char *ending;     /* of the address and of the file: "csv" */
	const char *media_type; /* of the answer */
	/* The table's head. The state is the format's own, NULL when it needs none; variables and
	 * bytes outlive it. */
	int (*begin)(const struct zr_variables *variables, struct zr_buffer *bytes,
		void **ret_state, struct zr_error *error);
	/* A row: a text for each variable, none of them NULL. */
	int (*add)(void *state, const struct zr_variables *variables, const char *const *cells,
		struct zr_buffer *bytes, struct zr_error *error);
	/* Behind the last row. */
	int (*end)(void *state, struct zr_buffer *bytes, struct zr_error *error);
	/* At any time; the state may be NULL. */
	void (*free)(void *state);
};

/* The format of that ending, NULL. */
const struct zr_format *zr_formats_find(const char *ending);

extern const struct zr_format zr_csv_format;

#endif
