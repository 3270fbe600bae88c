/*
 * "Did you mean": the known name that is nearest to one that is not.
 */
#include <string.h>

#include "lib/xlsform/xlsform_priv.h"

enum {
	DISTANCE_MAX = 2
};

/* Whether two neighbouring letters are exchanged, the commonest slip: "aeg" for "age". */
static bool is_exchanged(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a != '\0' && *b != '\0' && a[1] == b[0] && b[1] == a[0] &&
	       strcmp(a + 2, b + 2) == 0;
}

void zr_nearest_consider(struct zr_nearest *nearest, const char *candidate)
{
	size_t distance = is_exchanged(nearest->wanted, candidate)
				  ? 1
				  : zr_phrase_distance(nearest->wanted, candidate);
	/* of a short name two letters are most of it */
	if (distance > DISTANCE_MAX || distance * 2 >= strlen(nearest->wanted)) {
		return;
	}
	if (nearest->found == NULL || distance < nearest->distance) {
		nearest->found = candidate;
		nearest->distance = distance;
	}
}

const char *zr_nearest_phrase(struct zr_conversion *c, const struct zr_nearest *nearest)
{
	const char *phrase = nearest->found == NULL
				     ? ""
				     : zr_phrase_format(c, " (did you mean '%s'?)", nearest->found);
	return phrase != NULL ? phrase : "";
}
