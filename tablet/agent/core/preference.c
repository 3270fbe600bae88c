/*
 * A file of its own and not a row of the store: it may be lost, and a full disk that refuses
 * records must not refuse a person's language, too.
 */
#include "tablet/agent/core/preference.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "tablet/agent/core/state.h"

static bool is_language(const char *text)
{
	return strlen(text) == 2 && text[0] >= 'a' && text[0] <= 'z' && text[1] >= 'a' &&
	       text[1] <= 'z';
}

static int add_path(const struct zr_state *state, const char *suffix, struct zr_buffer *path)
{
	return zr_buffer_add_format(path, "%s/language%s", state->options->data, suffix);
}

void zr_preference_load(struct zr_state *state)
{
	assert(state != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	FILE *file = add_path(state, "", &path) == 0 ? fopen(path.data, "re") : NULL;
	if (file == NULL) {
		return;
	}
	char text[sizeof state->language] = "";
	if (fgets(text, sizeof text, file) != NULL && is_language(text)) {
		memcpy(state->language, text, sizeof text);
	}
	(void)fclose(file);
}

/* Beside it first, so that a power cut leaves the old one or the new one. */
static bool keep(const struct zr_state *state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fresh = {0};
	if (add_path(state, "", &path) < 0 || add_path(state, ".new", &fresh) < 0) {
		return false;
	}
	FILE *file = fopen(fresh.data, "we");
	if (file == NULL) {
		return false;
	}
	bool is_written = fputs(state->language, file) >= 0;
	is_written = fclose(file) == 0 && is_written;
	return is_written && rename(fresh.data, path.data) == 0;
}

int zr_preference_set_language(struct zr_state *state, const char *language, struct zr_error *error)
{
	assert(state != NULL && language != NULL);
	if (!is_language(language)) {
		return zr_error_set(
			error, ZR_E_INVALID, "a language is two small letters, as in ru or tt");
	}
	if (strcmp(state->language, language) == 0) {
		return 0;
	}
	memcpy(state->language, language, sizeof state->language - 1);
	return keep(state) ? 0
			   : zr_error_set(error, ZR_E_IO,
				     "the language cannot be kept in the agent's folder");
}
