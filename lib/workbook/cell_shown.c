/*
 * The section of the code for the number's sign, taken apart, then filled. What a code can say and
 * this does not know ends in false: the author is then told what is read, which is better than a
 * guess at what was shown.
 */
#include "lib/workbook/cell_shown.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	AFFIX_BYTES = 80,
	DIGIT_COUNT_MAX = 30
};

struct pattern {
	char before[AFFIX_BYTES]; /* literal text */
	char after[AFFIX_BYTES];
	int whole_count;    /* digits before the point that are always shown */
	int fraction_count; /* digits behind it, at most */
	int fixed_count;    /* of these always shown */
	bool has_digits;
	bool has_point;
	bool is_percent;
};

const char *zr_cell_shown_builtin(long id)
{
	static const struct {
		long id;
		const char *code;
	} CODES[] = {{1, "0"}, {2, "0.00"}, {3, "#,##0"}, {4, "#,##0.00"}, {9, "0%"}, {10, "0.00%"},
		{11, "0.00E+00"}, {12, "# ?/?"},
		{13, "# ?"
		     "?/?"
		     "?"},
		{37, "#,##0;(#,##0)"}, {38, "#,##0;(#,##0)"}, {39, "#,##0.00;(#,##0.00)"},
		{40, "#,##0.00;(#,##0.00)"}, {48, "##0.0E+0"}};
	for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++) {
		if (CODES[i].id == id) {
			return CODES[i].code;
		}
	}
	return "";
}

/* ---- the code ---- */

static bool add_literal(struct pattern *pattern, const char *text, size_t bytes)
{
	assert(text != NULL || bytes == 0);
	char *affix = pattern->has_digits ? pattern->after : pattern->before;
	size_t used = strlen(affix);
	if (used + bytes >= AFFIX_BYTES) {
		return false;
	}
	memcpy(affix + used, text, bytes);
	affix[used + bytes] = '\0';
	return true;
}

/* Bytes of a literal at the code and what of it is shown; 0: it is none. */
static size_t literal_at(const char *at, const char **ret_text, size_t *ret_bytes)
{
	assert(*at != '\0');
	*ret_text = at;
	*ret_bytes = 1;
	if (*at == '"') {
		const char *end = strchr(at + 1, '"');
		*ret_text = at + 1;
		*ret_bytes = end != NULL ? (size_t)(end - at) - 1 : strlen(at + 1);
		return *ret_bytes + 1 + (end != NULL);
	}
	if (*at == '\\' && at[1] != '\0') {
		*ret_text = at + 1;
		return 2;
	}
	if (*at == '[') { /* "[$₽-419]": a currency; "[Red]": a colour */
		const char *end = strchr(at, ']');
		size_t length = end != NULL ? (size_t)(end - at) + 1 : strlen(at);
		*ret_text = at + 2;
		*ret_bytes = at[1] == '$' ? strcspn(at + 2, "-]") : 0;
		return length;
	}
	if (*at == '_' && at[1] != '\0') { /* room as wide as the next character */
		*ret_bytes = 0;
		return 2;
	}
	return strchr("$-+/(): ", *at) != NULL || (*at & 0x80) != 0 ? 1 : 0;
}

static bool take_digit(struct pattern *pattern, char digit)
{
	if (pattern->after[0] != '\0') {
		return false; /* text between digits, as telephone numbers have it */
	}
	pattern->has_digits = true;
	if (pattern->has_point) {
		pattern->fraction_count++;
		pattern->fixed_count += digit == '0';
	} else {
		pattern->whole_count += digit == '0';
	}
	return pattern->whole_count <= DIGIT_COUNT_MAX &&
	       pattern->fraction_count <= DIGIT_COUNT_MAX;
}

/* One that is no literal. */
static bool take_mark(struct pattern *pattern, const char *at)
{
	switch (*at) {
	case '0':
	case '#':
	case '?':
		return take_digit(pattern, *at);
	case '.':
		pattern->has_point = true;
		return true;
	case ',': /* between digits: thousands, which change nothing; behind them: a scale */
		return at[1] != '\0' && strchr("0#?", at[1]) != NULL;
	case '%':
		pattern->is_percent = true;
		return add_literal(pattern, "%", 1);
	default:
		return *at == '*';
	}
}

static bool read_pattern(const char *code, size_t bytes, struct pattern *pattern)
{
	*pattern = (struct pattern){{0}};
	for (const char *at = code; at < code + bytes;) {
		const char *text = NULL;
		size_t text_bytes = 0, used = literal_at(at, &text, &text_bytes);
		if (used > 0) {
			if (!add_literal(pattern, text, text_bytes)) {
				return false;
			}
			at += used;
			continue;
		}
		if (!take_mark(pattern, at)) {
			return false;
		}
		at += *at == '*' && at[1] != '\0' ? 2 : 1; /* "* " fills the cell with blanks */
	}
	return pattern->has_digits;
}

/* The section for the number's sign; *ret_bytes of it. A section for negative numbers shows them
 * without a sign of their own. */
static const char *section_of(
	const char *code, double number, size_t *ret_bytes, bool *ret_has_sign)
{
	const char *start = code;
	bool is_quoted = false, is_second = false;
	*ret_has_sign = true;
	for (const char *at = code;; at++) {
		is_quoted = is_quoted != (*at == '"');
		if (*at == '\0' || (*at == ';' && !is_quoted)) {
			if (*at == ';' && number < 0 && !is_second) {
				is_second = true;
				*ret_has_sign = false;
				start = at + 1;
				continue;
			}
			*ret_bytes = (size_t)(at - start);
			return start;
		}
	}
}

/* ---- the number ---- */

bool zr_cell_shown(const char *code, double number, char text[ZR_CELL_VALUE_BYTES])
{
	assert(code != NULL && text != NULL);
	size_t bytes = 0;
	bool has_sign = true;
	struct pattern pattern;
	const char *section = section_of(code, number, &bytes, &has_sign);
	if (!(fabs(number) < 1e15) || !read_pattern(section, bytes, &pattern)) {
		return false;
	}
	assert(pattern.fraction_count <= DIGIT_COUNT_MAX && pattern.whole_count <= DIGIT_COUNT_MAX);
	assert(pattern.fixed_count <= pattern.fraction_count);
	double shown = fabs(number) * (pattern.is_percent ? 100 : 1);
	char digits[64];
	(void)snprintf(digits, sizeof digits, "%.*f", pattern.fraction_count, shown);
	char *end = digits + strlen(digits);
	for (int spare = pattern.fraction_count - pattern.fixed_count; spare > 0 && end[-1] == '0';
		spare--) {
		*--end = '\0';
	}
	if (end > digits && end[-1] == '.') {
		*--end = '\0';
	}
	int whole = (int)strcspn(digits, ".");
	int zeros = pattern.whole_count > whole ? pattern.whole_count - whole : 0;
	(void)snprintf(text, ZR_CELL_VALUE_BYTES, "%s%s%.*s%s%s", number < 0 && has_sign ? "-" : "",
		pattern.before, zeros, "000000000000000000000000000000", digits, pattern.after);
	return true;
}
