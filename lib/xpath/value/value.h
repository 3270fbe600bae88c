/*
 * Values as text, number and days. For lib/xpath; the conversions that others ask for stand in
 * xpath.h.
 */
#ifndef ZR_XPATH_VALUE_H
#define ZR_XPATH_VALUE_H

#include "lib/xpath/value/evaluation.h"

/* The string-value, borrowed or in the arena; NULL without memory. */
const char *zr_xpath_value_of_node(struct zr_evaluation *evaluation, const struct zr_node *node);
const char *zr_xpath_value_text(struct zr_evaluation *evaluation, const struct zr_value *value);

/* As XPath's number(): a date counts whole days, a moment is an instant in days. */
double zr_xpath_value_number(struct zr_evaluation *evaluation, const struct zr_value *value);
double zr_xpath_value_number_of_text(struct zr_evaluation *evaluation, const char *text);
double zr_xpath_value_number_of_date(struct zr_evaluation *evaluation, double days);

/* The instant of a date (its midnight here) or moment, in days; NaN of anything else. */
double zr_xpath_value_days(struct zr_evaluation *evaluation, const struct zr_value *value);
double zr_xpath_value_days_of_text(
	struct zr_evaluation *evaluation, const char *text, bool *ret_has_time);

bool zr_xpath_value_is_answered(const struct zr_node *node);

#endif
