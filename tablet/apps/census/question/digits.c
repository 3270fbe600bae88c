/* A space is right in all five languages; a comma would be a decimal one in four of them. */
#include "tablet/apps/census/question/digits.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

char *zr_digits_group(const char *number)
{
	assert(number != NULL);
	const char *first = number + (number[0] == '-');
	size_t count = strspn(first, "0123456789");
	const char *rest = first + count;
	if (*rest != '\0' && (*rest != '.' || rest[1 + strspn(rest + 1, "0123456789")] != '\0')) {
		return g_strdup(number);
	}
	GString *text = g_string_new_len(number, first - number);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0) {
			g_string_append(text, "\u00a0");
		}
		g_string_append_c(text, first[i]);
	}
	g_string_append(text, rest);
	return g_string_free(text, FALSE);
}
