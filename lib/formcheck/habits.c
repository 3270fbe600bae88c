/* Tables first; then the few habits that need a look around. */
#include "lib/formcheck/habits.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/nearest.h"

/* Longest first. */
static const char *const SIGNS[][2] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "and"},
	{"&quot;", "\""}, {"&&", "and"}, {"||", "or"}, {"==", "="}, {"<>", "!="}, {"=>", ">="},
	{"=<", "<="}, {"! =", "!="}, {"AND", "and"}, {"OR", "or"}, {"NOT", "not()"}, {"&", "and"},
	{"!", "not(...)"}, {"%", "mod"}, {";", ","}};

/* Words that stand where an operator is expected. */
static const char *const WORDS[][2] = {
	{"in", "several comparisons with or: ${a} = 'x' or ${a} = 'y'"},
	{"IN", "several comparisons with or: ${a} = 'x' or ${a} = 'y'"},
	{"is", "= or !=; nothing is ''"}, {"IS", "= or !=; nothing is ''"}, {"equals", "="},
	{"eq", "="}, {"ne", "!="}, {"gt", ">"}, {"ge", ">="}, {"lt", "<"}, {"le", "<="},
	{"between", ">= and <="}, {"matches", "regex(${a}, '...')"},
	{"like", "contains(${a}, '...') or regex()"}, {"contains", "contains(${a}, '...')"},
	{"includes", "selected(${a}, '...')"}, {"then", "if(condition, then, otherwise)"},
	{"else", "if(condition, then, otherwise)"}, {"not", "not(...), or != between two values"},
	{"xor", "(${a} or ${b}) and not(${a} and ${b})"}, {"\xd0\xb8", "and"},
	{"\xd0\xb8\xd0\xbb\xd0\xb8", "or"}, {"\xd0\xbd\xd0\xb5", "not(...)"}};

static const char *const FUNCTIONS[] = {"abs", "acos", "area", "asin", "atan", "atan2",
	"base64-decode", "boolean", "boolean-from-string", "ceiling", "checklist", "coalesce",
	"concat", "contains", "cos", "count", "count-non-empty", "count-selected", "current",
	"date", "date-time", "decimal-date-time", "decimal-time", "digest", "distance", "ends-with",
	"exp", "exp10", "extract-signed", "false", "floor", "format-date", "format-date-time",
	"geofence", "if", "indexed-repeat", "instance", "int", "intersects", "join",
	"jr:choice-name", "jr:itext", "last", "log", "log10", "max", "min", "normalize-space",
	"not", "now", "number", "once", "pi", "position", "pow", "pulldata", "random", "randomize",
	"regex", "round", "selected", "selected-at", "sin", "sqrt", "starts-with", "string",
	"string-length", "substr", "substring-after", "substring-before", "sum", "tan", "today",
	"translate", "true", "uuid", "weighted-checklist"};

/* Functions of spreadsheets and of other programs, in lower case. */
static const char *const FOREIGN[][2] = {{"len", "string-length()"}, {"length", "string-length()"},
	{"isblank", "${a} = ''"}, {"isnull", "${a} = ''"}, {"is-null", "${a} = ''"},
	{"isempty", "${a} = ''"}, {"isna", "${a} = ''"}, {"concatenate", "concat()"},
	{"left", "substr(${a}, 0, n)"}, {"mid", "substr(${a}, start, end)"},
	{"right", "substr() with string-length()"}, {"average", "sum() div count()"},
	{"avg", "sum() div count()"}, {"mean", "sum() div count()"},
	{"countif", "count(/data/repeat[condition])"},
	{"count-if", "count(/data/repeat[condition])"},
	{"sumif", "sum(/data/repeat[condition]/question)"},
	{"sum-if", "sum(/data/repeat[condition]/question)"}, {"power", "pow()"},
	{"year", "number(format-date(${a}, '%Y'))"}, {"month", "number(format-date(${a}, '%n'))"},
	{"day", "number(format-date(${a}, '%e'))"},
	{"datedif", "(date(${b}) - date(${a})) div 365.25"},
	{"date-diff", "date(${b}) - date(${a}), which gives days"},
	{"datediff", "date(${b}) - date(${a}), which gives days"},
	{"difference-in-days", "date(${b}) - date(${a}), which gives days"}, {"and", "a and b"},
	{"or", "a or b"}, {"mod", "a mod b"}, {"ifs", "if(a, x, if(b, y, z))"},
	{"case", "if(a, x, if(b, y, z))"}, {"iif", "if()"}, {"index", "position(..)"},
	{"roundup", "ceiling()"}, {"round-up", "ceiling()"}, {"rounddown", "floor()"},
	{"trim", "normalize-space()"}, {"lower", "translate(${a}, 'ABC...', 'abc...')"},
	{"upper", "translate(${a}, 'abc...', 'ABC...')"},
	{"lower-case", "translate(${a}, 'ABC...', 'abc...')"},
	{"upper-case", "translate(${a}, 'abc...', 'ABC...')"}, {"item-at", "selected-at()"},
	{"choice-label", "jr:choice-name(${a}, '${a}')"}, {"hash", "digest()"},
	{"vlookup", "pulldata(list, column, key column, key)"}, {"lookup", "pulldata()"}};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

const char *zr_habits_function(size_t n)
{
	return n < COUNT(FUNCTIONS) ? FUNCTIONS[n] : NULL;
}

/* The sign that covers the byte at offset. */
static const char *const *find_sign(const char *text, size_t offset)
{
	for (size_t i = 0; i < COUNT(SIGNS); i++) {
		size_t bytes = strlen(SIGNS[i][0]);
		for (size_t back = 0; back < bytes && back <= offset; back++) {
			if (strncmp(text + offset - back, SIGNS[i][0], bytes) == 0) {
				return SIGNS[i];
			}
		}
	}
	return NULL;
}

static bool is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '-' || (byte & 0x80) != 0;
}

static const char *const *find_word(const char *text, size_t offset)
{
	size_t bytes = 0;
	while (is_word_byte(text[offset + bytes])) {
		bytes++;
	}
	for (size_t i = 0; i < COUNT(WORDS) && bytes > 0; i++) {
		if (strlen(WORDS[i][0]) == bytes &&
			memcmp(WORDS[i][0], text + offset, bytes) == 0) {
			return WORDS[i];
		}
	}
	return NULL;
}

/* Behind the blanks before offset; 0 at the beginning. */
static size_t end_before(const char *text, size_t offset)
{
	while (offset > 0 && isspace((unsigned char)text[offset - 1])) {
		offset--;
	}
	return offset;
}

/* "1,5": the compiler stumbles at the comma. */
static bool describe_number(const char *text, size_t offset, char sentence[ZR_HABIT_BYTES])
{
	if (offset == 0 || text[offset] != ',' || !isdigit((unsigned char)text[offset - 1]) ||
		!isdigit((unsigned char)text[offset + 1])) {
		return false;
	}
	size_t start = offset;
	while (start > 0 && isdigit((unsigned char)text[start - 1])) {
		start--;
	}
	size_t digits = strspn(text + offset + 1, "0123456789");
	if (digits > 20 || offset - start > 20) {
		return false;
	}
	(void)snprintf(sentence, ZR_HABIT_BYTES,
		"a number has a point and no comma before its fraction; write %.*s.%.*s",
		(int)(offset - start), text + start, (int)digits, text + offset + 1);
	return true;
}

/* "{age}", "$ {age}", "$age" */
static bool describe_reference(const char *text, size_t offset, char sentence[ZR_HABIT_BYTES])
{
	if (text[offset] != '{' && text[offset] != '$') {
		return false;
	}
	const char *name = text + offset + strspn(text + offset, "${ \t");
	size_t bytes = 0;
	while (is_word_byte(name[bytes])) {
		bytes++;
	}
	(void)snprintf(sentence, ZR_HABIT_BYTES, "an answer is written ${%.*s}",
		bytes > 0 && bytes <= 100 ? (int)bytes : 4,
		bytes > 0 && bytes <= 100 ? name : "name");
	return true;
}

/* "> 18 and < 60", in a constraint ">= 0": one side of a comparison is missing. */
static bool describe_comparison(
	const char *text, size_t offset, bool is_answer, char sentence[ZR_HABIT_BYTES])
{
	size_t end = end_before(text, offset);
	bool is_behind_word = (end >= 3 && memcmp(text + end - 3, "and", 3) == 0) ||
			      (end >= 2 && memcmp(text + end - 2, "or", 2) == 0);
	if (strchr("<>=!", text[offset]) == NULL || text[offset] == '\0' ||
		(end > 0 && !is_behind_word && text[end - 1] != '(')) {
		return false;
	}
	(void)snprintf(sentence, ZR_HABIT_BYTES,
		"what is compared is missing before '%.*s'; write it%s",
		(int)strspn(text + offset, "<>=!"), text + offset,
		is_answer ? ": '.' is the answer, as in . >= 0 and . <= 120"
			  : " each time, as in ${a} > 18 and ${a} < 60");
	return true;
}

/* "${a} / 2": the compiler stumbles at the number. */
static bool describe_division(const char *text, size_t offset, char sentence[ZR_HABIT_BYTES])
{
	size_t end = end_before(text, offset);
	bool is_value = isdigit((unsigned char)text[offset]) || text[offset] == '(';
	if (end == 0 || text[end - 1] != '/' || !is_value) {
		return false;
	}
	(void)snprintf(sentence, ZR_HABIT_BYTES, "'/' does not divide; write 'div'");
	return true;
}

void zr_habits_describe(
	const char *text, size_t offset, bool is_answer, char sentence[ZR_HABIT_BYTES])
{
	assert(text != NULL && offset <= strlen(text));
	sentence[0] = '\0';
	if (describe_number(text, offset, sentence) || describe_reference(text, offset, sentence) ||
		describe_division(text, offset, sentence)) {
		return;
	}
	const char *const *sign = find_sign(text, offset);
	sign = sign != NULL ? sign : find_word(text, offset);
	if (sign != NULL) {
		(void)snprintf(sentence, ZR_HABIT_BYTES, "'%s' is not understood; write %s%s%s",
			sign[0], strlen(sign[1]) < 8 ? "'" : "", sign[1],
			strlen(sign[1]) < 8 ? "'" : "");
		return;
	}
	(void)describe_comparison(text, offset, is_answer, sentence);
}

void zr_habits_describe_function(const char *name, size_t bytes, char sentence[ZR_HABIT_BYTES])
{
	char given[64], folded[64];
	sentence[0] = '\0';
	if (bytes >= sizeof given) {
		return;
	}
	(void)snprintf(given, sizeof given, "%.*s", (int)bytes, name);
	for (size_t i = 0; i <= bytes; i++) {
		folded[i] = (char)tolower((unsigned char)given[i]);
		folded[i] = folded[i] == '_' ? '-' : folded[i];
	}
	struct zr_nearest nearest = {.wanted = folded};
	for (size_t i = 0; i < COUNT(FUNCTIONS); i++) {
		zr_nearest_consider(&nearest, FUNCTIONS[i]);
	}
	for (size_t i = 0; i < COUNT(FOREIGN); i++) {
		if (strcmp(folded, FOREIGN[i][0]) == 0) {
			(void)snprintf(sentence, ZR_HABIT_BYTES,
				"there is no function %s(); write %s", given, FOREIGN[i][1]);
			return;
		}
	}
	if (nearest.found != NULL) {
		(void)snprintf(sentence, ZR_HABIT_BYTES,
			"there is no function %s() (did you mean %s()?); correct its spelling",
			given, nearest.found);
	}
}
