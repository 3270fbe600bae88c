/*
 * The calendar: days since 1970-01-01 as dates and back. Proleptic Gregorian, for every year.
 * No time zone, no clock: who has a moment makes a local day of it first. Source: ISO 8601.
 */
#ifndef ZR_BASE_CALENDAR_H
#define ZR_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct zr_calendar_date {
	int64_t year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

bool zr_calendar_is_leap(int64_t year);

/* How long a month is; month is 1 to 12. */
int zr_calendar_month_days(int64_t year, int month);

/* Days since 1970-01-01 of a day that there is. Callers check month and day first. */
int64_t zr_calendar_days(int64_t year, int month, int day);
struct zr_calendar_date zr_calendar_date(int64_t days);

/* 1 on the first of January. */
int zr_calendar_day_of_year(int64_t year, int month, int day);

/* 0 is Sunday; days since 1970-01-01. */
int zr_calendar_weekday(int64_t days);

#endif
