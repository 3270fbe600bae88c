/*
 * What the questionnaire says of each column of a table, over one version of it or over all: the
 * kind of its values, the question, the choices with their words. Where versions differ the one
 * that was added first has the say, choices are those of all of them, and a column whose kinds
 * cannot be one is text.
 */
#ifndef ZR_HUB_OUT_MEANING_H
#define ZR_HUB_OUT_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/form.h"

enum zr_meaning_kind {
	ZR_MEANING_TEXT,
	ZR_MEANING_WHOLE,
	ZR_MEANING_DECIMAL,
	ZR_MEANING_DATE,
	ZR_MEANING_TIME,
	ZR_MEANING_MOMENT, /* date and time */
	ZR_MEANING_ONE,    /* of the choices */
	ZR_MEANING_MANY,   /* of the choices, with blanks between them */
};

struct zr_meaning_choice {
	char *value;      /* owned */
	char *label;      /* owned; the value where there are no words */
	bool is_doubtful; /* an interview alone knows: other words elsewhere, words worked out */
};

struct zr_meaning {
	enum zr_meaning_kind kind;
	bool is_known;      /* some version has the column */
	bool is_calculated; /* in all of them: its form says nothing of what it holds */
	bool has_all;       /* the choices are all that can be chosen, in all versions */
	char *label;        /* the question; "" for none; owned */
	struct zr_meaning_choice **choices; /* in the order of the lists; owned */
	size_t count;
	size_t capacity;
	void *tree; /* tsearch(3) of the same, by value */
};

struct zr_meanings {
	struct zr_meaning *items; /* by column; owned */
	size_t count;
};

int zr_meaning_make(
	struct zr_meanings *meanings, size_t column_count, struct zr_error *error) ZR_MUST_CHECK;
void zr_meaning_finish(struct zr_meanings *meanings);

/* Adds a version by its places among the columns (zr_columns_add_form()), in a language by its
 * code; NULL: the form's own first one. ZR_E_NOMEM. */
int zr_meaning_add_form(struct zr_meanings *meanings, const struct zr_form *form,
	const size_t *places, const char *language, struct zr_error *error) ZR_MUST_CHECK;

/* The choice of a value, which need not end with a NUL; NULL. */
const struct zr_meaning_choice *zr_meaning_find(
	const struct zr_meaning *meaning, const char *value, size_t bytes);

#endif
