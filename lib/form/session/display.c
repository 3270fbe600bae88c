/* An answer as a person reads it: labels for choices, dates by the language. */
#include "lib/form/session.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/languages.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/working.h"

static int add_labels(struct zr_session *session, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	const char *value = zr_item_value(item);
	bool is_many = item->control->kind == ZR_CONTROL_SELECT_MANY ||
		       item->control->kind == ZR_CONTROL_RANK;
	int code = 0;
	while (code == 0 && *value != '\0') {
		size_t bytes = is_many ? strcspn(value, " ") : strlen(value);
		ZR_CLEANUP_FREE char *word = strndup(value, bytes);
		if (word == NULL) {
			return zr_working_nomem(error);
		}
		size_t before = ret_text->bytes;
		code = zr_choices_label(session,
			&(struct zr_choice_list){item->control, item->node}, word, ret_text, error);
		if (code == 0 && ret_text->bytes == before) {
			code = zr_buffer_add_text(ret_text, word);
		}
		value += bytes + strspn(value + bytes, " ");
		if (code == 0 && *value != '\0') {
			code = zr_buffer_add_text(ret_text, ", ");
		}
	}
	return code;
}

static bool writes_day_first(const char *language)
{
	enum zr_language known;
	return language != NULL && zr_languages_find(language, &known) &&
	       zr_languages_is_day_first(known);
}

/* "2026-01-15": "15.01.2026" in the languages of Russia, "15 Jan 2026" elsewhere. Anything else as
 * it is. */
static int add_date(
	struct zr_session *session, const char *value, size_t bytes, struct zr_buffer *ret_text)
{
	static const char *const MONTHS[12] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	unsigned year = 0;
	unsigned month = 0;
	unsigned day = 0;
	if (bytes < 10 || sscanf(value, "%4u-%2u-%2u", &year, &month, &day) != 3 || month < 1 ||
		month > 12) {
		return zr_buffer_add(ret_text, value, bytes);
	}
	const char *language = zr_working_language_code(session);
	if (writes_day_first(language)) {
		return zr_buffer_add_format(ret_text, "%02u.%02u.%04u", day, month, year);
	}
	return zr_buffer_add_format(ret_text, "%u %s %u", day, MONTHS[month - 1], year);
}

static int add_moment(struct zr_session *session, const char *value, struct zr_buffer *ret_text)
{
	const char *clock = strchr(value, 'T');
	if (clock == NULL) {
		return add_date(session, value, strlen(value), ret_text);
	}
	int code = add_date(session, value, (size_t)(clock - value), ret_text);
	return code == 0 ? zr_buffer_add_format(ret_text, " %.5s", clock + 1) : code;
}

int zr_session_display(struct zr_session *session, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && item != NULL && ret_text != NULL);
	const char *value = zr_item_value(item);
	if (*value == '\0') {
		return 0;
	}
	if (item->control == NULL) {
		return zr_buffer_add_text(ret_text, value);
	}
	if (item->control->priv->choices != NULL) {
		return add_labels(session, item, ret_text, error);
	}
	switch (item->control->type) {
	case ZR_TYPE_DATE:
		return add_date(session, value, strlen(value), ret_text);
	case ZR_TYPE_DATETIME:
		return add_moment(session, value, ret_text);
	case ZR_TYPE_TIME:
		return zr_buffer_add_format(ret_text, "%.5s", value);
	case ZR_TYPE_DECIMAL: {
		size_t bytes = strlen(value);
		bool is_whole = bytes > 2 && strcmp(value + bytes - 2, ".0") == 0;
		return zr_buffer_add(ret_text, value, is_whole ? bytes - 2 : bytes);
	}
	default:
		return zr_buffer_add_text(ret_text, value);
	}
}
