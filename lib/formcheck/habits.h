/*
 * What authors bring from other languages and programs into an expression, and what a form wants
 * instead: "&&", "1,5", "{age}", "in ('a', 'b')", "LEN(...)".
 */
#ifndef ZR_FORMCHECK_HABITS_H
#define ZR_FORMCHECK_HABITS_H

#include <stdbool.h>
#include <stddef.h>

#define ZR_HABIT_BYTES 240

/* The sentence about what stands at offset of the expression, where the compiler stumbled; "" when
 * it is no habit that is known. is_answer: "." is the answer, as in a constraint. */
void zr_habits_describe(
	const char *text, size_t offset, bool is_answer, char sentence[ZR_HABIT_BYTES]);

/* The same for a function that there is not; the known one that is meant, or what to write. */
void zr_habits_describe_function(const char *name, size_t bytes, char sentence[ZR_HABIT_BYTES]);

/* The n-th name of ODK's functions, NULL behind the last. */
const char *zr_habits_function(size_t n);

#endif
