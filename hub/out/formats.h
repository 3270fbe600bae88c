/*
 * How a table is written: one interface, a file for each format. A format gets a table row by row,
 * as texts, and puts bytes into the buffer that it was begun with; whose turn it is to empty that
 * buffer, and where the bytes go, it does not know. A row stands whole in memory, never two.
 */
#ifndef ZR_HUB_OUT_FORMATS_H
#define ZR_HUB_OUT_FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hub/out/variables.h"
#include "lib/base/buffer.h"

/* What a format is told of a table. All borrowed; they outlive the writing. */
struct zr_format_table {
	const struct zr_variables *variables;
	const char *title; /* of the questionnaire */
	int64_t row_count; /* -1: not known yet */
	struct zr_buffer *bytes;
};

struct zr_format {
	const char *ending;     /* of the address and of the file: "csv" */
	const char *media_type; /* of the answer */
	/* Rows and their widths are to be known before the first: variables are measured and
	 * named. */
	bool is_measured;
	bool has_labels; /* words for choices go beside, where a language is asked for */
	/* It has a place of its own for the words of numbers, and of codes that are at most so
	 * long; words for longer ones go beside, always. */
	bool is_labelled;
	size_t label_bytes_max;
	bool has_flags; /* one variable for each choice, unless it is asked for otherwise */
	/* The table's head. The state is the format's own, NULL when it needs none. */
	int (*begin)(const struct zr_format_table *table, void **ret_state, struct zr_error *error);
	/* A row: a text for each variable, none of them NULL. */
	int (*add)(void *state, const struct zr_format_table *table, const char *const *cells,
		struct zr_error *error);
	/* Behind the last row. */
	int (*end)(void *state, const struct zr_format_table *table, struct zr_error *error);
	/* At any time; the state may be NULL. */
	void (*free)(void *state);
};

/* The format of that ending, NULL. */
const struct zr_format *zr_formats_find(const char *ending);

extern const struct zr_format zr_csv_format;
extern const struct zr_format zr_json_format;
extern const struct zr_format zr_sav_format;
extern const struct zr_format zr_dta_format;

#endif
