/* Digits are judged here as far as they make a date; whether the date is one, the engine says. */
#include "respond/core/given.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"

/* A field's name is its part, say "v", and the question's path. Nothing is allocated: an answer
 * that could not be looked for would be one that was emptied. */
const char *zr_given_part(const struct zr_fields *fields, const char *part, const char *path)
{
	assert(fields != NULL && part != NULL && path != NULL);
	size_t bytes = strlen(part);
	for (size_t i = 0; i < fields->count; i++) {
		const char *name = fields->items[i].name;
		if (strncmp(name, part, bytes) == 0 && strcmp(name + bytes, path) == 0) {
			return fields->items[i].value;
		}
	}
	return "";
}

/* Of the fields that may stand several times. */
static int name_field(const char *path, struct zr_buffer *ret_name)
{
	const char *const texts[] = {ZR_LOOK_VALUE, path};
	return zr_buffer_join(ret_name, texts, 2);
}

/* Without what cannot be seen at its ends. */
static int add_trimmed(struct zr_buffer *ret_text, const char *text)
{
	size_t first = 0, end = 0, bytes = strlen(text);
	bool is_begun = false;
	for (size_t i = 0; i < bytes;) {
		uint32_t character = 0;
		size_t length = zr_utf8_read(text + i, bytes - i, &character);
		length = length > 0 ? length : 1;
		if (!zr_utf8_is_blank(character)) {
			first = is_begun ? first : i;
			is_begun = true;
			end = i + length;
		}
		i += length;
	}
	return zr_buffer_add(ret_text, text + first, end - first);
}

/* A number without the blanks that part thousands, with a point. */
static int add_number(struct zr_buffer *ret_text, const char *text)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer trimmed = {0};
	int code = add_trimmed(&trimmed, text);
	for (const char *at = zr_buffer_text(&trimmed); *at != '\0' && code == 0; at++) {
		char symbol = *at == ',' ? '.' : *at;
		if (strncmp(at, "\xC2\xA0", 2) == 0 || *at == ' ') {
			at += *at == ' ' ? 0 : 1;
			continue;
		}
		code = zr_buffer_add(ret_text, &symbol, 1);
	}
	return code;
}

/* 1 to digits_max digits and nothing else: the number; -1. */
static int read_digits(const char *text, size_t digits_max)
{
	size_t blanks = strspn(text, " ");
	size_t digits = strspn(text + blanks, "0123456789");
	const char *end = text + blanks + digits;
	bool is_whole = digits > 0 && digits <= digits_max && end[strspn(end, " ")] == '\0';
	return is_whole ? (int)strtol(text, NULL, 10) : -1;
}

struct date {
	const char *day, *month, *year; /* as typed */
};

static struct date date_in(const struct zr_fields *fields, const char *path, enum zr_look look)
{
	struct date date = {"1", "1", zr_given_part(fields, ZR_LOOK_YEARS, path)};
	if (look != ZR_LOOK_YEAR) {
		date.month = zr_given_part(fields, ZR_LOOK_MONTHS, path);
	}
	if (look != ZR_LOOK_YEAR && look != ZR_LOOK_MONTH) {
		date.day = zr_given_part(fields, ZR_LOOK_DAY, path);
	}
	return date;
}

static int add_date(struct zr_buffer *ret_text, const struct date *date)
{
	int day = read_digits(date->day, 2);
	int month = read_digits(date->month, 2);
	int year = read_digits(date->year, 4);
	if (day < 1 || month < 1 || month > 12 || year < 0 || strlen(date->year) < 4) {
		return ZR_E_INVALID;
	}
	return zr_buffer_add_format(ret_text, "%04d-%02d-%02d", year, month, day);
}

/* "9:05", "09:05", "09:05:00"; with the dot that some write. */
static int add_time(struct zr_buffer *ret_text, const char *text)
{
	size_t hours = strspn(text, "0123456789");
	const char *behind = text + hours;
	if (hours < 1 || hours > 2 || (*behind != ':' && *behind != '.') ||
		strspn(behind + 1, "0123456789") != 2 ||
		behind[3 + strspn(behind + 3, ":0123456789 ")] != '\0') {
		return ZR_E_INVALID;
	}
	long hour = strtol(text, NULL, 10);
	long minute = strtol(behind + 1, NULL, 10);
	return hour < 24 && minute < 60
		       ? zr_buffer_add_format(ret_text, "%02ld:%02ld:00.000", hour, minute)
		       : ZR_E_INVALID;
}

static int add_moment(struct zr_buffer *ret_text, const struct zr_fields *fields, const char *path,
	enum zr_look look)
{
	const struct date date = date_in(fields, path, look);
	const char *time = zr_given_part(fields, ZR_LOOK_CLOCK, path);
	bool has_date = look != ZR_LOOK_TIME;
	bool has_time = look == ZR_LOOK_TIME || look == ZR_LOOK_DATETIME;
	bool is_empty = (!has_time || time[0] == '\0') &&
			(!has_date || (date.year[0] == '\0' &&
					      (look == ZR_LOOK_YEAR || date.month[0] == '\0') &&
					      (look == ZR_LOOK_YEAR || look == ZR_LOOK_MONTH ||
						      date.day[0] == '\0')));
	if (is_empty) {
		return 0;
	}
	int code = has_date ? add_date(ret_text, &date) : 0;
	if (code == 0 && look == ZR_LOOK_DATETIME) {
		code = zr_buffer_add_text(ret_text, "T");
	}
	return code == 0 && has_time ? add_time(ret_text, time) : code;
}

static int add_checks(struct zr_buffer *ret_text, const struct zr_fields *fields, const char *path)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	int code = name_field(path, &name);
	size_t at = 0;
	const char *value = NULL;
	while (code == 0 && (value = zr_fields_next(fields, zr_buffer_text(&name), &at)) != NULL) {
		const char *const parts[] = {ret_text->bytes > 0 ? " " : "", value};
		code = value[0] != '\0' ? zr_buffer_join(ret_text, parts, 2) : 0;
	}
	return code;
}

/* Which of the list's choices was given that place; count: none, or several. */
static size_t find_placed(const struct zr_fields *fields, const char *name, size_t count, int place)
{
	size_t at = 0;
	size_t found = count;
	for (size_t i = 0; i < count; i++) {
		const char *value = zr_fields_next(fields, name, &at);
		if (value != NULL && read_digits(value, 4) == place) {
			if (found != count) {
				return count;
			}
			found = i;
		}
	}
	return found;
}

/* The choices by the places that they were given: "v/path" comes once for each, in the order of the
 * list, and says its place. */
static int add_ranking(struct zr_buffer *ret_text, const struct zr_fields *fields, const char *path,
	struct zr_session *session, const struct zr_item *question)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	const struct zr_choice *choices = NULL;
	size_t count = 0, at = 0;
	bool is_any = false;
	const char *value = NULL;
	int code = name_field(path, &name);
	if (code == 0) {
		code = zr_session_choices(session, question, &choices, &count, NULL);
	}
	while (code == 0 && (value = zr_fields_next(fields, zr_buffer_text(&name), &at)) != NULL) {
		is_any = is_any || value[0] != '\0';
	}
	for (size_t place = 1; is_any && place <= count && code == 0; place++) {
		size_t found = find_placed(fields, zr_buffer_text(&name), count, (int)place);
		if (found == count) {
			return ZR_E_INVALID;
		}
		const char *const parts[] = {place > 1 ? " " : "", choices[found].value};
		code = zr_buffer_join(ret_text, parts, 2);
	}
	return code;
}

int zr_given_read(const struct zr_fields *fields, const char *path, struct zr_session *session,
	const struct zr_item *question, struct zr_buffer *ret_text)
{
	assert(fields != NULL && path != NULL && ret_text != NULL && ret_text->bytes == 0);
	enum zr_look look = zr_look_of(question);
	const char *value = zr_given_part(fields, ZR_LOOK_VALUE, path);
	switch (look) {
	case ZR_LOOK_INT:
	case ZR_LOOK_DECIMAL:
	case ZR_LOOK_RANGE:
		return add_number(ret_text, value);
	case ZR_LOOK_DATE:
	case ZR_LOOK_MONTH:
	case ZR_LOOK_YEAR:
	case ZR_LOOK_TIME:
	case ZR_LOOK_DATETIME:
		return add_moment(ret_text, fields, path, look);
	case ZR_LOOK_CHECKS:
		return add_checks(ret_text, fields, path);
	case ZR_LOOK_RANK:
		return add_ranking(ret_text, fields, path, session, question);
	case ZR_LOOK_LINES:
	case ZR_LOOK_TEXT:
	case ZR_LOOK_SECRET:
		return add_trimmed(ret_text, value);
	default:
		return zr_buffer_add_text(ret_text, value);
	}
}
