/* Guarded is what begins, behind blanks, with a sign that begins a formula, in its narrow or its
 * full-width form, and what begins with a control character that programs drop before they look. */
#include "hub/records/guard.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/utf8.h"

/* A number is no formula, whatever its sign. */
static bool is_number(const char *text)
{
	char *end = NULL;
	(void)strtod(text, &end);
	return end != text && *end == '\0' && strpbrk(text, "xXnN") == NULL;
}

static bool begins_formula(uint32_t letter)
{
	static const uint32_t signs[] = {'=', '+', '-', '@', 0xff1d, 0xff0b, 0xff0d, 0xff20};
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (letter == signs[i]) {
			return true;
		}
	}
	return letter != 0 && letter < ' ';
}

static bool is_formula(const char *value)
{
	size_t left = strlen(value);
	const char *rest = value;
	uint32_t letter = 0;
	while (left > 0) {
		size_t bytes = zr_utf8_read(rest, left, &letter);
		/* a line end is no blank here: programs drop it before they look */
		if (bytes == 0 || (letter < ' ') || !zr_utf8_is_blank(letter)) {
			break;
		}
		rest += bytes;
		left -= bytes;
		letter = 0;
	}
	return left > 0 && begins_formula(letter) && !is_number(value);
}

int zr_guard_add(struct zr_buffer *row, const char *value)
{
	assert(row != NULL && value != NULL);
	bool is_quoted = strpbrk(value, "\",\r\n\t;") != NULL;
	int code = is_quoted ? zr_buffer_add(row, "\"", 1) : 0;
	if (code == 0 && is_formula(value)) {
		code = zr_buffer_add(row, "'", 1);
	}
	while (code == 0 && *value != '\0') {
		size_t plain = strcspn(value, "\"");
		code = zr_buffer_add(row, value, plain);
		value += plain;
		if (code == 0 && *value == '"') {
			code = zr_buffer_add(row, "\"\"", 2);
			value++;
		}
	}
	return code == 0 && is_quoted ? zr_buffer_add(row, "\"", 1) : code;
}

int zr_guard_add_next(struct zr_buffer *row, const char *value)
{
	int code = zr_buffer_add(row, ",", 1);
	return code == 0 ? zr_guard_add(row, value) : code;
}
