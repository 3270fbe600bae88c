/* See same_value.h. */
#include "test/conformance/same_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

enum {
	WORDS_MAX = 512
};

static bool same_number(const char *ours, const char *theirs)
{
	char *end_ours = NULL;
	char *end_theirs = NULL;
	double a = strtod(ours, &end_ours);
	double b = strtod(theirs, &end_theirs);
	return end_ours != ours && *end_ours == '\0' && end_theirs != theirs &&
	       *end_theirs == '\0' && fabs(a - b) <= 1e-6 * fmax(1, fabs(b));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The words of a text, cut in place. */
static size_t take_words(char *text, const char *between, char **words)
{
	char *rest = NULL;
	size_t count = 0;
	for (char *word = strtok_r(text, between, &rest); word != NULL && count < WORDS_MAX;
		word = strtok_r(NULL, between, &rest)) {
		words[count++] = word;
	}
	return count;
}

bool same_value(const struct zr_item *item, const char *ours, const char *theirs)
{
	if (strcmp(ours, theirs) == 0 || same_number(ours, theirs)) {
		return true;
	}
	ZR_CLEANUP_FREE char *our_text = strdup(ours);
	ZR_CLEANUP_FREE char *their_text = strdup(theirs);
	char *our_words[WORDS_MAX];
	char *their_words[WORDS_MAX];
	bool is_set = item->control != NULL && item->control->kind == ZR_CONTROL_SELECT_MANY;
	const char *between = is_set ? " " : " ;";
	size_t count = take_words(our_text, between, our_words);
	if (count < 2 || count != take_words(their_text, between, their_words)) {
		return false;
	}
	if (is_set) {
		qsort(our_words, count, sizeof *our_words, by_text);
		qsort(their_words, count, sizeof *their_words, by_text);
	}
	for (size_t i = 0; i < count; i++) {
		bool is_same = is_set ? strcmp(our_words[i], their_words[i]) == 0
				      : same_number(our_words[i], their_words[i]);
		if (!is_same) {
			return false;
		}
	}
	return true;
}
