/*
 * Enough of XPath's words to tell a default that is computed ("today()", "${a} + 1") from one that
 * is a value ("2022-01-01", "Sao-Paulo", "a*b" is neither and counts as computed).
 */
#include "lib/xlsform/survey/expression.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "lib/xlsform/sheet/reference.h"

static bool is_name_start(char at)
{
	return isalpha((unsigned char)at) || at == '_' || (unsigned char)at >= 0x80;
}

static bool is_name_inner(char at)
{
	return is_name_start(at) || isdigit((unsigned char)at) || at == '-' || at == '.';
}

/* The bytes of a date, a time or both at text: digits with the marks of ISO 8601 between. */
static size_t date_bytes(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	bool is_date = digits == 4 && text[4] == '-' && isdigit((unsigned char)text[5]);
	bool is_time = digits == 2 && text[2] == ':' && isdigit((unsigned char)text[3]);
	return is_date || is_time ? strspn(text, "0123456789-:.TZ+") : 0;
}

static size_t number_bytes(const char *text)
{
	size_t sign = *text == '-';
	size_t digits = strspn(text + sign, "0123456789.");
	return digits > 0 && isdigit((unsigned char)text[sign]) ? sign + digits : 0;
}

static bool takes_hyphens(const char *bind_type)
{
	static const char *const types[] = {
		"date", "dateTime", "time", "geopoint", "geotrace", "geoshape"};
	for (size_t i = 0; bind_type != NULL && i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i], bind_type) == 0) {
			return true;
		}
	}
	return false;
}

/* A word operator between blanks. */
static bool is_word_operator(const char *text, const char *at, size_t bytes)
{
	bool is_word = bytes == 3 && (strncmp(at, "div", 3) == 0 || strncmp(at, "mod", 3) == 0);
	return is_word && at > text && isspace((unsigned char)at[-1]) &&
	       isspace((unsigned char)at[3]);
}

/* A computed default is set by an action, a value stands in the instance: taken for the wrong
 * one, "today()" would be an answer, or "2022-01-01" the year 2020. The words are judged as
 * pyxform judges them, so that both make one form of one sheet. */
bool zr_expression_is_dynamic(const char *text, const char *bind_type)
{
	assert(text != NULL);
	bool has_hyphens = takes_hyphens(bind_type);
	for (const char *at = text; *at != '\0';) {
		size_t bytes = date_bytes(at);
		if (bytes == 0) {
			bytes = number_bytes(at);
		}
		if (bytes > 0) {
			at += bytes;
			continue;
		}
		if (*at == '\'' || *at == '"') {
			const char *end = strchr(at + 1, *at);
			at = end != NULL ? end + 1 : at + 1;
			continue;
		}
		if (is_name_start(*at)) {
			for (bytes = 1; is_name_inner(at[bytes]); bytes++) {
			}
			if (at[bytes] == '(' || is_word_operator(text, at, bytes)) {
				return true;
			}
			if (strncmp(at + bytes, "://", 3) == 0) {
				bytes += strcspn(at + bytes, " \t\n");
			}
			at += bytes;
			continue;
		}
		if (*at == '-' && has_hyphens) {
			return false;
		}
		struct zr_reference reference;
		if (strchr("*+-|[", *at) != NULL || zr_reference_at(at, &reference)) {
			return true;
		}
		at++;
	}
	return false;
}
