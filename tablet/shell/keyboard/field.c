/* The purpose decides the keys before any hint: a program that asks for a number and hints at Latin
 * letters means the number. */
#include "tablet/shell/keyboard/field.h"

#include <assert.h>
#include <string.h>

#include "text-input-unstable-v3-protocol.h"

static enum zr_field_keys keys_of(uint32_t purpose, uint32_t hint)
{
	switch (purpose) {
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_DIGITS:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_NUMBER:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_PHONE:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_PIN:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_DATE:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_TIME:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_DATETIME:
		return ZR_FIELD_NUMBERS;
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_URL:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_EMAIL:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_PASSWORD:
	case ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_TERMINAL:
		return ZR_FIELD_LATIN;
	default:
		return hint & ZWP_TEXT_INPUT_V3_CONTENT_HINT_LATIN ? ZR_FIELD_LATIN
								   : ZR_FIELD_LETTERS;
	}
}

static enum zr_field_capitals capitals_of(uint32_t purpose, uint32_t hint)
{
	if (hint & ZWP_TEXT_INPUT_V3_CONTENT_HINT_UPPERCASE) {
		return ZR_FIELD_ALL_CAPITALS;
	}
	if (hint & ZWP_TEXT_INPUT_V3_CONTENT_HINT_LOWERCASE) {
		return ZR_FIELD_NO_CAPITALS;
	}
	if (hint & ZWP_TEXT_INPUT_V3_CONTENT_HINT_TITLECASE ||
		purpose == ZWP_TEXT_INPUT_V3_CONTENT_PURPOSE_NAME) {
		return ZR_FIELD_WORDS;
	}
	return hint & ZWP_TEXT_INPUT_V3_CONTENT_HINT_AUTO_CAPITALIZATION ? ZR_FIELD_SENTENCES
									 : ZR_FIELD_NO_CAPITALS;
}

struct zr_field zr_field_of(uint32_t purpose, uint32_t hint)
{
	const struct zr_field field = {keys_of(purpose, hint), capitals_of(purpose, hint)};
	return field.keys == ZR_FIELD_NUMBERS ? (struct zr_field){field.keys, ZR_FIELD_NO_CAPITALS}
					      : field;
}

bool zr_field_wants_capital(const struct zr_field *field, const char *before)
{
	assert(field);
	const size_t bytes = before ? strlen(before) : 0;
	const char last = bytes > 0 ? before[bytes - 1] : '\0';
	size_t end = bytes;
	switch (field->capitals) {
	case ZR_FIELD_WORDS:
		return bytes == 0 || last == ' ' || last == '-' || last == '\n';
	case ZR_FIELD_SENTENCES:
		while (end > 0 && before[end - 1] == ' ') {
			end--;
		}
		return end == 0 || last == '\n' ||
		       (end < bytes && strchr(".!?", before[end - 1]) != NULL);
	default:
		return false; /* all of them: shift is locked */
	}
}
