/*
 * A number is one only as it would be written again: "007" and "+7" are texts, for whoever wrote
 * them meant the digits.
 */
#include "hub/out/coding.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/calendar.h"
#include "lib/base/decimal.h"

enum {
	DIGITS_MAX = 15 /* a double gives back each number of so many */
};

static const char *skip_digits(const char *text)
{
	return text + strspn(text, "0123456789");
}

/* [-]digits[.digits], no zero in front but one alone. */
static bool is_number(const char *text)
{
	const char *first = text + (*text == '-');
	const char *end = skip_digits(first);
	size_t digits = (size_t)(end - first);
	if (digits == 0 || (digits > 1 && *first == '0')) {
		return false;
	}
	if (*end == '.') {
		const char *fraction = end + 1;
		end = skip_digits(fraction);
		digits += (size_t)(end - fraction);
		if (end == fraction) {
			return false;
		}
	}
	return *end == '\0' && digits <= DIGITS_MAX;
}

static bool read_number(const char *text, double *ret_number)
{
	const char *end = NULL;
	if (!is_number(text)) {
		return false;
	}
	*ret_number = zr_decimal_read(text, &end);
	return true;
}

static bool read_whole(const char *text, double *ret_number)
{
	return strchr(text, '.') == NULL && read_number(text, ret_number) &&
	       *ret_number >= -INT32_MAX / 2 && *ret_number <= INT32_MAX / 2;
}

/* So many digits, and the character behind them; NULL when they are not there. */
static const char *read_digits(const char *text, int count, char behind, int *ret_number)
{
	*ret_number = 0;
	for (int i = 0; i < count; i++, text++) {
		if (*text < '0' || *text > '9') {
			return NULL;
		}
		*ret_number = 10 * *ret_number + (*text - '0');
	}
	if (behind == '\0') {
		return text;
	}
	return *text == behind ? text + 1 : NULL;
}

/* "2026-12-28" and what stands behind it; NULL for what is no day. */
static const char *read_date(const char *text, double *ret_days)
{
	int year = 0;
	int month = 0;
	int day = 0;
	text = read_digits(text, 4, '-', &year);
	text = text != NULL ? read_digits(text, 2, '-', &month) : NULL;
	text = text != NULL ? read_digits(text, 2, '\0', &day) : NULL;
	if (text == NULL || month < 1 || month > 12 || day < 1 ||
		day > zr_calendar_month_days(year, month)) {
		return NULL;
	}
	*ret_days = (double)zr_calendar_days(year, month, day);
	return text;
}

/* "Z", "+05:00" or "+05" up to the end. */
static bool is_offset(const char *text)
{
	int number = 0;
	if (*text == '\0' || strcmp(text, "Z") == 0) {
		return true;
	}
	if (*text != '+' && *text != '-') {
		return false;
	}
	text = read_digits(text + 1, 2, '\0', &number);
	if (text == NULL || *text == '\0') {
		return text != NULL;
	}
	text = read_digits(text + (*text == ':'), 2, '\0', &number);
	return text != NULL && *text == '\0';
}

/* "18:30", "18:30:15", "18:30:15.250", an offset behind. */
static bool read_time(const char *text, double *ret_seconds)
{
	int hour = 0;
	int minute = 0;
	int second = 0;
	double fraction = 0;
	text = read_digits(text, 2, ':', &hour);
	text = text != NULL ? read_digits(text, 2, '\0', &minute) : NULL;
	if (text != NULL && *text == ':') {
		text = read_digits(text + 1, 2, '\0', &second);
	}
	if (text != NULL && *text == '.') {
		double scale = 0.1;
		for (text++; *text >= '0' && *text <= '9'; text++, scale /= 10) {
			fraction += scale * (*text - '0');
		}
	}
	if (text == NULL || hour > 23 || minute > 59 || second > 59 || !is_offset(text)) {
		return false;
	}
	*ret_seconds = 3600.0 * hour + 60.0 * minute + second + fraction;
	return true;
}

static bool read_moment(const char *text, double *ret_seconds)
{
	double days = 0;
	double seconds = 0;
	const char *rest = read_date(text, &days);
	if (rest == NULL || *rest != 'T' || !read_time(rest + 1, &seconds)) {
		return false;
	}
	*ret_seconds = 86400 * days + seconds;
	return true;
}

bool zr_coding_read(enum zr_coding type, const char *text, double *ret_number)
{
	assert(text != NULL && ret_number != NULL && type != ZR_CODING_TEXT);
	switch (type) {
	case ZR_CODING_WHOLE:
		return read_whole(text, ret_number);
	case ZR_CODING_NUMBER:
		return read_number(text, ret_number);
	case ZR_CODING_DATE: {
		const char *rest = read_date(text, ret_number);
		return rest != NULL && *rest == '\0';
	}
	case ZR_CODING_TIME:
		return read_time(text, ret_number);
	default:
		return read_moment(text, ret_number);
	}
}

enum zr_coding zr_coding_widen(enum zr_coding type, const char *text)
{
	assert(text != NULL);
	double number = 0;
	if (type == ZR_CODING_TEXT || text[0] == '\0' || zr_coding_read(type, text, &number)) {
		return type;
	}
	bool is_wider = type == ZR_CODING_WHOLE && zr_coding_read(ZR_CODING_NUMBER, text, &number);
	return is_wider ? ZR_CODING_NUMBER : ZR_CODING_TEXT;
}
