/*
 * KoboToolbox's scores and ranks, written out as plain rows.
 */
#ifndef ZR_XLSFORM_KOBO_H
#define ZR_XLSFORM_KOBO_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;

enum zr_kobo_kind {
	ZR_KOBO_NONE,
	ZR_KOBO_SCORE,
	ZR_KOBO_RANK,
};

/* What stands open, between begin_score and end_score. All zero at first. */
struct zr_kobo {
	enum zr_kobo_kind kind;
	const char *list;                         /* "select_one LIST"; NULL: it names none */
	const struct zr_cell *required, *message; /* of its first row, or NULL */
	const char *differs;                      /* the levels of a rank so far */
	size_t level_count;
};

struct zr_kobo_rows {
	struct zr_cell *first, *second; /* first is NULL for a row that is not Kobo's own */
};

/* The rows that stand for this one. cells may be NULL. */
int zr_kobo_rewrite(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *cells,
	struct zr_kobo_rows *ret_rows) ZR_MUST_CHECK;

#endif
