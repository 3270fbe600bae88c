/*
 * "Did you mean": the known name that is nearest to one that is not.
 */
#include <string.h>

#include "lib/xlsform/xlsform_priv.h"

enum {
	DISTANCE_MAX = 2
};

void zr_nearest_consider(struct zr_nearest *nearest, const char *candidate)
{
	size_t distance = zr_phrase_distance(nearest->wanted, candidate);
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
