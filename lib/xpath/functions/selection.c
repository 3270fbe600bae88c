/* Functions on the answers of select-multiple questions: choice values with spaces between (ODK
 * XForms "Select Functions": fn:selected, fn:selected-at, fn:count-selected). */
#include "lib/xpath/functions/families.h"

#include <string.h>

#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"

static const char spaces[] = " \t\r\n";

/* The next value at or behind *at, of *ret_bytes bytes; NULL when there is none. */
static const char *next_value(const char **at, size_t *ret_bytes)
{
	const char *value = *at + strspn(*at, spaces);
	*ret_bytes = strcspn(value, spaces);
	*at = value + *ret_bytes;
	return *ret_bytes > 0 ? value : NULL;
}

static bool begins_with(const char *answer, const char *wanted)
{
	size_t bytes = 0;
	size_t wanted_bytes = 0;
	for (const char *one = next_value(&wanted, &wanted_bytes); one != NULL;
		one = next_value(&wanted, &wanted_bytes)) {
		const char *value = next_value(&answer, &bytes);
		if (value == NULL || bytes != wanted_bytes || memcmp(value, one, bytes) != 0) {
			return false;
		}
	}
	return true;
}

static bool is_selected(const char *answer, const char *wanted)
{
	size_t bytes = 0;
	if (wanted[strspn(wanted, spaces)] == '\0') {
		return next_value(&answer, &bytes) == NULL;
	}
	do {
		if (begins_with(answer, wanted)) {
			return true;
		}
	} while (next_value(&answer, &bytes) != NULL);
	return false;
}

/* Whether a value is among the selected; spaces around it do not count. Several values must all be
 * there, one behind the other, as in JavaRosa. */
static int call_selected(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *answer = NULL;
	const char *wanted = NULL;
	int code = zr_argument_text(call, 0, &answer);
	if (code == 0) {
		code = zr_argument_text(call, 1, &wanted);
	}
	if (code == 0) {
		zr_produce_boolean(ret_value, is_selected(answer, wanted));
	}
	return code;
}

static int call_count_selected(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *answer = NULL;
	int code = zr_argument_text(call, 0, &answer);
	if (code != 0) {
		return code;
	}
	size_t bytes = 0;
	size_t count = 0;
	while (next_value(&answer, &bytes) != NULL) {
		count++;
	}
	zr_produce_number(ret_value, (double)count);
	return 0;
}

/* The value at a 0-based place, "" where there is none. */
static int call_selected_at(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *answer = NULL;
	double place = 0;
	int code = zr_argument_text(call, 0, &answer);
	if (code == 0) {
		code = zr_argument_number(call, 1, &place);
	}
	if (code != 0) {
		return code;
	}
	zr_produce_text(ret_value, "");
	size_t bytes = 0;
	for (double at = 0; place >= 0; at++) {
		const char *value = next_value(&answer, &bytes);
		if (value == NULL) {
			break;
		}
		if (at + 1 > place) {
			return zr_produce_copy(call->evaluation, ret_value, value, bytes);
		}
	}
	return 0;
}

const struct zr_function zr_functions_on_selections[] = {
	{"count-selected", 1, 1, 0, call_count_selected, NULL},
	{"is-selected", 2, 2, 0, call_selected, NULL},
	{"selected", 2, 2, 0, call_selected, NULL},
	{"selected-at", 2, 2, 0, call_selected_at, NULL},
	{0},
};
