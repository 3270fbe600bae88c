/*
 * The bodies of the functions, by family. Each is documented where it stands. For lib/xpath.
 */
#ifndef ZR_XPATH_CALLS_H
#define ZR_XPATH_CALLS_H

#include "lib/xpath/evaluate/evaluation.h"

/* number.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_abs);
ZR_FUNCTION_DECLARE(zr_xpath_call_acos);
ZR_FUNCTION_DECLARE(zr_xpath_call_asin);
ZR_FUNCTION_DECLARE(zr_xpath_call_atan);
ZR_FUNCTION_DECLARE(zr_xpath_call_atan2);
ZR_FUNCTION_DECLARE(zr_xpath_call_ceiling);
ZR_FUNCTION_DECLARE(zr_xpath_call_cos);
ZR_FUNCTION_DECLARE(zr_xpath_call_exp);
ZR_FUNCTION_DECLARE(zr_xpath_call_exp10);
ZR_FUNCTION_DECLARE(zr_xpath_call_floor);
ZR_FUNCTION_DECLARE(zr_xpath_call_int);
ZR_FUNCTION_DECLARE(zr_xpath_call_log);
ZR_FUNCTION_DECLARE(zr_xpath_call_log10);
ZR_FUNCTION_DECLARE(zr_xpath_call_max);
ZR_FUNCTION_DECLARE(zr_xpath_call_min);
ZR_FUNCTION_DECLARE(zr_xpath_call_number);
ZR_FUNCTION_DECLARE(zr_xpath_call_pi);
ZR_FUNCTION_DECLARE(zr_xpath_call_pow);
ZR_FUNCTION_DECLARE(zr_xpath_call_round);
ZR_FUNCTION_DECLARE(zr_xpath_call_sin);
ZR_FUNCTION_DECLARE(zr_xpath_call_sqrt);
ZR_FUNCTION_DECLARE(zr_xpath_call_sum);
ZR_FUNCTION_DECLARE(zr_xpath_call_tan);

/* string.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_concat);
ZR_FUNCTION_DECLARE(zr_xpath_call_contains);
ZR_FUNCTION_DECLARE(zr_xpath_call_ends_with);
ZR_FUNCTION_DECLARE(zr_xpath_call_join);
ZR_FUNCTION_DECLARE(zr_xpath_call_normalize_space);
ZR_FUNCTION_DECLARE(zr_xpath_call_regex);
ZR_FUNCTION_DECLARE(zr_xpath_call_starts_with);
ZR_FUNCTION_DECLARE(zr_xpath_call_string);
ZR_FUNCTION_DECLARE(zr_xpath_call_string_length);
ZR_FUNCTION_DECLARE(zr_xpath_call_substr);
ZR_FUNCTION_DECLARE(zr_xpath_call_substring);
ZR_FUNCTION_DECLARE(zr_xpath_call_substring_after);
ZR_FUNCTION_DECLARE(zr_xpath_call_substring_before);
ZR_FUNCTION_DECLARE(zr_xpath_call_thousandsep);
ZR_FUNCTION_DECLARE(zr_xpath_call_translate);

/* logic.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_boolean);
ZR_FUNCTION_DECLARE(zr_xpath_call_boolean_from_string);
ZR_FUNCTION_DECLARE(zr_xpath_call_checklist);
ZR_FUNCTION_DECLARE(zr_xpath_call_coalesce);
ZR_FUNCTION_DECLARE(zr_xpath_call_depend);
ZR_FUNCTION_DECLARE(zr_xpath_call_false);
ZR_FUNCTION_DECLARE(zr_xpath_call_if);
ZR_FUNCTION_DECLARE(zr_xpath_call_not);
ZR_FUNCTION_DECLARE(zr_xpath_call_once);
ZR_FUNCTION_DECLARE(zr_xpath_call_true);
ZR_FUNCTION_DECLARE(zr_xpath_call_weighted_checklist);

/* selection.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_count_selected);
ZR_FUNCTION_DECLARE(zr_xpath_call_selected);
ZR_FUNCTION_DECLARE(zr_xpath_call_selected_at);

/* date.c, date_format.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_date);
ZR_FUNCTION_DECLARE(zr_xpath_call_date_time);
ZR_FUNCTION_DECLARE(zr_xpath_call_decimal_date_time);
ZR_FUNCTION_DECLARE(zr_xpath_call_decimal_time);
ZR_FUNCTION_DECLARE(zr_xpath_call_format_date);
ZR_FUNCTION_DECLARE(zr_xpath_call_now);
ZR_FUNCTION_DECLARE(zr_xpath_call_today);

/* date.c: a moment on the clock of the time zone; false for what is no date of our calendar. */
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
bool zr_xpath_date_moment(
	const struct zr_xpath_context *context, double days, struct zr_moment *ret_moment);

/* nodes.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_count);
ZR_FUNCTION_DECLARE(zr_xpath_call_count_non_empty);
ZR_FUNCTION_DECLARE(zr_xpath_call_id);
ZR_FUNCTION_DECLARE(zr_xpath_call_lang);
ZR_FUNCTION_DECLARE(zr_xpath_call_last);
ZR_FUNCTION_DECLARE(zr_xpath_call_local_name);
ZR_FUNCTION_DECLARE(zr_xpath_call_name);
ZR_FUNCTION_DECLARE(zr_xpath_call_namespace_uri);
ZR_FUNCTION_DECLARE(zr_xpath_call_position);

/* form_functions.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_choice_name);
ZR_FUNCTION_DECLARE(zr_xpath_call_current);
ZR_FUNCTION_DECLARE(zr_xpath_call_indexed_repeat);
ZR_FUNCTION_DECLARE(zr_xpath_call_instance);
ZR_FUNCTION_DECLARE(zr_xpath_call_itext);
ZR_FUNCTION_DECLARE(zr_xpath_call_property);
ZR_FUNCTION_DECLARE(zr_xpath_call_pulldata);
ZR_FUNCTION_DECLARE(zr_xpath_call_version);

/* geo.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_area);
ZR_FUNCTION_DECLARE(zr_xpath_call_distance);
ZR_FUNCTION_DECLARE(zr_xpath_call_geofence);
ZR_FUNCTION_DECLARE(zr_xpath_call_intersects);

/* digest.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_base64_decode);
ZR_FUNCTION_DECLARE(zr_xpath_call_digest);
ZR_FUNCTION_DECLARE(zr_xpath_call_extract_signed);

/* random.c */
ZR_FUNCTION_DECLARE(zr_xpath_call_random);
ZR_FUNCTION_DECLARE(zr_xpath_call_randomize);
ZR_FUNCTION_DECLARE(zr_xpath_call_uuid);

/* Bytes of the character at text when it is UTF-8 and may stand in XML, else 0. */
size_t zr_xpath_string_valid(const char *text, size_t bytes);

/* The whole text matches the pattern. ZR_E_INVALID, ZR_E_UNSUPPORTED, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_xpath_regex_match(struct zr_evaluation *evaluation, const char *pattern, const char *text,
	bool *ret_matches) ZR_MUST_CHECK;

#endif
