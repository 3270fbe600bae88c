/* Dates and moments as text and as days. Source: ISO 8601; ODK XForms "Data types". */
#ifndef ZR_XPATH_DATE_H
#define ZR_XPATH_DATE_H

#include <stdbool.h>

struct zr_xpath_context;

/* Days since 1970-01-01T00:00Z of an ISO date or dateTime in the context's time zone. */
bool zr_xpath_date_parse(const struct zr_xpath_context *context, const char *text, double *ret_days,
	bool *ret_has_time);

/* The local midnight, in days as above, of the day that a number means as a date: a whole number is
 * that day in every zone, one with a fraction (today() + 1) an instant. */
double zr_xpath_date_of_number(const struct zr_xpath_context *context, double number);

/* The local midnight of the present day. */
double zr_xpath_date_today(const struct zr_xpath_context *context);

/* The part of the local day that has passed at a time as "10:30" or "10:30:00.000+03:00". */
bool zr_xpath_date_clock(
	const struct zr_xpath_context *context, const char *text, double *ret_fraction);

/* "2026-11-22" or "2026-11-22T10:00:00.000+03:00" in the arena, NULL without memory. */
const char *zr_xpath_date_format(const struct zr_xpath_context *context, double days, bool time);

#endif
