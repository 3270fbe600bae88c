/*
 * Functions on text (XPath 1.0 section 4.2; ODK XForms "String Functions"). Positions and lengths
 * count Unicode characters, not bytes; a byte that is not UTF-8 counts as a character of its own.
 */
#include "lib/xpath/functions/calls.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/utf8.h"

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

static int take_two(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, const char **ret_a, const char **ret_b)
{
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, ret_a);
	return code != 0 ? code : zr_xpath_argument_text(evaluation, call, 1, focus, ret_b);
}

/* The argument, or the context node's text where there is none. */
static int take_default(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, const char **ret_text)
{
	if (call->argument_count > 0) {
		return zr_xpath_argument_text(evaluation, call, 0, focus, ret_text);
	}
	*ret_text = zr_xpath_value_of_node(evaluation, focus->node);
	return *ret_text != NULL ? 0 : zr_xpath_nomem(evaluation);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_string)
{
	const char *text = NULL;
	int code = take_default(evaluation, call, focus, &text);
	if (code == 0) {
		zr_xpath_return_text(ret_value, text);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_string_length)
{
	const char *text = NULL;
	int code = take_default(evaluation, call, focus, &text);
	if (code == 0) {
		zr_xpath_return_number(ret_value, (double)count_characters(text));
	}
	return code;
}

/* ---- finding ---- */

ZR_FUNCTION_DECLARE(zr_xpath_call_contains)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(evaluation, call, focus, &text, &part);
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, strstr(text, part) != NULL);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_starts_with)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(evaluation, call, focus, &text, &part);
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, strncmp(text, part, strlen(part)) == 0);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_ends_with)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(evaluation, call, focus, &text, &part);
	if (code == 0) {
		size_t bytes = strlen(text);
		size_t part_bytes = strlen(part);
		zr_xpath_return_boolean(ret_value,
			part_bytes <= bytes && strcmp(text + bytes - part_bytes, part) == 0);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_regex)
{
	const char *text = NULL;
	const char *pattern = NULL;
	int code = take_two(evaluation, call, focus, &text, &pattern);
	bool is_match = false;
	if (code == 0) {
		code = zr_xpath_regex_match(evaluation, pattern, text, &is_match);
	}
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, is_match);
	}
	return code;
}

/* ---- cutting ---- */

ZR_FUNCTION_DECLARE(zr_xpath_call_substring_before)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(evaluation, call, focus, &text, &part);
	if (code != 0) {
		return code;
	}
	const char *found = strstr(text, part);
	return zr_xpath_return_copy(
		evaluation, ret_value, text, found != NULL ? (size_t)(found - text) : 0);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_substring_after)
{
	const char *text = NULL;
	const char *part = NULL;
	int code = take_two(evaluation, call, focus, &text, &part);
	if (code == 0) {
		const char *found = strstr(text, part);
		zr_xpath_return_text(ret_value, found != NULL ? found + strlen(part) : "");
	}
	return code;
}

/* XPath's substring(): 1-based, rounded, NaN takes nothing. */
ZR_FUNCTION_DECLARE(zr_xpath_call_substring)
{
	const char *text = NULL;
	double start = 0;
	double length = INFINITY;
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, &text);
	if (code == 0) {
		code = zr_xpath_argument_number(evaluation, call, 1, focus, &start);
	}
	if (code == 0 && call->argument_count > 2) {
		code = zr_xpath_argument_number(evaluation, call, 2, focus, &length);
	}
	if (code != 0) {
		return code;
	}
	double first = floor(start + 0.5);
	double end = call->argument_count > 2 ? first + floor(length + 0.5) : INFINITY;
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
	return zr_xpath_return_copy(evaluation, ret_value, text, (size_t)(stop - text));
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
ZR_FUNCTION_DECLARE(zr_xpath_call_substr)
{
	const char *text = NULL;
	double start = 0;
	double end = INFINITY;
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, &text);
	if (code == 0) {
		code = zr_xpath_argument_number(evaluation, call, 1, focus, &start);
	}
	if (code == 0 && call->argument_count > 2) {
		code = zr_xpath_argument_number(evaluation, call, 2, focus, &end);
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
	return zr_xpath_return_copy(evaluation, ret_value, from, (size_t)(to - from));
}

/* ---- building ---- */

static int join_texts(struct zr_evaluation *evaluation, const struct zr_texts *texts,
	const char *separator, struct zr_value *ret_value)
{
	size_t separator_bytes = strlen(separator);
	size_t bytes = texts->count > 1 ? (texts->count - 1) * separator_bytes : 0;
	for (size_t i = 0; i < texts->count; i++) {
		bytes += strlen(texts->items[i]);
	}
	char *joined = zr_arena_new(evaluation->context->arena, bytes + 1);
	if (joined == NULL) {
		return zr_xpath_nomem(evaluation);
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
	zr_xpath_return_text(ret_value, joined);
	return 0;
}

/* A node-set gives the texts of all its nodes (ODK), an empty set none. */
ZR_FUNCTION_DECLARE(zr_xpath_call_concat)
{
	struct zr_texts texts = {0};
	int code = zr_xpath_argument_texts(evaluation, call, 0, focus, &texts);
	return code != 0 ? code : join_texts(evaluation, &texts, "", ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_join)
{
	const char *separator = NULL;
	struct zr_texts texts = {0};
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, &separator);
	if (code == 0) {
		code = zr_xpath_argument_texts(evaluation, call, 1, focus, &texts);
	}
	return code != 0 ? code : join_texts(evaluation, &texts, separator, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_normalize_space)
{
	static const char spaces[] = " \t\r\n";
	const char *text = NULL;
	int code = take_default(evaluation, call, focus, &text);
	if (code != 0) {
		return code;
	}
	char *normal = zr_arena_new(evaluation->context->arena, strlen(text) + 1);
	if (normal == NULL) {
		return zr_xpath_nomem(evaluation);
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
	zr_xpath_return_text(ret_value, normal);
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

ZR_FUNCTION_DECLARE(zr_xpath_call_translate)
{
	const char *text = NULL;
	const char *from = NULL;
	const char *to = NULL;
	int code = take_two(evaluation, call, focus, &text, &from);
	if (code == 0) {
		code = zr_xpath_argument_text(evaluation, call, 2, focus, &to);
	}
	if (code != 0) {
		return code;
	}
	code = zr_xpath_work(evaluation, (uint64_t)strlen(text) * strlen(from));
	if (code != 0) {
		return code;
	}
	char *result = zr_arena_new(evaluation->context->arena, strlen(text) * 4 + 1);
	if (result == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	char *at = result;
	for (; *text != '\0'; text += character_bytes(text)) {
		size_t bytes = 0;
		const char *other = translate_one(text, character_bytes(text), from, to, &bytes);
		memcpy(at, other, bytes);
		at += bytes;
	}
	zr_xpath_return_text(ret_value, result);
	return 0;
}

/* Commas between thousands of the whole part: 1234567.5 → 1,234,567.5. */
ZR_FUNCTION_DECLARE(zr_xpath_call_thousandsep)
{
	char text[ZR_DECIMAL_BYTES_MAX];
	double number = 0;
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &number);
	if (code != 0) {
		return code;
	}
	size_t bytes = zr_decimal_write(number, text);
	size_t sign = text[0] == '-';
	size_t whole = strspn(text + sign, "0123456789");
	char *result = zr_arena_new(evaluation->context->arena, bytes * 2 + 1);
	if (result == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	char *at = result;
	for (size_t i = 0; i < bytes; i++) {
		*at++ = text[i];
		size_t left = sign + whole - i - 1;
		if (i >= sign && i + 1 < sign + whole && left % 3 == 0) {
			*at++ = ',';
		}
	}
	zr_xpath_return_text(ret_value, result);
	return 0;
}
