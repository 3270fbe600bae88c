/*
 * Wordings: label, hint, guidance, media and messages of a question or a choice, by language.
 */
#ifndef ZR_XLSFORM_WORDINGS_H
#define ZR_XLSFORM_WORDINGS_H

#include <stdbool.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;

enum zr_wording_kind {
	ZR_WORDING_LABEL,
	ZR_WORDING_HINT,
	ZR_WORDING_GUIDANCE,
	ZR_WORDING_MEDIA,
	ZR_WORDING_BIND, /* a message that stands in an attribute of the bind */
};

struct zr_sheet_wording {
	enum zr_wording_kind kind;
	const char *form;     /* medium or bind attribute, "" for others */
	const char *language; /* NULL when the column names none */
	const char *text;
	const struct zr_cell *cell; /* NULL for what the sheet does not say */
	struct zr_sheet_wording *next;
};

/* Appends what the cell says. */
int zr_wording_add(struct zr_conversion *c, struct zr_sheet_wording **texts,
	enum zr_wording_kind kind, const char *form, const struct zr_cell *cell) ZR_MUST_CHECK;
/* The first of a kind and form in any language; NULL without. texts may be NULL. */
const struct zr_sheet_wording *zr_wording_find(
	const struct zr_sheet_wording *texts, enum zr_wording_kind kind, const char *form);
/* The one of exactly that language, NULL being "none named"; NULL without. */
const struct zr_sheet_wording *zr_wording_pick(const struct zr_sheet_wording *texts,
	enum zr_wording_kind kind, const char *form, const char *language);

/* What stands in one itext entry with a label or a hint: media, or guidance. */
enum zr_wording_kind zr_wording_companion(enum zr_wording_kind kind);
/* Whether a label or hint cannot stand in the control itself. */
bool zr_wording_needs_itext(const struct zr_sheet_wording *texts, enum zr_wording_kind kind);
bool zr_wording_message_needs_itext(const struct zr_sheet_wording *texts, const char *form);

#endif
