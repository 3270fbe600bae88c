/* One pass with the open brackets on a stack: a whole parser would know no more of what is handed
 * out, and the texts must be found in expressions that do not compile, too. */
#include "lib/formcheck/results.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/limits.h"

/* An open bracket: which of its arguments become the value of the whole. */
enum bracket {
	BRACKET_OTHER,
	BRACKET_IF,  /* all but the first */
	BRACKET_ALL, /* coalesce(), once(), a bare bracket */
};

struct reading {
	enum bracket brackets[ZR_XPATH_DEPTH_MAX];
	size_t arguments[ZR_XPATH_DEPTH_MAX]; /* commas so far */
	size_t depth;
	char before; /* the last character that is no blank; '\0' at the beginning */
};

static enum bracket bracket_of(const char *start, const char *open)
{
	assert(open >= start && *open == '(');
	const char *end = open;
	while (end > start && isspace((unsigned char)end[-1])) {
		end--;
	}
	const char *name = end;
	while (name > start &&
		(isalnum((unsigned char)name[-1]) || strchr("-_:.", name[-1]) != NULL)) {
		name--;
	}
	size_t bytes = (size_t)(end - name);
	if (bytes == 2 && memcmp(name, "if", 2) == 0) {
		return BRACKET_IF;
	}
	bool passes = bytes == 0 || (bytes == 8 && memcmp(name, "coalesce", 8) == 0) ||
		      (bytes == 4 && memcmp(name, "once", 4) == 0);
	return passes ? BRACKET_ALL : BRACKET_OTHER;
}

/* Whether what stands here is handed out through every open bracket. */
static bool is_handed_out(const struct reading *reading)
{
	assert(reading->depth <= ZR_XPATH_DEPTH_MAX);
	for (size_t i = 0; i < reading->depth; i++) {
		bool passes = reading->brackets[i] == BRACKET_ALL ||
			      (reading->brackets[i] == BRACKET_IF && reading->arguments[i] > 0);
		if (!passes) {
			return false;
		}
	}
	return true;
}

/* Whether nothing is done with the text that ends at end. */
static bool stands_alone(const struct reading *reading, const char *end)
{
	end += strspn(end, " \t\r\n");
	bool begins = reading->before == '\0' || strchr("(,", reading->before) != NULL;
	return begins && (*end == '\0' || strchr(",)", *end) != NULL);
}

/* False when the brackets are too deep. */
static bool step(struct reading *reading, const char *expression, const char *at)
{
	if (*at == '(' || *at == '[') {
		if (reading->depth == ZR_XPATH_DEPTH_MAX) {
			return false;
		}
		reading->brackets[reading->depth] =
			*at == '(' ? bracket_of(expression, at) : BRACKET_OTHER;
		reading->arguments[reading->depth++] = 0;
	} else if ((*at == ')' || *at == ']') && reading->depth > 0) {
		reading->depth--;
	} else if (*at == ',' && reading->depth > 0) {
		reading->arguments[reading->depth - 1]++;
	}
	return true;
}

void zr_results_each(const char *expression,
	void (*each)(void *user, const char *text, size_t bytes), void *user)
{
	assert(expression != NULL && each != NULL);
	struct reading reading = {.before = '\0'};
	for (const char *at = expression; *at != '\0'; at++) {
		if (*at == '\'' || *at == '"') {
			const char *end = strchr(at + 1, *at);
			if (end == NULL) {
				return;
			}
			if (is_handed_out(&reading) && stands_alone(&reading, end + 1)) {
				each(user, at + 1, (size_t)(end - at) - 1);
			}
			at = end;
		} else if (!step(&reading, expression, at)) {
			return;
		}
		reading.before = isspace((unsigned char)*at) ? reading.before : *at;
	}
}
