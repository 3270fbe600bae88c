/* Numbers, dates and escapes of spreadsheet cells, by hand because the C library's own follow the
 * locale and the clock. */
#include "lib/workbook/cell_value.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/calendar.h"
#include "lib/base/decimal.h"
#include "lib/base/utf8.h"

enum {
	DAY_MS = 24 * 60 * 60 * 1000
};

static_assert(ZR_CELL_VALUE_BYTES >= ZR_DECIMAL_BYTES_MAX, "a number fits a cell's text");

/* ---- formats ---- */

/* "[h]", "[mm]", "[ss]", …: elapsed time. Bytes of it with its brackets, or 0. */
static size_t elapsed_bytes(const char *code)
{
	size_t letters = strspn(code + 1, "hHmMsS");
	bool same = letters == 1 || (letters == 2 && tolower(code[1]) == tolower(code[2]));
	return code[0] == '[' && same && code[letters + 1] == ']' ? letters + 2 : 0;
}

enum zr_cell_kind zr_cell_value_format_kind(const char *code)
{
	assert(code != NULL);
	enum zr_cell_kind kind = ZR_CELL_NUMBER;
	const char *at = code;
	while (*at != '\0' && *at != ';') {
		if (*at == '[' && elapsed_bytes(at) > 0) {
			return ZR_CELL_DURATION;
		}
		if (*at == '[' || *at == '"') {
			const char *end = strchr(at + 1, *at == '[' ? ']' : '"');
			at = end != NULL ? end + 1 : at + 1;
		} else if ((*at == '_' || *at == '\\') && at[1] != '\0') {
			at += 2;
		} else {
			kind = strchr("dmhysDMHYS", *at) != NULL ? ZR_CELL_DATE : kind;
			at++;
		}
	}
	return kind;
}

enum zr_cell_kind zr_cell_value_builtin_kind(long id)
{
	if (id == 46) {
		return ZR_CELL_DURATION;
	}
	bool is_date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 ||
		       (id >= 50 && id <= 58);
	return is_date ? ZR_CELL_DATE : ZR_CELL_NUMBER;
}

/* ---- numbers ---- */

static const char BLANKS[] = " \t\r\n";

/* Digits alone, which are kept as they stand: an identifier has more of them than a double. */
static bool is_whole(const char *text)
{
	text += *text == '-' || *text == '+';
	size_t count = strspn(text, "0123456789");
	return count < ZR_CELL_VALUE_BYTES - 1 &&
	       text[count + strspn(text + count, BLANKS)] == '\0';
}

static void write_whole(const char *stored, char text[ZR_CELL_VALUE_BYTES])
{
	const char *digits = stored + (*stored == '-' || *stored == '+');
	digits += strspn(digits, "0");
	int count = (int)strspn(digits, "0123456789");
	(void)snprintf(text, ZR_CELL_VALUE_BYTES, "%s%.*s", *stored == '-' && count > 0 ? "-" : "",
		count > 0 ? count : 1, count > 0 ? digits : "0");
}

/* ---- dates ---- */

static void write_time(long ms, const char *hour_format, char *text, size_t size)
{
	assert(ms >= 0 && size > 0);
	int used = snprintf(text, size, hour_format, ms / 3600000);
	assert(used > 0 && (size_t)used < size);
	used += snprintf(
		text + used, size - (size_t)used, ":%02ld:%02ld", ms / 60000 % 60, ms / 1000 % 60);
	if (ms % 1000 != 0) {
		(void)snprintf(text + used, size - (size_t)used, ".%03ld000", ms % 1000);
	}
}

static int write_date(double number, bool is_1904, char text[ZR_CELL_VALUE_BYTES])
{
	double whole = floor(number);
	long ms = lrint((number - whole) * DAY_MS);
	if (number >= 0 && number < 1 && ms < DAY_MS) {
		write_time(ms, "%02ld", text, ZR_CELL_VALUE_BYTES);
		return 0;
	}
	if (!(whole > -700000 && whole < 3000000)) {
		return ZR_E_LIMIT;
	}
	/* A spreadsheet believes in the 29th of February 1900. */
	int64_t days = (int64_t)whole + (!is_1904 && number > 0 && number < 60);
	days += (is_1904 ? -24107 : -25569) + ms / DAY_MS;
	struct zr_calendar_date day = zr_calendar_date(days);
	if (day.year < 1 || day.year > 9999) {
		return ZR_E_LIMIT;
	}
	char time[64];
	write_time(ms % DAY_MS, "%02ld", time, sizeof time);
	(void)snprintf(text, ZR_CELL_VALUE_BYTES, "%04d-%02d-%02d %s", (int)day.year, day.month,
		day.day, time);
	return 0;
}

static int write_duration(double number, char text[ZR_CELL_VALUE_BYTES])
{
	if (!(fabs(number) < 1e6)) {
		return ZR_E_LIMIT;
	}
	int64_t ms = llrint(number * DAY_MS);
	int64_t days = ms / DAY_MS - (ms % DAY_MS < 0);
	char time[64];
	write_time((long)(ms - days * DAY_MS), "%ld", time, sizeof time);
	if (days == 0) {
		(void)snprintf(text, ZR_CELL_VALUE_BYTES, "%s", time);
	} else {
		(void)snprintf(text, ZR_CELL_VALUE_BYTES, "%lld day%s, %s", (long long)days,
			days == 1 || days == -1 ? "" : "s", time);
	}
	return 0;
}

int zr_cell_value_number(
	const char *stored, enum zr_cell_kind kind, bool is_1904, char text[ZR_CELL_VALUE_BYTES])
{
	assert(stored != NULL && text != NULL);
	const char *end = NULL;
	stored += strspn(stored, BLANKS);
	double number = zr_decimal_read(stored, &end);
	if (!isfinite(number) || end[strspn(end, BLANKS)] != '\0') {
		return ZR_E_SYNTAX;
	}
	if (kind == ZR_CELL_DATE && write_date(number, is_1904, text) == 0) {
		return 0;
	}
	if (kind == ZR_CELL_DURATION && write_duration(number, text) == 0) {
		return 0;
	}
	if (is_whole(stored)) {
		write_whole(stored, text);
	} else {
		(void)zr_decimal_write(number, text);
	}
	return 0;
}

/* ---- text ---- */

/* "_xHHHH_": its code, or -1. */
static long escape_at(const char *text, size_t length)
{
	if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') {
		return -1;
	}
	long code = 0;
	for (size_t i = 2; i < 6; i++) {
		if (!isxdigit((unsigned char)text[i])) {
			return -1;
		}
		code = code * 16 + (text[i] <= '9' ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
	}
	return code;
}

/* Writes the character; those that XML has no place for go. */
static size_t write_character(uint32_t character, char *text)
{
	return zr_utf8_is_xml(character) && character != '\r' ? zr_utf8_write(character, text) : 0;
}

size_t zr_cell_value_clean(char *text, size_t length)
{
	assert(text != NULL || length == 0);
	size_t used = 0;
	for (size_t at = 0; at < length;) {
		assert(used <= at); /* it is cleaned in place: never longer than it was */
		long code = text[at] == '_' ? escape_at(text + at, length - at) : -1;
		if (code >= 0) {
			at += 7;
			used += code == 0xa0 ? write_character(' ', text + used)
					     : write_character((uint32_t)code, text + used);
		} else if (length - at >= 2 && memcmp(text + at, "\xc2\xa0", 2) == 0) {
			text[used++] = ' ';
			at += 2;
		} else {
			text[used++] = text[at++];
		}
	}
	return used;
}
