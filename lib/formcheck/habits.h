/*
 * What authors bring from other languages and programs into an expression, and what a form wants
 * instead: "&&", "1,5", "{age}", "in ('a', 'b')", "LEN(...)".
 */
#ifndef ZR_FORMCHECK_HABITS_H
#define ZR_FORMCHECK_HABITS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

/* A habit that was recognised; the fault borrows from it and from tables. */
struct zr_habit {
	struct zr_fault fault;
	char subject[104];
	char meant[48];
};

/* What stands at offset of the expression, where the compiler stumbled; false when it is no habit
 * that is known. is_answer: "." is the answer, as in a constraint. */
bool zr_habits_find(
	const char *text, size_t offset, bool is_answer, struct zr_habit *ret_habit) ZR_MUST_CHECK;

/* The same for a function that there is not: the known one that is meant, or what to write. */
bool zr_habits_find_function(const char *name, struct zr_habit *ret_habit) ZR_MUST_CHECK;

#endif
