/*
 * The table of functions: XPath 1.0 section 4, ODK XForms "XPath functions", and the names that
 * JavaRosa and Enketo know besides. Sorted by name for the search.
 */
#include "lib/xpath/functions/calls.h"

#include <string.h>

enum {
	ANY = 255,
	VOLATILE = ZR_FUNCTION_VOLATILE,
	FOCUS = ZR_FUNCTION_FOCUS,
	POSITION = ZR_FUNCTION_POSITION,
	FOCUS_DEFAULT = ZR_FUNCTION_FOCUS_DEFAULT,
	PAIRS = ZR_FUNCTION_PAIRS,
	ODD = ZR_FUNCTION_ODD,
	VOLATILE_DEFAULT = ZR_FUNCTION_VOLATILE_DEFAULT,
	EXTRA = ZR_FUNCTION_EXTRA,
};

static const struct zr_function functions[] = {
	{"abs", 1, 1, 0, zr_xpath_call_abs},
	{"acos", 1, 1, 0, zr_xpath_call_acos},
	{"area", 1, 1, 0, zr_xpath_call_area},
	{"asin", 1, 1, 0, zr_xpath_call_asin},
	{"atan", 1, 1, 0, zr_xpath_call_atan},
	{"atan2", 2, 2, 0, zr_xpath_call_atan2},
	{"base64-decode", 1, 1, 0, zr_xpath_call_base64_decode},
	{"boolean", 1, 1, 0, zr_xpath_call_boolean},
	{"boolean-from-string", 1, 1, 0, zr_xpath_call_boolean_from_string},
	{"ceiling", 1, 1, EXTRA, zr_xpath_call_ceiling},
	{"checklist", 2, ANY, 0, zr_xpath_call_checklist},
	{"coalesce", 1, ANY, 0, zr_xpath_call_coalesce},
	{"concat", 0, ANY, 0, zr_xpath_call_concat},
	{"contains", 2, 2, 0, zr_xpath_call_contains},
	{"cos", 1, 1, 0, zr_xpath_call_cos},
	{"count", 1, 1, 0, zr_xpath_call_count},
	{"count-non-empty", 1, 1, 0, zr_xpath_call_count_non_empty},
	{"count-selected", 1, 1, 0, zr_xpath_call_count_selected},
	{"current", 0, 0, 0, zr_xpath_call_current},
	{"date", 1, 1, 0, zr_xpath_call_date},
	{"date-time", 1, 1, 0, zr_xpath_call_date_time},
	{"decimal-date-time", 1, 1, 0, zr_xpath_call_decimal_date_time},
	{"decimal-time", 1, 1, 0, zr_xpath_call_decimal_time},
	{"depend", 1, ANY, 0, zr_xpath_call_depend},
	{"digest", 2, 3, 0, zr_xpath_call_digest},
	{"distance", 1, ANY, 0, zr_xpath_call_distance},
	{"enclosed-area", 1, 1, 0, zr_xpath_call_area},
	{"ends-with", 2, 2, 0, zr_xpath_call_ends_with},
	{"exp", 1, 1, 0, zr_xpath_call_exp},
	{"exp10", 1, 1, 0, zr_xpath_call_exp10},
	{"extract-signed", 2, 2, 0, zr_xpath_call_extract_signed},
	{"false", 0, 0, 0, zr_xpath_call_false},
	{"floor", 1, 1, EXTRA, zr_xpath_call_floor},
	{"format-date", 2, 2, 0, zr_xpath_call_format_date},
	{"format-date-time", 2, 2, 0, zr_xpath_call_format_date},
	{"geofence", 2, 2, 0, zr_xpath_call_geofence},
	{"id", 1, 1, FOCUS | EXTRA, zr_xpath_call_id},
	{"if", 3, 3, 0, zr_xpath_call_if},
	{"indexed-repeat", 3, ANY, FOCUS | ODD, zr_xpath_call_indexed_repeat},
	{"instance", 1, 1, 0, zr_xpath_call_instance},
	{"int", 1, 1, 0, zr_xpath_call_int},
	{"intersects", 1, 1, 0, zr_xpath_call_intersects},
	{"is-selected", 2, 2, 0, zr_xpath_call_selected},
	{"join", 1, ANY, 0, zr_xpath_call_join},
	{"jr:choice-name", 2, 2, FOCUS, zr_xpath_call_choice_name},
	{"jr:itext", 1, 1, 0, zr_xpath_call_itext},
	{"lang", 1, 1, FOCUS | EXTRA, zr_xpath_call_lang},
	{"last", 0, 0, POSITION | EXTRA, zr_xpath_call_last},
	{"local-name", 0, 1, FOCUS_DEFAULT | EXTRA, zr_xpath_call_local_name},
	{"log", 1, 1, 0, zr_xpath_call_log},
	{"log10", 1, 1, 0, zr_xpath_call_log10},
	{"max", 1, ANY, 0, zr_xpath_call_max},
	{"min", 1, ANY, 0, zr_xpath_call_min},
	{"name", 0, 1, FOCUS_DEFAULT | EXTRA, zr_xpath_call_name},
	{"namespace-uri", 0, 1, FOCUS_DEFAULT | EXTRA, zr_xpath_call_namespace_uri},
	{"normalize-space", 0, 1, FOCUS_DEFAULT, zr_xpath_call_normalize_space},
	{"not", 1, 1, 0, zr_xpath_call_not},
	{"now", 0, 0, VOLATILE, zr_xpath_call_now},
	{"number", 0, 1, FOCUS_DEFAULT, zr_xpath_call_number},
	{"once", 1, 1, FOCUS, zr_xpath_call_once},
	{"pi", 0, 0, 0, zr_xpath_call_pi},
	{"position", 0, 1, POSITION, zr_xpath_call_position},
	{"pow", 2, 2, 0, zr_xpath_call_pow},
	{"property", 1, 1, 0, zr_xpath_call_property},
	{"pulldata", 4, 4, 0, zr_xpath_call_pulldata},
	{"random", 0, 0, VOLATILE, zr_xpath_call_random},
	{"randomize", 1, 2, VOLATILE_DEFAULT, zr_xpath_call_randomize},
	{"regex", 2, 2, 0, zr_xpath_call_regex},
	{"round", 1, 2, 0, zr_xpath_call_round},
	{"selected", 2, 2, 0, zr_xpath_call_selected},
	{"selected-at", 2, 2, 0, zr_xpath_call_selected_at},
	{"sin", 1, 1, 0, zr_xpath_call_sin},
	{"sqrt", 1, 1, 0, zr_xpath_call_sqrt},
	{"starts-with", 2, 2, 0, zr_xpath_call_starts_with},
	{"string", 0, 1, FOCUS_DEFAULT, zr_xpath_call_string},
	{"string-length", 0, 1, FOCUS_DEFAULT, zr_xpath_call_string_length},
	{"substr", 2, 3, 0, zr_xpath_call_substr},
	{"substring", 2, 3, EXTRA, zr_xpath_call_substring},
	{"substring-after", 2, 2, 0, zr_xpath_call_substring_after},
	{"substring-before", 2, 2, 0, zr_xpath_call_substring_before},
	{"sum", 1, 1, 0, zr_xpath_call_sum},
	{"tan", 1, 1, 0, zr_xpath_call_tan},
	{"thousandsep", 1, 1, EXTRA, zr_xpath_call_thousandsep},
	{"today", 0, 0, VOLATILE, zr_xpath_call_today},
	{"translate", 3, 3, 0, zr_xpath_call_translate},
	{"true", 0, 0, 0, zr_xpath_call_true},
	{"uuid", 0, 1, VOLATILE, zr_xpath_call_uuid},
	{"version", 0, 0, 0, zr_xpath_call_version},
	{"weighted-checklist", 2, ANY, PAIRS, zr_xpath_call_weighted_checklist},
};

const struct zr_function *zr_xpath_functions_find(const char *name, size_t bytes)
{
	size_t low = 0;
	size_t high = sizeof functions / sizeof *functions;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strncmp(name, functions[middle].name, bytes);
		if (order == 0 && functions[middle].name[bytes] != '\0') {
			order = -1;
		}
		if (order == 0) {
			return &functions[middle];
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return NULL;
}
