/* By Unicode's general categories: white space, format and control characters are not seen. */
#include "tablet/apps/census/question/blank.h"

#include <assert.h>
#include <glib.h>
#include <stdbool.h>

static bool is_seen(gunichar character)
{
	switch (g_unichar_type(character)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_SPACE_SEPARATOR:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return false;
	default:
		return true;
	}
}

char *zr_blank_trim(const char *text)
{
	assert(text != NULL && g_utf8_validate(text, -1, NULL));
	const char *first = NULL, *end = text;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		if (is_seen(g_utf8_get_char(at))) {
			first = first != NULL ? first : at;
			end = g_utf8_next_char(at);
		}
	}
	return first != NULL ? g_strndup(first, (gsize)(end - first)) : g_strdup("");
}
