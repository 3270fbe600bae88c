/*
 * Dates and moments as text and as days since 1970-01-01T00:00Z, in the context's time zone.
 * Source: ISO 8601; ODK XForms "Data types".
 */
#ifndef ZR_XPATH_DATE_H
#define ZR_XPATH_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/xpath/xpath.h"

enum {
	ZR_DATE_DAYS_MAX =
		2932897 /* days from 1970 to the end of 9999: ISO's years have four digits */
};

/* A moment on the clock of the time zone. */
struct zr_moment {
	int64_t year;
	int month;
	int day;
	int weekday; /* 0 Sunday */
	int hour;
	int minute;
	int second;
	int millisecond;
};

/* false for what is no date of our calendar. */
bool zr_xpath_date_moment(
	const struct zr_xpath_context *context, double days, struct zr_moment *ret_moment);

/* Whether it looks like a date: what it says is for zr_xpath_date_parse(). */
bool zr_xpath_date_is_shaped(const char *text);

/* The days of an ISO date or dateTime. */
bool zr_xpath_date_parse(const struct zr_xpath_context *context, const char *text, double *ret_days,
	bool *ret_has_time);

/* The local midnight before an instant. */
double zr_xpath_date_midnight(const struct zr_xpath_context *context, double days);

/* The local midnight, in days as above, of the day that a number means as a date: a whole number is
 * that day in every zone, one with a fraction (today() + 1) an instant. */
double zr_xpath_date_of_number(const struct zr_xpath_context *context, double number);

/* The local midnight of the present day. */
double zr_xpath_date_today(const struct zr_xpath_context *context);

/* The part of the local day that has passed at a time as "10:30" or "10:30:00.000+03:00". */
bool zr_xpath_date_clock(
	const struct zr_xpath_context *context, const char *text, double *ret_fraction);

/* The same of an instant; false for what is no date of our calendar. */
bool zr_xpath_date_day_part(
	const struct zr_xpath_context *context, double days, double *ret_fraction);

/* Whether it is not a midnight of the time zone. */
bool zr_xpath_date_has_time(const struct zr_xpath_context *context, double days);

/* Whole calendar days in the time zone. */
double zr_xpath_date_calendar_day(const struct zr_xpath_context *context, double days);

/* "2026-11-22" or "2026-11-22T10:00:00.000+03:00" in the arena, NULL without memory. */
const char *zr_xpath_date_format(const struct zr_xpath_context *context, double days, bool time);

#endif
