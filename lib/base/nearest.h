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

/* {.wanted = the name} before; borrows it and the candidates. */
struct zr_nearest {
	const char *wanted;
	const char *found; /* NULL while nothing is near */
	size_t distance;
};

/* Keeps the candidate when it is near, and nearer than those before it. */
void zr_nearest_consider(struct zr_nearest *nearest, const char *candidate);

/* Whether the names look the same and are not: letters of Cyrillic or Greek stand for Latin ones
 * ("а" for "a"). */
bool zr_nearest_is_twin(const char *a, const char *b);

/* Levenshtein's distance of two short names; SIZE_MAX for one of more than 40 bytes. */
size_t zr_nearest_distance(const char *a, const char *b);

#endif
