/*
 * The types of questions, by every spelling of the type column.
 */
#ifndef ZR_XLSFORM_QUESTION_TYPE_H
#define ZR_XLSFORM_QUESTION_TYPE_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/base/nearest.h"

struct zr_conversion;

enum zr_question_control {
	ZR_QUESTION_NONE,
	ZR_QUESTION_INPUT,
	ZR_QUESTION_SELECT,
	ZR_QUESTION_SELECT1,
	ZR_QUESTION_RANK,
	ZR_QUESTION_UPLOAD,
	ZR_QUESTION_RANGE,
	ZR_QUESTION_TRIGGER,
	ZR_QUESTION_EXTERNAL, /* an input with a query over itemsets.csv */
	ZR_QUESTION_ACTION,   /* no control; an action in the model */
	ZR_QUESTION_INSTANCE, /* declares an external instance, no node */
};

struct zr_question_type {
	const char *name; /* the canonical spelling */
	enum zr_question_control control;
	const char *bind_type;
	const char *mediatype; /* of an upload */
	const char *preload, *preload_params;
	const char *hint;           /* of old types that bring one */
	const char *constraint;     /* likewise */
	const char *parameters;     /* accepted keys, sorted, separated by ", "; NULL: any */
	const char *action, *event; /* of an action */
	bool is_readonly;
};

/* By spelling, case and old names forgiven; NULL when there is none. It lives for ever. */
const struct zr_question_type *zr_question_type_find(const char *spelling);

/* Holds every spelling of a type against the wanted one. */
void zr_question_type_consider(struct zr_nearest *nearest);

struct zr_select {
	const struct zr_question_type *type;
	const char *list; /* list, file or ${reference} */
	bool is_from_file;
	bool has_or_other;
};

/* Whether the text is a select with its list ("select_one yes_no or_other"); ret_select is set when
 * it is. */
int zr_question_type_parse_select(struct zr_conversion *c, const char *text, bool *ret_is_select,
	struct zr_select *ret_select) ZR_MUST_CHECK;

#endif
