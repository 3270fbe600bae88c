/*
 * What a form says of its questions apart from any interview: their words and the whole lists of
 * choices. For code books and for the labels of tables.
 *
 * Words that hold an output show "…" where an interview would put a value. Texts are borrowed from
 * the form, or for a call. Errors: ZR_E_NOMEM, and what visit returns.
 */
#ifndef ZR_FORM_LEGEND_H
#define ZR_FORM_LEGEND_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/form/bind.h"
#include "lib/form/form.h"
#include "lib/form/session.h"

struct zr_legend_choice {
	const char *value;
	const char *label; /* the value where the form gives no words */
	bool is_worded;    /* its words hold an output: an interview knows better */
};
/* Stops at the first answer other than 0, and returns it. */
typedef int zr_legend_visit(void *user, const struct zr_legend_choice *choice);

/* All choices of the bind's question, also those that a filter would hide, in the order of their
 * list; nothing for what is no select. */
int zr_legend_list_choices(const struct zr_form *form, const struct zr_bind *bind, size_t language,
	zr_legend_visit *visit, void *user) ZR_MUST_CHECK;

/* Whether that list is all that can be chosen: not where a choice is worked out, or comes from the
 * answers themselves. */
bool zr_legend_has_all_choices(const struct zr_bind *bind);

/* Appends the words of the bind's question: ZR_TEXT_LABEL, HINT, CONSTRAINT_MESSAGE or
 * REQUIRED_MESSAGE; nothing where there are none. */
int zr_legend_add_text(const struct zr_form *form, const struct zr_bind *bind, enum zr_text which,
	size_t language, struct zr_buffer *ret_text) ZR_MUST_CHECK;

/* The expression as it was written; NULL where there is none. */
const char *zr_legend_rule(const struct zr_bind *bind, enum zr_rule_kind kind);
const char *zr_legend_constraint(const struct zr_bind *bind);

#endif
