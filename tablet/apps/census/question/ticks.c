/* Values of choices hold no blanks: the specification parts them with blanks in an answer. */
#include "tablet/apps/census/question/ticks.h"

#include <assert.h>
#include <string.h>

bool zr_ticks_has(const struct zr_ticks *ticks, const char *word)
{
	assert(ticks != NULL && word != NULL);
	size_t length = strlen(word);
	if (length == 0 || !ticks->is_many) {
		return length > 0 && strcmp(ticks->value, word) == 0;
	}
	for (const char *at = ticks->value; *at != '\0';) {
		at += strspn(at, " ");
		size_t here = strcspn(at, " ");
		if (here == length && strncmp(at, word, length) == 0) {
			return true;
		}
		at += here;
	}
	return false;
}

char *zr_ticks_toggle(const struct zr_choice *choices, size_t count, const struct zr_ticks *ticks,
	const char *word)
{
	assert((choices != NULL || count == 0) && ticks->is_many);
	GString *value = g_string_new(NULL);
	for (size_t i = 0; i < count; i++) {
		const struct zr_ticks so_far = {value->str, true};
		bool is_it = strcmp(choices[i].value, word) == 0;
		if (is_it != zr_ticks_has(ticks, choices[i].value) &&
			!zr_ticks_has(&so_far, choices[i].value)) {
			g_string_append_printf(
				value, "%s%s", value->len > 0 ? " " : "", choices[i].value);
		}
	}
	return g_string_free(value, FALSE);
}

static bool is_wanted(const char *label, const char *wanted)
{
	if (wanted[0] == '\0') {
		return true;
	}
	g_autofree char *lower = g_utf8_strdown(label, -1);
	return strstr(lower, wanted) != NULL;
}

GArray *zr_ticks_shown(const struct zr_choice *choices, size_t count, const struct zr_ticks *ticks,
	const struct zr_ticks_view *view, unsigned *ret_hidden)
{
	assert(choices != NULL || count == 0);
	g_autofree char *wanted = g_utf8_strdown(view->wanted, -1);
	g_strstrip(wanted);
	GArray *shown = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint i = 0; view->is_ticked_first && i < count; i++) {
		if (zr_ticks_has(ticks, choices[i].value)) {
			g_array_append_val(shown, i);
		}
	}
	unsigned others = 0;
	*ret_hidden = 0;
	for (guint i = 0; i < count; i++) {
		bool is_ticked = zr_ticks_has(ticks, choices[i].value);
		if (is_ticked ? view->is_ticked_first : !is_wanted(choices[i].label, wanted)) {
			continue;
		}
		if (!is_ticked && others++ >= view->max) {
			++*ret_hidden;
			continue;
		}
		g_array_append_val(shown, i);
	}
	return shown;
}
