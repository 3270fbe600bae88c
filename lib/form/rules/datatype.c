/* Types of answers. See datatype.h. */
#include "lib/form/rules/datatype.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/calendar.h"
#include "lib/base/cleanup.h"
#include "lib/base/decimal.h"
#include "lib/xpath/date.h"

static const char SPACES[] = " \t\r\n";

static const char *skip_space(const char *text)
{
	return text + strspn(text, SPACES);
}

static bool take_digits(const char **at, size_t count, int *ret_number)
{
	int number = 0;
	for (size_t i = 0; i < count; i++) {
		char digit = (*at)[i];
		if (digit < '0' || digit > '9') {
			return false;
		}
		number = number * 10 + (digit - '0');
	}
	*at += count;
	*ret_number = number;
	return true;
}

/* "2026-01-15" at *at; steps over it. */
static bool take_date(const char **at)
{
	int year = 0;
	int month = 0;
	int day = 0;
	const char *text = *at;
	if (!take_digits(&text, 4, &year) || *text++ != '-' || !take_digits(&text, 2, &month) ||
		*text++ != '-' || !take_digits(&text, 2, &day)) {
		return false;
	}
	if (month < 1 || month > 12 || day < 1 || day > zr_calendar_month_days(year, month)) {
		return false;
	}
	*at = text;
	return true;
}

/* "10:30", with seconds and fraction as may be; steps over it. */
static bool take_clock(const char **at, int *hour, int *minute, double *second)
{
	const char *text = *at;
	int seconds = 0;
	if (!take_digits(&text, 2, hour) || *text++ != ':' || !take_digits(&text, 2, minute) ||
		*hour > 23 || *minute > 59) {
		return false;
	}
	*second = 0;
	if (*text == ':') {
		text++;
		if (!take_digits(&text, 2, &seconds) || seconds > 59) {
			return false;
		}
		*second = seconds;
		if (*text == '.' && (text[1] < '0' || text[1] > '9')) {
			return false;
		}
		if (*text == '.') {
			double scale = 0.1;
			for (text++; *text >= '0' && *text <= '9'; text++, scale /= 10) {
				*second += (*text - '0') * scale;
			}
		}
	}
	*at = text;
	return true;
}

/* "Z", "+03:00", "+03", "+0300" or nothing, 14 hours at most (XML Schema); steps over it. */
static bool take_zone(const char **at)
{
	const char *text = *at;
	int hours = 0;
	int minutes = 0;
	if (*text == 'Z') {
		*at = text + 1;
		return true;
	}
	if (*text != '+' && *text != '-') {
		return true;
	}
	text++;
	if (!take_digits(&text, 2, &hours)) {
		return false;
	}
	bool has_colon = *text == ':';
	text += has_colon;
	if ((*text != '\0' || has_colon) && !take_digits(&text, 2, &minutes)) {
		return false;
	}
	*at = text;
	return minutes <= 59 && hours * 60 + minutes <= 14 * 60;
}

/* Whether the whole text is a clock with its zone. */
static bool is_clock(const char *text, bool *ret_has_zone)
{
	int hour = 0;
	int minute = 0;
	double second = 0;
	if (!take_clock(&text, &hour, &minute, &second)) {
		return false;
	}
	*ret_has_zone = *text != '\0';
	return take_zone(&text) && *text == '\0';
}

/* ---- zone of the session ---- */

/* The offset of the interview's time zone as it is now, e.g. "Z" or "+03:00". */
static const char *own_zone(const struct zr_xpath_context *context, char *text, size_t bytes)
{
	const struct zr_value now = {
		.kind = ZR_VALUE_DATETIME, .number = (double)context->now_us / 86400e6};
	const char *moment = zr_value_string(&now, context);
	const char *clock = moment != NULL ? strchr(moment, 'T') : NULL;
	const char *zone = clock != NULL ? strpbrk(clock, "Z+-") : NULL;
	(void)snprintf(text, bytes, "%s", zone != NULL ? zone : "Z");
	return text;
}

/* ---- casting ---- */

static const char *copy_format(
	const struct zr_xpath_context *context, const char *text, size_t bytes, const char *tail)
{
	size_t tail_bytes = strlen(tail);
	char *copy = zr_arena_new(context->arena, bytes + tail_bytes + 1);
	if (copy != NULL) {
		memcpy(copy, text, bytes);
		memcpy(copy + bytes, tail, tail_bytes);
	}
	return copy;
}

static const char *cast_number(
	enum zr_type type, const struct zr_value *value, const struct zr_xpath_context *context)
{
	double number = value->number;
	if (isnan(number)) {
		return "";
	}
	if ((type == ZR_TYPE_DATE || type == ZR_TYPE_DATETIME) && fabs(number) < 2932897) {
		double day = zr_xpath_date_of_number(context, number);
		bool is_instant = type == ZR_TYPE_DATETIME && number != floor(number);
		return zr_xpath_date_format(
			context, is_instant ? number : day, type == ZR_TYPE_DATETIME);
	}
	if (type == ZR_TYPE_INT && fabs(number) < 9e15) {
		const struct zr_value whole = {.kind = ZR_VALUE_NUMBER, .number = trunc(number)};
		return zr_value_string(&whole, context);
	}
	if (type == ZR_TYPE_BOOLEAN) {
		return number != 0 ? "1" : "0";
	}
	return zr_value_string(value, context);
}

/* A moment told in another zone, in the interview's. */
static const char *in_own_zone(const char *moment, const struct zr_xpath_context *context)
{
	char own[16];
	const char *clock = strchr(moment, 'T');
	const char *zone = strpbrk(clock, "Z+-");
	double days = 0;
	bool has_time = false;
	if (zone == NULL || strcmp(zone, own_zone(context, own, sizeof own)) == 0 ||
		!zr_xpath_date_parse(context, moment, &days, &has_time) || !has_time) {
		return moment;
	}
	return zr_xpath_date_format(context, days, true);
}

/* A time of day, which may stand in a moment; one with a zone is today's. */
static const char *time_in_own_zone(const char *text, const struct zr_xpath_context *context)
{
	int hour = 0;
	int minute = 0;
	double second = 0;
	const char *at = text;
	const char *moment = take_date(&at) && *at == 'T' ? text : NULL;
	at = text;
	bool has_zone = take_clock(&at, &hour, &minute, &second) && *at != '\0';
	if (moment == NULL && has_zone) {
		const struct zr_value now = {
			.kind = ZR_VALUE_DATETIME, .number = (double)context->now_us / 86400e6};
		const char *today = zr_value_string(&now, context);
		char joined[64];
		int bytes = today != NULL ? snprintf(joined, sizeof joined, "%.10sT%s", today, text)
					  : 0;
		moment = bytes > 0 && (size_t)bytes < sizeof joined
				 ? zr_arena_copy(context->arena, joined, (size_t)bytes)
				 : NULL;
	}
	if (moment == NULL) {
		return text;
	}
	const char *own = in_own_zone(moment, context);
	return own != NULL ? strchr(own, 'T') + 1 : NULL;
}

static const char *cast_text(
	enum zr_type type, const char *text, const struct zr_xpath_context *context)
{
	const char *at = skip_space(text);
	const char *start = at;
	if (type == ZR_TYPE_DATE && take_date(&at) && *at == 'T') {
		return copy_format(context, start, 10, "");
	}
	if (type == ZR_TYPE_DATETIME && take_date(&at) && *skip_space(at) == '\0') {
		char zone[16];
		char tail[40];
		(void)snprintf(
			tail, sizeof tail, "T00:00:00.000%s", own_zone(context, zone, sizeof zone));
		return copy_format(context, start, 10, tail);
	}
	if (type == ZR_TYPE_DATETIME && *at == 'T') {
		return in_own_zone(start, context);
	}
	if (type == ZR_TYPE_TIME) {
		return time_in_own_zone(start, context);
	}
	if (type == ZR_TYPE_INT && *start != '\0') {
		const char *end = NULL;
		double number = zr_decimal_read(start, &end);
		if (*skip_space(end) == '\0' && fabs(number) < 9e15) {
			const struct zr_value whole = {
				.kind = ZR_VALUE_NUMBER, .number = trunc(number)};
			return zr_value_string(&whole, context);
		}
	}
	return text;
}

const char *zr_datatype_cast(
	enum zr_type type, const struct zr_value *value, const struct zr_xpath_context *context)
{
	assert(value != NULL && context != NULL);
	if (value->kind == ZR_VALUE_NUMBER) {
		return cast_number(type, value, context);
	}
	if (value->kind == ZR_VALUE_BOOLEAN) {
		return value->boolean ? "1" : "0";
	}
	const char *text = zr_value_string(value, context);
	return text != NULL && type != ZR_TYPE_STRING ? cast_text(type, text, context) : text;
}

/* ---- what a person enters ---- */

static int normal_int(const char *text, struct zr_buffer *out, enum zr_fit *fit)
{
	bool is_negative = *text == '-';
	const char *digits = text + (*text == '-' || *text == '+');
	size_t count = strspn(digits, "0123456789");
	if (count == 0 || digits[count] != '\0') {
		return 0;
	}
	while (count > 1 && *digits == '0') {
		digits++;
		count--;
	}
	bool is_short = count <= 10 && strtoll(text, NULL, 10) <= INT32_MAX &&
			strtoll(text, NULL, 10) >= INT32_MIN;
	*fit = is_short ? ZR_FIT_WELL : ZR_FIT_TOO_LONG;
	bool is_zero = count == 1 && *digits == '0';
	return zr_buffer_add_format(out, "%s%s", is_negative && !is_zero ? "-" : "", digits);
}

/* The next digit of a number's text behind *at, which is stepped over; '\0' at its end. */
static char next_digit(const char **at)
{
	while (**at != '\0' && strchr("eE", **at) == NULL) {
		char digit = *(*at)++;
		if (digit >= '0' && digit <= '9') {
			return digit;
		}
	}
	return '\0';
}

/* Whether two spellings of nearly the same number have the same digits, zeros at the ends apart. */
static bool has_same_digits(const char *a, const char *b)
{
	a += strspn(a, "+-0.");
	b += strspn(b, "+-0.");
	for (;;) {
		char digit_a = next_digit(&a);
		char digit_b = next_digit(&b);
		if (digit_a == '\0' && digit_b == '\0') {
			return true;
		}
		if ((digit_a == '\0' ? '0' : digit_a) != (digit_b == '\0' ? '0' : digit_b)) {
			return false;
		}
	}
}

static int normal_decimal(const char *text, struct zr_buffer *out, enum zr_fit *fit)
{
	size_t plain = strspn(text, "0123456789.+-eE");
	const char *end = NULL;
	double number = zr_decimal_read(text, &end);
	if (plain == 0 || text[plain] != '\0' || *end != '\0' || end == text) {
		return 0;
	}
	*fit = ZR_FIT_TOO_LONG;
	if (!isfinite(number)) {
		return 0;
	}
	char normal[ZR_DECIMAL_BYTES_MAX];
	(void)zr_decimal_write(number, normal);
	if (has_same_digits(text, normal)) {
		*fit = ZR_FIT_WELL;
	}
	const char *tail = strpbrk(normal, ".e") == NULL ? ".0" : "";
	return zr_buffer_add_format(out, "%s%s", normal, tail);
}

static int normal_date(const char *text, struct zr_buffer *out, enum zr_fit *fit)
{
	const char *at = text;
	bool has_zone = false;
	if (!take_date(&at) || (*at != '\0' && (*at != 'T' || !is_clock(at + 1, &has_zone)))) {
		return 0;
	}
	*fit = has_zone ? ZR_FIT_NOT : ZR_FIT_WELL; /* which day it is depends on where one is */
	return zr_buffer_add(out, text, 10);
}

/* "10:30:00.000+03:00" of a clock, in the zone that it was told in. */
static int add_clock(const char *text, const struct zr_xpath_context *context,
	struct zr_buffer *out, enum zr_fit *fit)
{
	int hour = 0;
	int minute = 0;
	double second = 0;
	if (!take_clock(&text, &hour, &minute, &second)) {
		return 0;
	}
	const char *zone = text;
	if (!take_zone(&text) || *text != '\0') {
		return 0;
	}
	*fit = ZR_FIT_WELL;
	char own[16];
	if (*zone == '\0') {
		zone = own_zone(context, own, sizeof own);
	} else if (strcmp(zone, "+00:00") == 0) {
		zone = "Z";
	}
	int milliseconds = (int)(second * 1000 + 0.5);
	milliseconds = milliseconds < 60000 ? milliseconds : 59999; /* of 59.9999 s */
	return zr_buffer_add_format(out, "%02d:%02d:%02d.%03d%s", hour, minute, milliseconds / 1000,
		milliseconds % 1000, zone);
}

/* Times of another zone are told in the interview's, as in JavaRosa. */
static int normal_clock(const char *text, const struct zr_xpath_context *context,
	struct zr_buffer *out, enum zr_fit *fit)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer told = {0};
	int code = add_clock(text, context, &told, fit);
	if (code != 0 || *fit != ZR_FIT_WELL) {
		return code;
	}
	const char *own = time_in_own_zone(zr_buffer_text(&told), context);
	return own != NULL ? zr_buffer_add_text(out, own) : ZR_E_NOMEM;
}

static int normal_moment(const char *text, const struct zr_xpath_context *context,
	struct zr_buffer *out, enum zr_fit *fit)
{
	const char *at = text;
	if (!take_date(&at) || (*at != '\0' && *at != 'T')) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer told = {0};
	int code = zr_buffer_add_format(&told, "%.10sT", text);
	if (code == 0) {
		code = add_clock(*at == 'T' ? at + 1 : "00:00", context, &told, fit);
	}
	if (code != 0 || *fit != ZR_FIT_WELL) {
		return code;
	}
	const char *own = in_own_zone(zr_buffer_text(&told), context);
	return own != NULL ? zr_buffer_add_text(out, own) : ZR_E_NOMEM;
}

/* Two to four numbers, as many as were given: no accuracy is not an accuracy of 0. */
static int normal_point(const char *text, size_t bytes, struct zr_buffer *out, enum zr_fit *fit)
{
	double numbers[4] = {0, 0, 0, 0};
	size_t count = 0;
	const char *end = text + bytes;
	while (text < end && count < 4) {
		const char *stop = NULL;
		text += strspn(text, " ");
		if (text >= end) {
			break;
		}
		numbers[count] = zr_decimal_read(text, &stop);
		if (stop == text || !isfinite(numbers[count])) {
			return 0;
		}
		text = stop;
		count++;
	}
	bool is_place = count >= 2 && fabs(numbers[0]) <= 90 && fabs(numbers[1]) <= 180;
	if (!is_place || text < end) {
		return 0;
	}
	*fit = ZR_FIT_WELL;
	for (size_t i = 0; i < count; i++) {
		char number[ZR_DECIMAL_BYTES_MAX];
		(void)zr_decimal_write(numbers[i], number);
		const char *tail = strpbrk(number, ".e") == NULL ? ".0" : "";
		int code = zr_buffer_add_format(out, "%s%s%s", i > 0 ? " " : "", number, tail);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int normal_points(const char *text, size_t minimum, struct zr_buffer *out, enum zr_fit *fit)
{
	size_t count = 0;
	enum zr_fit point_fit = ZR_FIT_WELL;
	while (point_fit == ZR_FIT_WELL && *text != '\0') {
		size_t bytes = strcspn(text, ";");
		if (text[strspn(text, " ;")] == '\0') {
			break;
		}
		point_fit = ZR_FIT_NOT;
		int code = count > 0 ? zr_buffer_add_text(out, "; ") : 0;
		if (code == 0) {
			code = normal_point(text, bytes, out, &point_fit);
		}
		if (code != 0) {
			return code;
		}
		count++;
		text += bytes + (text[bytes] == ';');
		text = skip_space(text);
	}
	*fit = point_fit == ZR_FIT_WELL && count >= minimum ? ZR_FIT_WELL : ZR_FIT_NOT;
	return 0;
}

static int normal_boolean(const char *text, struct zr_buffer *out, enum zr_fit *fit)
{
	bool is_true = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	bool is_false = strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
	*fit = is_true || is_false ? ZR_FIT_WELL : ZR_FIT_NOT;
	return zr_buffer_add_text(out, is_true ? "1" : "0");
}

/* The name of a file beside the record, and no way out of its folder. */
static int normal_file(const char *text, struct zr_buffer *out, enum zr_fit *fit)
{
	bool is_name =
		strpbrk(text, "/\\") == NULL && strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
	*fit = is_name ? ZR_FIT_WELL : ZR_FIT_NOT;
	return zr_buffer_add_text(out, text);
}

static int normalise_trimmed(enum zr_type type, const char *text,
	const struct zr_xpath_context *context, struct zr_buffer *ret_text, enum zr_fit *ret_fit)
{
	switch (type) {
	case ZR_TYPE_INT:
		return normal_int(text, ret_text, ret_fit);
	case ZR_TYPE_DECIMAL:
		return normal_decimal(text, ret_text, ret_fit);
	case ZR_TYPE_BOOLEAN:
		return normal_boolean(text, ret_text, ret_fit);
	case ZR_TYPE_DATE:
		return normal_date(text, ret_text, ret_fit);
	case ZR_TYPE_TIME:
		return normal_clock(text, context, ret_text, ret_fit);
	case ZR_TYPE_DATETIME:
		return normal_moment(text, context, ret_text, ret_fit);
	case ZR_TYPE_GEOPOINT:
		return normal_point(text, strlen(text), ret_text, ret_fit);
	case ZR_TYPE_GEOTRACE:
		return normal_points(text, 2, ret_text, ret_fit);
	case ZR_TYPE_GEOSHAPE:
		return normal_points(text, 3, ret_text, ret_fit);
	case ZR_TYPE_BINARY:
		return normal_file(text, ret_text, ret_fit);
	default:
		*ret_fit = ZR_FIT_WELL;
		return zr_buffer_add_text(ret_text, text);
	}
}

int zr_datatype_normalise(enum zr_type type, const char *text,
	const struct zr_xpath_context *context, struct zr_buffer *ret_text, enum zr_fit *ret_fit)
{
	assert(text != NULL && context != NULL && ret_text != NULL && ret_fit != NULL);
	*ret_fit = ZR_FIT_NOT;
	bool is_text = type == ZR_TYPE_STRING || type == ZR_TYPE_SELECT_ONE ||
		       type == ZR_TYPE_BARCODE || type == ZR_TYPE_INTENT;
	if (is_text) {
		*ret_fit = ZR_FIT_WELL;
		return zr_buffer_add_text(ret_text, text);
	}
	text = skip_space(text);
	size_t bytes = strlen(text);
	while (bytes > 0 && strchr(SPACES, text[bytes - 1]) != NULL) {
		bytes--;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer trimmed = {0};
	if (text[bytes] != '\0') {
		int code = zr_buffer_add(&trimmed, text, bytes);
		if (code != 0) {
			return code;
		}
		text = zr_buffer_text(&trimmed);
	}
	return normalise_trimmed(type, text, context, ret_text, ret_fit);
}

static bool is_on_step(const struct zr_scale *scale, double from, double number)
{
	double step = fabs(scale->step);
	double steps = step > 0 ? (number - from) / step : 0;
	return fabs(steps - rint(steps)) < 1e-6;
}

bool zr_datatype_is_on_scale(const struct zr_scale *scale, const char *text)
{
	assert(scale != NULL && text != NULL);
	double low = fmin(scale->start, scale->end), high = fmax(scale->start, scale->end);
	const char *end = NULL;
	double number = zr_decimal_read(text, &end);
	return *end == '\0' && number >= low && number <= high &&
	       (is_on_step(scale, scale->start, number) || is_on_step(scale, scale->end, number));
}
