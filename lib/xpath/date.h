/* Dates and moments as text and as days. Source: ISO 8601; ODK XForms "Data types". */
#ifndef ZR_XPATH_DATE_H
#define ZR_XPATH_DATE_H

#include <stdbool.h>

struct zr_xpath_context;

/* Days since 1970-01-01T00:00Z of an ISO date or dateTime in the context's time zone. */
bool zr_xpath_date_parse(const struct zr_xpath_context *context, const char *text, double *ret_days,
	bool *ret_has_time);

/* "2026-11-22" or "2026-11-22T10:00:00.000+03:00" in the arena, NULL without memory. */
const char *zr_xpath_date_format(const struct zr_xpath_context *context, double days, bool time);

#endif
