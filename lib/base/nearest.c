/* Distances by letters; of equal ones the first name counts. */
#include "lib/base/nearest.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/base/utf8.h"

enum {
	DISTANCE_MAX = 2
};

size_t zr_nearest_distance(const char *a, const char *b)
{
	assert(a != NULL && b != NULL);
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

/* The Latin letter that this one looks like; others as they are. */
static uint32_t latin_of(uint32_t letter)
{
	static const struct {
		uint32_t letter;
		char latin;
	} TWINS[] = {{0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'},
		{0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4bb, 'h'},
		{0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41a, 'K'}, {0x41c, 'M'}, {0x41d, 'H'},
		{0x41e, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x423, 'Y'}, {0x425, 'X'},
		{0x405, 'S'}, {0x406, 'I'}, {0x408, 'J'}, {0x3bf, 'o'}, {0x391, 'A'}, {0x392, 'B'},
		{0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'}, {0x39a, 'K'}, {0x39c, 'M'},
		{0x39d, 'N'}, {0x39f, 'O'}, {0x3a1, 'P'}, {0x3a4, 'T'}, {0x3a5, 'Y'}, {0x3a7, 'X'}};
	for (size_t i = 0; i < sizeof TWINS / sizeof *TWINS; i++) {
		if (TWINS[i].letter == letter) {
			return (uint32_t)TWINS[i].latin;
		}
	}
	return letter;
}

/* Whether the names look the same and are not: letters of Cyrillic or Greek stand for Latin ones
 * ("а" for "a"). */
static bool is_twin(const char *a, const char *b)
{
	assert(a != NULL && b != NULL);
	bool is_same = true;
	while (*a != '\0' && *b != '\0') {
		uint32_t ours = 0, theirs = 0;
		size_t a_bytes = zr_utf8_read(a, strlen(a), &ours);
		size_t b_bytes = zr_utf8_read(b, strlen(b), &theirs);
		if (a_bytes == 0 || b_bytes == 0 || latin_of(ours) != latin_of(theirs)) {
			return false;
		}
		is_same = is_same && ours == theirs;
		a += a_bytes;
		b += b_bytes;
	}
	return *a == *b && !is_same;
}

void zr_nearest_consider(struct zr_nearest *nearest, const char *candidate)
{
	assert(nearest != NULL && nearest->wanted != NULL && candidate != NULL);
	if (strcasecmp(nearest->wanted, candidate) == 0 && nearest->found == NULL) {
		nearest->found = candidate;
		nearest->distance = 1;
		return;
	}
	if (is_twin(nearest->wanted, candidate)) {
		nearest->found = candidate;
		nearest->distance = 0;
		return;
	}
	size_t distance = is_exchanged(nearest->wanted, candidate)
				  ? 1
				  : zr_nearest_distance(nearest->wanted, candidate);
	/* Of a short name two letters are most of it. */
	if (distance > DISTANCE_MAX || distance * 2 >= strlen(nearest->wanted)) {
		return;
	}
	if (nearest->found == NULL || distance < nearest->distance) {
		nearest->found = candidate;
		nearest->distance = distance;
	}
}

/* "Did you mean 'a'?" of what looks like 'a' helps nobody. */
void zr_nearest_word(const struct zr_nearest *nearest, struct zr_fault *fault)
{
	assert(nearest != NULL && nearest->wanted != NULL && fault != NULL);
	if (nearest->found != NULL) {
		bool looks_same = is_twin(nearest->wanted, nearest->found);
		fault->phrase = looks_same ? ZR_FAULT_MEANT_TWIN : ZR_FAULT_MEANT_NAME;
		fault->meant = nearest->found;
	}
}
