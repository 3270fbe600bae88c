/*
 * Which addresses the list shows, in what order and under what headings: those where somebody is
 * expected today first, then by street, then what is not on the list. Pure.
 */
#ifndef ZR_CENSUS_VISIT_ROWS_H
#define ZR_CENSUS_VISIT_ROWS_H

#include <glib.h>

#include "tablet/apps/census/model/visits.h"

enum zr_visit_filter {
	ZR_VISIT_FILTER_ALL,
	ZR_VISIT_FILTER_TODO,
	ZR_VISIT_FILTER_REVISIT,
	ZR_VISIT_FILTER_DONE, /* nobody has to go there any more */
	ZR_VISIT_FILTER_COUNT
};

struct zr_visit_view {
	enum zr_visit_filter filter;
	const char *query; /* as typed */
	const char *today; /* "2026-12-28", local */
};

struct zr_visit_row {
	char *text;  /* a heading, or the address as far as its heading does not say it; owned */
	guint visit; /* index into visits; of a heading that of the first row below it */
	bool is_heading;
};

/* An array of struct zr_visit_row; freeing it frees the texts. */
GArray *zr_visit_rows_new(const GArray *visits, const struct zr_visit_view *view);

/* What all streets of the list begin with ("г. Казань"), for the page's title; "" for none. Owned.
 */
char *zr_visit_rows_town(const GArray *visits);

/* The open place behind the one of that record in the list's order, from the start again when there
 * is none behind it; NULL when nothing is to do. */
const struct zr_visit *zr_visit_rows_next(const GArray *visits, const char *record_id);

/* What became of the version, in words: "Отказ · не отправлено", "Прийти позже, 28.12, 18:30 ·
 * получено". Owned. */
char *zr_visit_rows_state(const struct zr_version *version, const char *today);

#endif
