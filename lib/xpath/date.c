/*
 * Dates and times (ODK XForms "Data Types"): ISO 8601 text to days since 1970-01-01T00:00Z and
 * back. Nothing here asks the system: the moment and the zone are the context's. A zone is a
 * constant offset: those of Russia and a few fixed ones are known by name, any other name takes the
 * context's utc_offset_s. So days and dates go over into each other without gaps; clocks that
 * changed in the past move past instants by that hour.
 */
#include "lib/xpath/date.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/calendar.h"

#define DAY_MS 86400000LL

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

/* ---- moments ---- */

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static struct zr_moment moment_of(int64_t local_ms)
{
	int64_t days = divide_down(local_ms, DAY_MS);
	int64_t ms = local_ms - days * DAY_MS;
	struct zr_calendar_date date = zr_calendar_date(days);
	return (struct zr_moment){
		.year = date.year,
		.month = date.month,
		.day = date.day,
		.weekday = zr_calendar_weekday(days),
		.hour = (int)(ms / 3600000),
		.minute = (int)(ms / 60000 % 60),
		.second = (int)(ms / 1000 % 60),
		.millisecond = (int)(ms % 1000),
	};
}

/* ---- reading ---- */

/* min to max digits; -1 when they are not there. */
static int take_digits(const char **at, int min, int max)
{
	assert(min > 0 && min <= max);
	int number = 0;
	int count = 0;
	for (; count < max && **at >= '0' && **at <= '9'; count++) {
		number = number * 10 + (*(*at)++ - '0');
	}
	return count >= min ? number : -1;
}

static bool take(const char **at, char c)
{
	bool is_there = **at == c;
	*at += is_there;
	return is_there;
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
	if (take(at, 'Z')) {
		*offset = 0;
		return true;
	}
	if (**at != '+' && **at != '-') {
		return true;
	}
	int sign = *(*at)++ == '-' ? -1 : 1;
	int hours = take_digits(at, 2, 2);
	(void)take(at, ':'); /* "+0300" is ISO's short form, and is written */
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
	int minute = hour >= 0 && take(at, ':') ? take_digits(at, 2, 2) : -1;
	int second = 0;
	int64_t fraction = 0;
	if (minute >= 0 && take(at, ':')) {
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
	assert(context != NULL && ret_days != NULL && ret_has_time != NULL);
	const char *at = text;
	int64_t offset = offset_ms(context);
	int64_t ms = 0;
	int year = take_digits(&at, 4, 4);
	int month = year >= 0 && take(&at, '-') ? take_digits(&at, 1, 2) : -1;
	int day = month >= 1 && month <= 12 && take(&at, '-') ? take_digits(&at, 1, 2) : -1;
	if (day < 1 || day > zr_calendar_month_days(year, month)) {
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
	ms += zr_calendar_days(year, month, day) * DAY_MS - offset;
	*ret_days = (double)ms / (double)DAY_MS;
	*ret_has_time = has_time;
	return true;
}

/* ---- writing ---- */

/* Local milliseconds; false when it is no date of our calendar. */
static bool local_ms_of(const struct zr_xpath_context *context, double days, int64_t *ret_ms)
{
	if (!(fabs(days) < ZR_DATE_DAYS_MAX)) {
		return false;
	}
	*ret_ms = llround(days * (double)DAY_MS) + offset_ms(context);
	return true;
}

bool zr_xpath_date_moment(
	const struct zr_xpath_context *context, double days, struct zr_moment *ret_moment)
{
	assert(context != NULL && ret_moment != NULL);
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
	assert(context != NULL);
	int64_t ms = 0;
	return local_ms_of(context, days, &ms) ? (double)divide_down(ms, DAY_MS) : NAN;
}

bool zr_xpath_date_has_time(const struct zr_xpath_context *context, double days)
{
	assert(context != NULL);
	int64_t ms = 0;
	return local_ms_of(context, days, &ms) && ms % DAY_MS != 0;
}

/* ---- days ---- */

double zr_xpath_date_midnight(const struct zr_xpath_context *context, double days)
{
	assert(context != NULL);
	double day = zr_xpath_date_calendar_day(context, days);
	return day - (double)offset_ms(context) / (double)DAY_MS;
}

double zr_xpath_date_of_number(const struct zr_xpath_context *context, double number)
{
	assert(context != NULL);
	return number == floor(number) ? number - (double)offset_ms(context) / (double)DAY_MS
				       : zr_xpath_date_midnight(context, number);
}

bool zr_xpath_date_clock(
	const struct zr_xpath_context *context, const char *text, double *ret_fraction)
{
	assert(context != NULL && ret_fraction != NULL);
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
	assert(context != NULL);
	return zr_xpath_date_midnight(context, (double)context->now_us / 1000 / (double)DAY_MS);
}

bool zr_xpath_date_day_part(
	const struct zr_xpath_context *context, double days, double *ret_fraction)
{
	assert(ret_fraction != NULL);
	int64_t ms = 0;
	if (!local_ms_of(context, days, &ms)) {
		return false;
	}
	*ret_fraction = (double)(ms - divide_down(ms, DAY_MS) * DAY_MS) / (double)DAY_MS;
	return true;
}
