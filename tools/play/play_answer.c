/* What is not understood goes on as it is: the question judges it. */
#include "tools/play/play_answer.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "lib/base/utf8.h"

struct list {
	const struct zr_choice *choices;
	size_t count;
};

/* ---- choices ---- */

static const char *by_name(const struct list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->choices[i].value, word) == 0) {
			return list->choices[i].value;
		}
	}
	return NULL;
}

static const char *by_number(const struct list *list, const char *word)
{
	assert(list->count == 0 || list->choices != NULL);
	char *end = NULL;
	unsigned long number = isdigit((unsigned char)*word) ? strtoul(word, &end, 10) : 0;
	bool is_number = number > 0 && *end == '\0' && number <= list->count;
	return is_number ? list->choices[number - 1].value : NULL;
}

/* Bytes of the label that are the word, large and small letters taken as the same; 0: it begins
 * otherwise. */
static size_t begins_with(const char *label, const char *word)
{
	const char *at = label;
	while (*word != '\0') {
		uint32_t ours = 0, theirs = 0;
		size_t bytes = zr_utf8_read(at, strlen(at) + 1, &ours);
		size_t word_bytes = zr_utf8_read(word, strlen(word) + 1, &theirs);
		if (bytes == 0 || word_bytes == 0 || towlower(ours) != towlower(theirs)) {
			return 0;
		}
		at += bytes;
		word += word_bytes;
	}
	return (size_t)(at - label);
}

/* The one whose label it is, else the only one whose label begins with it. */
static const char *by_label(const struct list *list, const char *word)
{
	const char *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct zr_choice *choice = &list->choices[i];
		size_t bytes = begins_with(choice->label, word);
		if (bytes > 0 && choice->label[bytes] == '\0') {
			return choice->value;
		}
		found = bytes > 0 ? choice->value : found;
		count += bytes > 0;
	}
	return count == 1 ? found : NULL;
}

static const char *choose(const struct list *list, const char *word)
{
	const char *value = by_name(list, word);
	value = value == NULL ? by_number(list, word) : value;
	return value == NULL && *word != '\0' ? by_label(list, word) : value;
}

static int no_choice(struct zr_play *play, const char *word, struct zr_error *error)
{
	assert(word != NULL);
	return zr_error_set(
		error, ZR_E_NOT_FOUND, zr_play_word(play->tongue, ZR_PLAY_NO_CHOICE), word);
}

/* Words parted by blanks or commas; a label of several words only stands alone. */
static int read_many(struct zr_play *play, const struct list *list, const char *typed,
	struct zr_buffer *ret_value, struct zr_error *error)
{
	int code = 0;
	for (const char *at = typed + strspn(typed, " ,"); *at != '\0' && code == 0;) {
		size_t bytes = strcspn(at, " ,");
		char word[200];
		(void)snprintf(word, sizeof word, "%.*s", (int)(bytes < 199 ? bytes : 199), at);
		const char *value = choose(list, word);
		if (value == NULL) {
			return no_choice(play, word, error);
		}
		code = zr_buffer_add_format(
			ret_value, "%s%s", ret_value->bytes > 0 ? " " : "", value);
		at += bytes;
		at += strspn(at, " ,");
	}
	return code;
}

static int read_choices(struct zr_play *play, const struct zr_item *item, const char *typed,
	struct zr_buffer *ret_value, struct zr_error *error)
{
	struct list list = {0};
	int code = zr_session_choices(play->session, item, &list.choices, &list.count, error);
	if (code != 0) {
		return code;
	}
	const char *whole = choose(&list, typed);
	if (whole != NULL) {
		return zr_buffer_add_text(ret_value, whole);
	}
	return item->control->kind == ZR_CONTROL_SELECT_ONE
		       ? no_choice(play, typed, error)
		       : read_many(play, &list, typed, ret_value, error);
}

/* ---- dates and numbers ---- */

/* "22.11.2026 18:30" and "2026-11-22 18:30" as "2026-11-22T18:30". */
static int read_moment(const char *typed, struct zr_buffer *ret_value)
{
	unsigned day = 0, month = 0, year = 0;
	int used = 0;
	char date[40];
	if (sscanf(typed, "%2u.%2u.%4u%n", &day, &month, &year, &used) == 3) {
		(void)snprintf(date, sizeof date, "%04u-%02u-%02u", year, month, day);
	} else {
		used = (int)strcspn(typed, " ");
		(void)snprintf(date, sizeof date, "%.*s", used < 39 ? used : 39, typed);
	}
	const char *clock = typed + used + strspn(typed + used, " ");
	return zr_buffer_add_format(ret_value, "%s%s%s", date, *clock != '\0' ? "T" : "", clock);
}

/* "12,5" as "12.5". */
static int read_number(const char *typed, struct zr_buffer *ret_value)
{
	int code = zr_buffer_add_text(ret_value, typed);
	char *comma = code == 0 && ret_value->data != NULL ? strchr(ret_value->data, ',') : NULL;
	if (comma != NULL) {
		*comma = '.';
	}
	return code;
}

int zr_play_answer_read(struct zr_play *play, const struct zr_item *item, const char *typed,
	struct zr_buffer *ret_value, struct zr_error *error)
{
	assert(play != NULL && typed != NULL && ret_value != NULL);
	assert(item != NULL && item->control != NULL);
	switch (item->control->kind) {
	case ZR_CONTROL_SELECT_ONE:
	case ZR_CONTROL_SELECT_MANY:
	case ZR_CONTROL_RANK:
		return read_choices(play, item, typed, ret_value, error);
	case ZR_CONTROL_TRIGGER:
		return zr_buffer_add_text(ret_value, "OK");
	case ZR_CONTROL_RANGE:
		return read_number(typed, ret_value);
	default:
		break;
	}
	switch (item->control->type) {
	case ZR_TYPE_DATE:
	case ZR_TYPE_DATETIME:
		return read_moment(typed, ret_value);
	case ZR_TYPE_DECIMAL:
		return read_number(typed, ret_value);
	default:
		return zr_buffer_add_text(ret_value, typed);
	}
}
