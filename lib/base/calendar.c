/*
 * The calendar, counted in eras of 400 years that begin on the first of March: the leap day is then
 * the last day of its year, and no table is needed (after H. Hinnant's description of the method).
 * The C library's timegm() and gmtime_r() were turned down: they end with the range of time_t's
 * struct tm, and take a time where only a day is meant.
 */
#include "lib/base/calendar.h"

#include <assert.h>

enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	EPOCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
};

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

bool zr_calendar_is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int zr_calendar_month_days(int64_t year, int month)
{
	static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	assert(month >= 1 && month <= 12);
	return DAYS[month - 1] + (month == 2 && zr_calendar_is_leap(year));
}

int64_t zr_calendar_days(int64_t year, int month, int day)
{
	assert(month >= 1 && month <= 12);
	assert(day >= 1 && day <= 31);
	year -= month <= 2;
	int64_t era = divide_down(year, ERA_YEARS);
	int64_t year_of_era = year - era * ERA_YEARS;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

struct zr_calendar_date zr_calendar_date(int64_t days)
{
	assert(days < INT64_MAX - EPOCH_DAYS);
	int64_t shifted = days + EPOCH_DAYS;
	int64_t era = divide_down(shifted, ERA_DAYS);
	int64_t day_of_era = shifted - era * ERA_DAYS;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153; /* from March */
	struct zr_calendar_date date = {
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
		.month = (int)(month < 10 ? month + 3 : month - 9),
	};
	date.year = year_of_era + era * ERA_YEARS + (date.month <= 2);
	assert(date.day >= 1 && date.day <= zr_calendar_month_days(date.year, date.month));
	return date;
}

int zr_calendar_day_of_year(int64_t year, int month, int day)
{
	assert(day >= 1 && day <= zr_calendar_month_days(year, month));
	return (int)(zr_calendar_days(year, month, day) - zr_calendar_days(year, 1, 1)) + 1;
}

int zr_calendar_weekday(int64_t days)
{
	return (int)((days % 7 + 11) % 7); /* 1970-01-01 was a Thursday */
}
