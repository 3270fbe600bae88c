/*
 * "Did you mean": the known name that is nearest to one that is not.
 *
 * Near is a name two letters away, one of a short name, or the same in other capitals; of a name of
 * two letters only the last. Nearest is one that looks the same in another alphabet.
 */
#ifndef ZR_BASE_NEAREST_H
#define ZR_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/fault.h"

/* {.wanted = the name} before; borrows it and the candidates. */
struct zr_nearest {
	const char *wanted;
	const char *found; /* NULL while nothing is near */
	size_t distance;
};

/* Keeps the candidate when it is near, and nearer than those before it. */
void zr_nearest_consider(struct zr_nearest *nearest, const char *candidate);

/* Makes the fault's phrase ask whether what was found is meant: " (did you mean 'x'?)". Sets its
 * phrase and meant; nothing where nothing is near. */
void zr_nearest_word(const struct zr_nearest *nearest, struct zr_fault *fault);

/* Levenshtein's distance of two short names; SIZE_MAX for one of more than 40 bytes. */
size_t zr_nearest_distance(const char *a, const char *b);

#endif
