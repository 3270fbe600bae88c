/* Distances by letters; of equal ones the first name counts. */
#include "lib/base/nearest.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum {
	DISTANCE_MAX = 2
};

size_t zr_nearest_distance(const char *a, const char *b)
{
	enum {
		LENGTH_MAX = 40
	};
	size_t row[LENGTH_MAX + 1];
	size_t b_length = strlen(b);
	if (b_length > LENGTH_MAX || strlen(a) > LENGTH_MAX) {
		return SIZE_MAX;
	}
	for (size_t i = 0; i <= b_length; i++) {
		row[i] = i;
	}
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < b_length; j++) {
			size_t best = corner + (a[i] != b[j]);
			corner = row[j + 1];
			best = row[j] + 1 < best ? row[j] + 1 : best;
			row[j + 1] = corner + 1 < best ? corner + 1 : best;
		}
	}
	return row[b_length];
}

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
	assert(nearest->wanted != NULL && candidate != NULL);
	if (strcasecmp(nearest->wanted, candidate) == 0 && nearest->found == NULL) {
		nearest->found = candidate;
		nearest->distance = 1;
		return;
	}
	size_t distance = is_exchanged(nearest->wanted, candidate)
				  ? 1
				  : zr_nearest_distance(nearest->wanted, candidate);
	/* of a short name two letters are most of it */
	if (distance > DISTANCE_MAX || distance * 2 >= strlen(nearest->wanted)) {
		return;
	}
	if (nearest->found == NULL || distance < nearest->distance) {
		nearest->found = candidate;
		nearest->distance = distance;
	}
}
