/*
 * Dates and times (ODK XForms "Date and Time Functions", "Data Types"): ISO 8601 text to days since
 * 1970-01-01T00:00Z and back, and the functions on them. Nothing here asks the system: the moment
 * and the zone are the context's. A zone is a constant offset: those of Russia and a few fixed ones
 * are known by name, any other name takes the context's utc_offset_s. So days and dates go over
 * into each other without gaps; clocks that changed in the past move past instants by that hour.
 */
#include "lib/xpath/functions/calls.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_MS 86400000LL

enum {
	DAY_COUNT_MAX = 2932897 /* days from 1970 to the end of 9999 */
};

/* ---- zones ---- */

static const struct {
	const char *name;
	int offset_min;
} zones[] = {
	{"UTC", 0},
	{"GMT", 0},
	{"Etc/UTC", 0},
	{"Europe/Kaliningrad", 120},
	{"Europe/Moscow", 180},
	{"Europe/Simferopol", 180},
	{"Europe/Kirov", 180},
	{"Europe/Volgograd", 180},
	{"Europe/Samara", 240},
	{"Europe/Saratov", 240},
	{"Europe/Astrakhan", 240},
	{"Europe/Ulyanovsk", 240},
	{"Asia/Yekaterinburg", 300},
	{"Asia/Omsk", 360},
	{"Asia/Novosibirsk", 420},
	{"Asia/Barnaul", 420},
	{"Asia/Tomsk", 420},
	{"Asia/Novokuznetsk", 420},
	{"Asia/Krasnoyarsk", 420},
	{"Asia/Irkutsk", 480},
	{"Asia/Chita", 540},
	{"Asia/Yakutsk", 540},
	{"Asia/Khandyga", 540},
	{"Asia/Vladivostok", 600},
	{"Asia/Ust-Nera", 600},
	{"Asia/Magadan", 660},
	{"Asia/Sakhalin", 660},
	{"Asia/Srednekolymsk", 660},
	{"Asia/Kamchatka", 720},
	{"Asia/Anadyr", 720},
	{"America/Phoenix", -420},
};

static int64_t offset_ms(const struct zr_xpath_context *context)
{
	for (size_t i = 0; context->time_zone != NULL && i < sizeof zones / sizeof *zones; i++) {
		if (strcmp(zones[i].name, context->time_zone) == 0) {
			return zones[i].offset_min * 60000LL;
		}
	}
	return context->utc_offset_s * 1000LL;
}

/* ---- the calendar (proleptic Gregorian; after H. Hinnant's description) ---- */

static int64_t days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static struct zr_moment moment_of(int64_t local_ms)
{
	int64_t days = divide_down(local_ms, DAY_MS);
	int64_t ms = local_ms - days * DAY_MS;
	int64_t shifted = days + 719468;
	int64_t era = divide_down(shifted, 146097);
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	struct zr_moment moment = {
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.weekday = (int)((days % 7 + 11) % 7),
		.hour = (int)(ms / 3600000),
		.minute = (int)(ms / 60000 % 60),
		.second = (int)(ms / 1000 % 60),
		.millisecond = (int)(ms % 1000),
	};
	moment.year = year_of_era + era * 400 + (moment.month <= 2);
	return moment;
}

static int month_days(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && is_leap);
}

/* ---- reading ---- */

/* min to max digits; -1 when they are not there. */
static int take_digits(const char **at, int min, int max)
{
	int number = 0;
	int count = 0;
	for (; count < max && **at >= '0' && **at <= '9'; count++) {
		number = number * 10 + (*(*at)++ - '0');
	}
	return count >= min ? number : -1;
}

static bool take(const char **at, char c)
{
	*at += **at == c;
	return (*at)[-1] == c;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool zr_xpath_date_is_shaped(const char *text)
{
	if (!is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2]) || !is_digit(text[3]) ||
		text[4] != '-' || !is_digit(text[5])) {
		return false;
	}
	const char *at = text + (is_digit(text[6]) ? 7 : 6);
	if (*at != '-' || !is_digit(at[1])) {
		return false;
	}
	at += is_digit(at[2]) ? 3 : 2;
	return *at == '\0' || *at == 'T';
}

/* [Z|+hh[:mm]]; sets *offset when there is one. */
static bool take_offset(const char **at, int64_t *offset)
{
	if (**at == 'Z') {
		(*at)++;
		*offset = 0;
		return true;
	}
	if (**at != '+' && **at != '-') {
		return true;
	}
	int sign = *(*at)++ == '-' ? -1 : 1;
	int hours = take_digits(at, 2, 2);
	if (**at == ':') {
		(*at)++;
	}
	int minutes = is_digit(**at) ? take_digits(at, 2, 2) : 0;
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
		return false;
	}
	*offset = sign * (hours * 3600000LL + minutes * 60000LL);
	return true;
}

/* hh:mm[:ss[.fff]] and the offset; ret_ms is from midnight, UTC shifted by the offset. */
static bool take_time(const char **at, int64_t *offset, int64_t *ret_ms)
{
	int hour = take_digits(at, 2, 2);
	int minute = hour >= 0 && **at == ':' && (*at)++ != NULL ? take_digits(at, 2, 2) : -1;
	int second = 0;
	int64_t fraction = 0;
	if (minute >= 0 && **at == ':') {
		(*at)++;
		second = take_digits(at, 2, 2);
		if (second >= 0 && (**at == '.' || **at == ',')) {
			(*at)++;
			int64_t unit = 100;
			for (; is_digit(**at); (*at)++, unit /= 10) {
				fraction += (**at - '0') * unit;
			}
		}
	}
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
		return false;
	}
	*ret_ms = hour * 3600000LL + minute * 60000LL + second * 1000LL + fraction;
	return take_offset(at, offset);
}

bool zr_xpath_date_parse(const struct zr_xpath_context *context, const char *text, double *ret_days,
	bool *ret_has_time)
{
	const char *at = text;
	int64_t offset = offset_ms(context);
	int64_t ms = 0;
	int year = take_digits(&at, 4, 4);
	int month = year >= 0 && take(&at, '-') ? take_digits(&at, 1, 2) : -1;
	int day = month >= 1 && month <= 12 && take(&at, '-') ? take_digits(&at, 1, 2) : -1;
	if (day < 1 || day > month_days(year, month)) {
		return false;
	}
	bool has_time = *at == 'T';
	if (has_time) {
		at++;
		if (!take_time(&at, &offset, &ms)) {
			return false;
		}
	}
	if (*at != '\0') {
		return false;
	}
	ms += days_from_civil(year, month, day) * DAY_MS - offset;
	*ret_days = (double)ms / (double)DAY_MS;
	*ret_has_time = has_time;
	return true;
}

/* ---- writing ---- */

/* Local milliseconds; false when it is no date of our calendar. */
static bool local_ms_of(const struct zr_xpath_context *context, double days, int64_t *ret_ms)
{
	if (!(fabs(days) < DAY_COUNT_MAX)) {
		return false;
	}
	*ret_ms = llround(days * (double)DAY_MS) + offset_ms(context);
	return true;
}

bool zr_xpath_date_moment(
	const struct zr_xpath_context *context, double days, struct zr_moment *ret_moment)
{
	int64_t ms = 0;
	if (!local_ms_of(context, days, &ms)) {
		return false;
	}
	*ret_moment = moment_of(ms);
	return true;
}

const char *zr_xpath_date_format(const struct zr_xpath_context *context, double days, bool time)
{
	char text[96];
	struct zr_moment moment;
	if (!zr_xpath_date_moment(context, days, &moment)) {
		return "";
	}
	size_t used = (size_t)snprintf(text, sizeof text, "%04lld-%02d-%02d",
		(long long)moment.year, moment.month, moment.day);
	if (time) {
		used += (size_t)snprintf(text + used, sizeof text - used, "T%02d:%02d:%02d.%03d",
			moment.hour, moment.minute, moment.second, moment.millisecond);
		int64_t minutes = offset_ms(context) / 60000;
		if (minutes == 0) {
			text[used++] = 'Z';
		} else {
			long long size = minutes < 0 ? -minutes : minutes;
			used += (size_t)snprintf(text + used, sizeof text - used, "%c%02lld:%02lld",
				minutes < 0 ? '-' : '+', size / 60, size % 60);
		}
	}
	assert(used < sizeof text);
	return zr_arena_copy(context->arena, text, used);
}

double zr_xpath_date_calendar_day(const struct zr_xpath_context *context, double days)
{
	int64_t ms = 0;
	return local_ms_of(context, days, &ms) ? (double)divide_down(ms, DAY_MS) : NAN;
}

bool zr_xpath_date_has_time(const struct zr_xpath_context *context, double days)
{
	int64_t ms = 0;
	return local_ms_of(context, days, &ms) && ms % DAY_MS != 0;
}

/* ---- functions ---- */

static double midnight(const struct zr_xpath_context *context, double days)
{
	double day = zr_xpath_date_calendar_day(context, days);
	return day - (double)offset_ms(context) / (double)DAY_MS;
}

double zr_xpath_date_of_number(const struct zr_xpath_context *context, double number)
{
	return number == floor(number) ? number - (double)offset_ms(context) / (double)DAY_MS
				       : midnight(context, number);
}

bool zr_xpath_date_clock(
	const struct zr_xpath_context *context, const char *text, double *ret_fraction)
{
	int64_t ms = 0;
	int64_t offset = offset_ms(context);
	if (!is_digit(text[0]) || !take_time(&text, &offset, &ms) || *text != '\0') {
		return false;
	}
	ms += offset_ms(context) - offset;
	*ret_fraction = (double)(ms - divide_down(ms, DAY_MS) * DAY_MS) / (double)DAY_MS;
	return true;
}

double zr_xpath_date_today(const struct zr_xpath_context *context)
{
	return midnight(context, (double)context->now_us / 1000 / (double)DAY_MS);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_now)
{
	double ms = floor((double)evaluation->context->now_us / 1000);
	*ret_value = (struct zr_value){.kind = ZR_VALUE_DATETIME, .number = ms / (double)DAY_MS};
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_today)
{
	*ret_value = (struct zr_value){
		.kind = ZR_VALUE_DATE, .number = zr_xpath_date_today(evaluation->context)};
	return 0;
}

/* A value as a moment. Text that is empty and NaN come back as they are: *ret_is_date false. A
 * node's text that is a number becomes one, that of a node bound as dateTime a moment. */
static int to_moment(struct zr_evaluation *evaluation, const struct zr_term *call,
	struct zr_value *value, double *ret_days, bool *ret_is_date)
{
	*ret_is_date = false;
	if (value->kind == ZR_VALUE_BOOLEAN) {
		return zr_xpath_fault(evaluation, call, ZR_E_INVALID, "a boolean is not a date");
	}
	if (value->kind != ZR_VALUE_STRING && value->kind != ZR_VALUE_NODES) {
		*ret_days = value->number;
		*ret_is_date = !isnan(value->number);
		if (*ret_is_date && !(fabs(value->number) < DAY_COUNT_MAX)) {
			return zr_xpath_fault(evaluation, call, ZR_E_INVALID,
				"the number is out of the range of dates");
		}
		return 0;
	}
	const char *text = zr_xpath_value_text(evaluation, value);
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	bool has_time = false;
	if (*text == '\0') {
		*ret_days = NAN;
		return 0;
	}
	*ret_is_date = zr_xpath_date_parse(evaluation->context, text, ret_days, &has_time);
	bool is_number = !*ret_is_date && !isnan(*ret_days = zr_decimal_parse(text));
	if (is_number && value->kind == ZR_VALUE_NODES) {
		zr_xpath_return_number(value, *ret_days);
		return to_moment(evaluation, call, value, ret_days, ret_is_date);
	}
	if (!*ret_is_date) {
		return zr_xpath_fault(
			evaluation, call, ZR_E_INVALID, "the text is not a date like 2026-11-22");
	}
	if (value->kind == ZR_VALUE_NODES && (value->nodes.items[0]->flags & ZR_NODE_MOMENT) != 0) {
		*value = (struct zr_value){.kind = ZR_VALUE_DATETIME, .number = *ret_days};
	}
	return 0;
}

/* The first argument as it is, and as a moment. */
static int take_moment(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, struct zr_value *ret_value, double *ret_days,
	bool *ret_is_date)
{
	int code = zr_xpath_argument(evaluation, call, 0, focus, ret_value);
	return code != 0 ? code : to_moment(evaluation, call, ret_value, ret_days, ret_is_date);
}

/* date() of a text keeps the instant and shows its date; of a number or moment it is its midnight,
 * of a whole number that of the day which it counts, wherever one is. */
static int make_date(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, bool with_time, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	double days = 0;
	bool is_date = false;
	int code = take_moment(evaluation, call, focus, &value, &days, &is_date);
	if (code != 0) {
		return code;
	}
	if (!is_date) {
		*ret_value = value;
		return 0;
	}
	const struct zr_xpath_context *context = evaluation->context;
	bool is_text = value.kind == ZR_VALUE_STRING || value.kind == ZR_VALUE_NODES;
	double day_start = value.kind == ZR_VALUE_NUMBER ? zr_xpath_date_of_number(context, days)
							 : midnight(context, days);
	bool has_time = zr_xpath_date_has_time(context, days);
	bool keeps_date = !with_time || (!has_time && value.kind != ZR_VALUE_DATETIME);
	*ret_value = (struct zr_value){
		.kind = keeps_date ? ZR_VALUE_DATE : ZR_VALUE_DATETIME,
		.number = with_time || is_text ? days : day_start,
	};
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_date)
{
	return make_date(evaluation, call, focus, false, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_date_time)
{
	return make_date(evaluation, call, focus, true, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_decimal_date_time)
{
	struct zr_value value = {0};
	double days = 0;
	bool is_date = false;
	int code = take_moment(evaluation, call, focus, &value, &days, &is_date);
	if (code == 0 && is_date && value.kind == ZR_VALUE_NUMBER && days == floor(days)) {
		days = zr_xpath_date_of_number(evaluation->context, days); /* today() - 60 */
	}
	if (code == 0) {
		zr_xpath_return_number(ret_value, is_date ? days : NAN);
	}
	return code;
}

/* The part of the local day that has passed at a time, a dateTime or a number of days. */
ZR_FUNCTION_DECLARE(zr_xpath_call_decimal_time)
{
	struct zr_value value = {0};
	const struct zr_xpath_context *context = evaluation->context;
	int code = zr_xpath_argument(evaluation, call, 0, focus, &value);
	if (code != 0) {
		return code;
	}
	int64_t local = 0;
	double days = value.number;
	double fraction = 0;
	bool has_time = false;
	bool is_known = false;
	if (value.kind == ZR_VALUE_STRING || value.kind == ZR_VALUE_NODES) {
		const char *text = zr_xpath_value_text(evaluation, &value);
		if (text == NULL) {
			return zr_xpath_nomem(evaluation);
		}
		if (zr_xpath_date_clock(context, text, &fraction)) {
			zr_xpath_return_number(ret_value, fraction);
			return 0;
		}
		is_known = zr_xpath_date_parse(context, text, &days, &has_time) &&
			   local_ms_of(context, days, &local);
	} else if (value.kind != ZR_VALUE_BOOLEAN) {
		is_known = local_ms_of(context, days, &local);
	}
	local -= divide_down(local, DAY_MS) * DAY_MS;
	zr_xpath_return_number(ret_value, is_known ? (double)local / (double)DAY_MS : NAN);
	return 0;
}
