/*
 * Every expression of a form looked at by itself, so that an author learns of all faults at once
 * and not of the first: it compiles, its brackets and quotes balance, and no word stands bare that
 * was meant as text.
 */
#ifndef ZR_FORMCHECK_EXPRESSIONS_H
#define ZR_FORMCHECK_EXPRESSIONS_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/formcheck/outline.h"

struct zr_expression_fault {
	const char *path;             /* the node that it is about, "" for none */
	const char *aspect;           /* "relevant", "itemset", …; NULL for none */
	unsigned line;                /* in the XForm */
	const struct zr_fault *fault; /* what is wrong */
};

/* Calls on_fault for each. ZR_E_NOMEM. */
int zr_expressions_check(const struct zr_outline *outline,
	void (*on_fault)(void *user, bool is_error, const struct zr_expression_fault *fault),
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Whether an expression of the bind of that path holds a bare word. */
bool zr_expressions_has_bare_name(const struct zr_outline *outline, const char *path);

#endif
