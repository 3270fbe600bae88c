/*
 * Functions on text (XPath 1.0 section 4.2; ODK XForms "String Functions"). Positions and lengths
 * count Unicode characters, not bytes; a byte that is not UTF-8 counts as a character of its own.
 */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/base/utf8.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/functions/regex.h"
#include "lib/xpath/functions/string.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

/* ---- characters ---- */

static size_t character_bytes(const char *at)
{
	unsigned char first = (unsigned char)*at;
	size_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	for (size_t i = 1; i < bytes; i++) {
		if (((unsigned char)at[i] & 0xC0) != 0x80) {
			return 1;
		}
	}
	return bytes;
}

size_t zr_xpath_string_valid(const char *text, size_t bytes)
{
	uint32_t character = 0;
	size_t length = zr_utf8_read(text, bytes, &character);
	return length > 0 && zr_utf8_is_xml(character) ? length : 0;
}

bool zr_xpath_is_storable(const char *text)
{
	assert(text != NULL);
	size_t left = strlen(text);
	while (left > 0) {
		size_t bytes = zr_xpath_string_valid(text, left);
		if (bytes == 0) {
			return false;
		}
		text += bytes;
		left -= bytes;
	}
	return true;
}

static size_t count_characters(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text += character_bytes(text)) {
		count++;
	}
	return count;
}

static const char *skip_characters(const char *text, size_t count)
{
	for (; count > 0 && *text != '\0'; count--) {
		text += character_bytes(text);
	}
	return text;
}

/* ---- arguments ---- */

static int take_two(const struct zr_call *call, const char **ret_a, const char **ret_b)
{
	int code = zr_argument_text(call, 0, ret_a);
	return code != 0 ? code : zr_argument_text(call, 1, ret_b);
}

/* The argument, or the context node's text where there is none. */
static int take_default(const struct zr_call *call, const char **ret_text)
{
	assert(call->term->argument_count <= 1);
	if (call->term->argument_count > 0) {
		return zr_argument_text(call, 0, ret_text);
	}
	*ret_text = zr_xpath_value_of_node(call->evaluation, call->focus->node);
	return *ret_text != NULL ? 0 : zr_evaluation_nomem(call->evaluation);
}

static int call_string(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	int code = take_default(call, &text);
	if (code == 0) {
		zr_produce_text(ret_value, text);
	}
	return code;
}

static int call_string_length(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	int code = take_default(call, &text);
	if (code == 0) {
		zr_produce_number(ret_value, (double)count_characters(text));
	}
	return code;
}

/* ---- finding ---- */

static int call_contains(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(call, &text, &part);
	if (code == 0) {
		zr_produce_boolean(ret_value, strstr(text, part) != NULL);
	}
	return code;
}

static int call_starts_with(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(call, &text, &part);
	if (code == 0) {
		zr_produce_boolean(ret_value, strncmp(text, part, strlen(part)) == 0);
	}
	return code;
}

static int call_ends_with(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(call, &text, &part);
	if (code == 0) {
		size_t bytes = strlen(text);
		size_t part_bytes = strlen(part);
		zr_produce_boolean(ret_value,
			part_bytes <= bytes && strcmp(text + bytes - part_bytes, part) == 0);
	}
	return code;
}

static int call_regex(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *pattern = NULL;
	int code = take_two(call, &text, &pattern);
	bool is_match = false;
	if (code == 0) {
		code = zr_regex_match(call->evaluation, pattern, text, &is_match);
	}
	if (code == 0) {
		zr_produce_boolean(ret_value, is_match);
	}
	return code;
}

/* ---- cutting ---- */

static int call_substring_before(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(call, &text, &part);
	if (code != 0) {
		return code;
	}
	const char *found = strstr(text, part);
	return zr_produce_copy(
		call->evaluation, ret_value, text, found != NULL ? (size_t)(found - text) : 0);
}

static int call_substring_after(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(call, &text, &part);
	if (code == 0) {
		const char *found = strstr(text, part);
		zr_produce_text(ret_value, found != NULL ? found + strlen(part) : "");
	}
	return code;
}

/* XPath's substring(): 1-based, rounded, NaN takes nothing. */
static int call_substring(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2 || call->term->argument_count == 3);
	const char *text = NULL;
	double start = 0;
	double length = INFINITY;
	int code = zr_argument_text(call, 0, &text);
	if (code == 0) {
		code = zr_argument_number(call, 1, &start);
	}
	if (code == 0 && call->term->argument_count > 2) {
		code = zr_argument_number(call, 2, &length);
	}
	if (code != 0) {
		return code;
	}
	double first = floor(start + 0.5);
	double end = call->term->argument_count > 2 ? first + floor(length + 0.5) : INFINITY;
	double at = 1;
	while (*text != '\0' && !(at >= first && at < end)) {
		text += character_bytes(text);
		at++;
	}
	const char *stop = text;
	while (*stop != '\0' && at >= first && at < end) {
		stop += character_bytes(stop);
		at++;
	}
	return zr_produce_copy(call->evaluation, ret_value, text, (size_t)(stop - text));
}

/* A 0-based place that may count from the end, held to the text. */
static size_t clamp_place(double place, size_t count)
{
	if (isnan(place)) {
		return 0;
	}
	place = trunc(place);
	if (place < 0) {
		place += (double)count;
	}
	return place <= 0 ? 0 : place >= (double)count ? count : (size_t)place;
}

/* ODK's substr(text, start[, end]): 0-based, the end not included, negative from the end. */
static int call_substr(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2 || call->term->argument_count == 3);
	const char *text = NULL;
	double start = 0;
	double end = INFINITY;
	int code = zr_argument_text(call, 0, &text);
	if (code == 0) {
		code = zr_argument_number(call, 1, &start);
	}
	if (code == 0 && call->term->argument_count > 2) {
		code = zr_argument_number(call, 2, &end);
	}
	if (code != 0) {
		return code;
	}
	size_t count = count_characters(text);
	size_t first = clamp_place(start, count);
	size_t last = clamp_place(end, count);
	if (last < first) {
		last = first;
	}
	const char *from = skip_characters(text, first);
	const char *to = skip_characters(from, last - first);
	return zr_produce_copy(call->evaluation, ret_value, from, (size_t)(to - from));
}

/* ---- building ---- */

static int join_texts(struct zr_evaluation *evaluation, const struct zr_argument_texts *texts,
	const char *separator, struct zr_value *ret_value)
{
	size_t separator_bytes = strlen(separator);
	size_t bytes = texts->count > 1 ? (texts->count - 1) * separator_bytes : 0;
	for (size_t i = 0; i < texts->count; i++) {
		bytes += strlen(texts->items[i]);
	}
	char *joined = zr_arena_new(evaluation->context->arena, bytes + 1);
	if (joined == NULL) {
		return zr_evaluation_nomem(evaluation);
	}
	char *at = joined;
	for (size_t i = 0; i < texts->count; i++) {
		if (i > 0) {
			memcpy(at, separator, separator_bytes);
			at += separator_bytes;
		}
		size_t piece = strlen(texts->items[i]);
		memcpy(at, texts->items[i], piece);
		at += piece;
	}
	assert((size_t)(at - joined) == bytes);
	zr_produce_text(ret_value, joined);
	return 0;
}

/* A node-set gives the texts of all its nodes (ODK), an empty set none. */
static int call_concat(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_argument_texts texts = {0};
	int code = zr_argument_texts(call, 0, &texts);
	return code != 0 ? code : join_texts(call->evaluation, &texts, "", ret_value);
}

static int call_join(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *separator = NULL;
	struct zr_argument_texts texts = {0};
	int code = zr_argument_text(call, 0, &separator);
	if (code == 0) {
		code = zr_argument_texts(call, 1, &texts);
	}
	return code != 0 ? code : join_texts(call->evaluation, &texts, separator, ret_value);
}

static int call_normalize_space(const struct zr_call *call, struct zr_value *ret_value)
{
	static const char spaces[] = " \t\r\n";
	const char *text = NULL;
	int code = take_default(call, &text);
	if (code != 0) {
		return code;
	}
	char *normal = zr_arena_new(call->evaluation->context->arena, strlen(text) + 1);
	if (normal == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	char *at = normal;
	for (text += strspn(text, spaces); *text != '\0'; text += strspn(text, spaces)) {
		size_t bytes = strcspn(text, spaces);
		if (at != normal) {
			*at++ = ' ';
		}
		memcpy(at, text, bytes);
		at += bytes;
		text += bytes;
	}
	zr_produce_text(ret_value, normal);
	return 0;
}

/* The character at the same place of to as the first from that is it; NULL: it goes away. */
static const char *translate_one(
	const char *character, size_t bytes, const char *from, const char *to, size_t *ret_bytes)
{
	size_t place = 0;
	for (; *from != '\0'; from += character_bytes(from), place++) {
		if (character_bytes(from) == bytes && memcmp(from, character, bytes) == 0) {
			const char *other = skip_characters(to, place);
			*ret_bytes = *other != '\0' ? character_bytes(other) : 0;
			return other;
		}
	}
	*ret_bytes = bytes;
	return character;
}

static int call_translate(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 3);
	const char *text = NULL;
	const char *from = NULL;
	const char *to = NULL;
	int code = take_two(call, &text, &from);
	if (code == 0) {
		code = zr_argument_text(call, 2, &to);
	}
	if (code != 0) {
		return code;
	}
	code = zr_evaluation_work(call->evaluation, (uint64_t)strlen(text) * strlen(from));
	if (code != 0) {
		return code;
	}
	char *result = zr_arena_new(call->evaluation->context->arena, strlen(text) * 4 + 1);
	if (result == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	char *at = result;
	for (; *text != '\0'; text += character_bytes(text)) {
		size_t bytes = 0;
		const char *other = translate_one(text, character_bytes(text), from, to, &bytes);
		memcpy(at, other, bytes);
		at += bytes;
	}
	zr_produce_text(ret_value, result);
	return 0;
}

/* Commas between thousands of the whole part: 1234567.5 → 1,234,567.5. */
static int call_thousandsep(const struct zr_call *call, struct zr_value *ret_value)
{
	char text[ZR_DECIMAL_BYTES_MAX];
	double number = 0;
	int code = zr_argument_number(call, 0, &number);
	if (code != 0) {
		return code;
	}
	size_t bytes = zr_decimal_write(number, text);
	size_t sign = text[0] == '-';
	size_t whole = strspn(text + sign, "0123456789");
	char *result = zr_arena_new(call->evaluation->context->arena, bytes * 2 + 1);
	if (result == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	char *at = result;
	for (size_t i = 0; i < bytes; i++) {
		*at++ = text[i];
		size_t left = sign + whole - i - 1;
		if (i >= sign && i + 1 < sign + whole && left % 3 == 0) {
			*at++ = ',';
		}
	}
	zr_produce_text(ret_value, result);
	return 0;
}

const struct zr_function zr_functions_on_strings[] = {
	{"concat", 0, ZR_FUNCTION_ANY, 0, call_concat, NULL},
	{"contains", 2, 2, 0, call_contains, NULL},
	{"ends-with", 2, 2, 0, call_ends_with, NULL},
	{"join", 1, ZR_FUNCTION_ANY, 0, call_join, NULL},
	{"normalize-space", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT, call_normalize_space, NULL},
	{"regex", 2, 2, 0, call_regex, NULL},
	{"starts-with", 2, 2, 0, call_starts_with, NULL},
	{"string", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT, call_string, NULL},
	{"string-length", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT, call_string_length, NULL},
	{"substr", 2, 3, 0, call_substr, NULL},
	{"substring", 2, 3, ZR_FUNCTION_EXTRA, call_substring, NULL},
	{"substring-after", 2, 2, 0, call_substring_after, NULL},
	{"substring-before", 2, 2, 0, call_substring_before, NULL},
	{"thousandsep", 1, 1, ZR_FUNCTION_EXTRA, call_thousandsep, NULL},
	{"translate", 3, 3, 0, call_translate, NULL},
	{0},
};
