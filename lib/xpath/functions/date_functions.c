/*
 * Functions on dates and times (ODK XForms "Date and Time Functions"); format-date() is
 * date_format.c. The moment and the zone are the context's.
 */
#include "lib/xpath/functions/families.h"

#include <math.h>

#include "lib/base/decimal.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

#define DAY_MS 86400000LL

static int call_now(const struct zr_call *call, struct zr_value *ret_value)
{
	double ms = floor((double)call->evaluation->context->now_us / 1000);
	*ret_value = (struct zr_value){.kind = ZR_VALUE_DATETIME, .number = ms / (double)DAY_MS};
	return 0;
}

static int call_today(const struct zr_call *call, struct zr_value *ret_value)
{
	*ret_value = (struct zr_value){
		.kind = ZR_VALUE_DATE, .number = zr_xpath_date_today(call->evaluation->context)};
	return 0;
}

/* A value as a moment. Text that is empty and NaN come back as they are: *ret_is_date false. A
 * node's text that is a number becomes one, that of a node bound as dateTime a moment. */
static int to_moment(
	const struct zr_call *call, struct zr_value *value, double *ret_days, bool *ret_is_date)
{
	*ret_is_date = false;
	if (value->kind == ZR_VALUE_BOOLEAN) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_BOOLEAN_IS_NO_DATE});
	}
	if (value->kind != ZR_VALUE_STRING && value->kind != ZR_VALUE_NODES) {
		*ret_days = value->number;
		*ret_is_date = !isnan(value->number);
		if (*ret_is_date && !(fabs(value->number) < ZR_DATE_DAYS_MAX)) {
			return zr_argument_fault(call, ZR_E_INVALID,
				&(const struct zr_fault){.kind = ZR_FAULT_NUMBER_IS_NO_DATE});
		}
		return 0;
	}
	const char *text = zr_xpath_value_text(call->evaluation, value);
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	bool has_time = false;
	if (*text == '\0') {
		*ret_days = NAN;
		return 0;
	}
	*ret_is_date = zr_xpath_date_parse(call->evaluation->context, text, ret_days, &has_time);
	bool is_number = !*ret_is_date && !isnan(*ret_days = zr_decimal_parse(text));
	if (is_number && value->kind == ZR_VALUE_NODES) {
		zr_produce_number(value, *ret_days);
		return to_moment(call, value, ret_days, ret_is_date);
	}
	if (!*ret_is_date) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_TEXT_IS_NO_DATE});
	}
	if (value->kind == ZR_VALUE_NODES && (value->nodes.items[0]->flags & ZR_NODE_MOMENT) != 0) {
		*value = (struct zr_value){.kind = ZR_VALUE_DATETIME, .number = *ret_days};
	}
	return 0;
}

/* The first argument as it is, and as a moment. */
static int take_moment(
	const struct zr_call *call, struct zr_value *ret_value, double *ret_days, bool *ret_is_date)
{
	int code = zr_argument_value(call, 0, ret_value);
	return code != 0 ? code : to_moment(call, ret_value, ret_days, ret_is_date);
}

/* date() of a text keeps the instant and shows its date; of a number or moment it is its midnight,
 * of a whole number that of the day which it counts, wherever one is. */
static int make_date(const struct zr_call *call, bool with_time, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	double days = 0;
	bool is_date = false;
	int code = take_moment(call, &value, &days, &is_date);
	if (code != 0) {
		return code;
	}
	if (!is_date) {
		*ret_value = value;
		return 0;
	}
	const struct zr_xpath_context *context = call->evaluation->context;
	bool is_text = value.kind == ZR_VALUE_STRING || value.kind == ZR_VALUE_NODES;
	double day_start = value.kind == ZR_VALUE_NUMBER ? zr_xpath_date_of_number(context, days)
							 : zr_xpath_date_midnight(context, days);
	bool has_time = zr_xpath_date_has_time(context, days);
	bool keeps_date = !with_time || (!has_time && value.kind != ZR_VALUE_DATETIME);
	*ret_value = (struct zr_value){
		.kind = keeps_date ? ZR_VALUE_DATE : ZR_VALUE_DATETIME,
		.number = with_time || is_text ? days : day_start,
	};
	return 0;
}

static int call_date(const struct zr_call *call, struct zr_value *ret_value)
{
	return make_date(call, false, ret_value);
}

static int call_date_time(const struct zr_call *call, struct zr_value *ret_value)
{
	return make_date(call, true, ret_value);
}

static int call_decimal_date_time(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	double days = 0;
	bool is_date = false;
	int code = take_moment(call, &value, &days, &is_date);
	if (code == 0 && is_date && value.kind == ZR_VALUE_NUMBER && days == floor(days)) {
		days = zr_xpath_date_of_number(call->evaluation->context, days); /* today() - 60 */
	}
	if (code == 0) {
		zr_produce_number(ret_value, is_date ? days : NAN);
	}
	return code;
}

/* The part of the local day that has passed at a time, a dateTime or a number of days. */
static int call_decimal_time(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	const struct zr_xpath_context *context = call->evaluation->context;
	int code = zr_argument_value(call, 0, &value);
	if (code != 0) {
		return code;
	}
	double days = value.number;
	double fraction = 0;
	bool has_time = false;
	bool is_known = false;
	if (value.kind == ZR_VALUE_STRING || value.kind == ZR_VALUE_NODES) {
		const char *text = zr_xpath_value_text(call->evaluation, &value);
		if (text == NULL) {
			return zr_evaluation_nomem(call->evaluation);
		}
		if (zr_xpath_date_clock(context, text, &fraction)) {
			zr_produce_number(ret_value, fraction);
			return 0;
		}
		is_known = zr_xpath_date_parse(context, text, &days, &has_time);
	} else {
		is_known = value.kind != ZR_VALUE_BOOLEAN;
	}
	is_known = is_known && zr_xpath_date_day_part(context, days, &fraction);
	zr_produce_number(ret_value, is_known ? fraction : NAN);
	return 0;
}

const struct zr_function zr_functions_on_dates[] = {
	{"date", 1, 1, 0, call_date, NULL},
	{"date-time", 1, 1, 0, call_date_time, NULL},
	{"decimal-date-time", 1, 1, 0, call_decimal_date_time, NULL},
	{"decimal-time", 1, 1, 0, call_decimal_time, NULL},
	{"now", 0, 0, ZR_FUNCTION_VOLATILE, call_now, NULL},
	{"today", 0, 0, ZR_FUNCTION_VOLATILE, call_today, NULL},
	{0},
};
