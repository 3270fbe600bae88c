/* Tables first; then the few habits that need a look around. */
#include "lib/formcheck/habits.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/nearest.h"

/* What is written, and instead of it here: as it is, or words of faults.def. */
struct word {
	const char *given;
	const char *meant; /* NULL: the phrase */
	enum zr_fault_kind phrase;
};

/* Longest first. */
static const struct word SIGNS[] = {{"&lt;", "<", ZR_FAULT_NONE}, {"&gt;", ">", ZR_FAULT_NONE},
	{"&amp;", "and", ZR_FAULT_NONE}, {"&quot;", "\"", ZR_FAULT_NONE},
	{"&&", "and", ZR_FAULT_NONE}, {"||", "or", ZR_FAULT_NONE}, {"==", "=", ZR_FAULT_NONE},
	{"<>", "!=", ZR_FAULT_NONE}, {"=>", ">=", ZR_FAULT_NONE}, {"=<", "<=", ZR_FAULT_NONE},
	{"! =", "!=", ZR_FAULT_NONE}, {"AND", "and", ZR_FAULT_NONE}, {"OR", "or", ZR_FAULT_NONE},
	{"NOT", "not()", ZR_FAULT_NONE}, {"&", "and", ZR_FAULT_NONE},
	{"!", "not(...)", ZR_FAULT_NONE}, {"%", "mod", ZR_FAULT_NONE}, {";", ",", ZR_FAULT_NONE}};

/* Words that stand where an operator is expected. */
static const struct word WORDS[] = {{"in", NULL, ZR_FAULT_WRITE_OR},
	{"IN", NULL, ZR_FAULT_WRITE_OR}, {"is", NULL, ZR_FAULT_WRITE_EQUAL},
	{"IS", NULL, ZR_FAULT_WRITE_EQUAL}, {"equals", "=", ZR_FAULT_NONE},
	{"eq", "=", ZR_FAULT_NONE}, {"ne", "!=", ZR_FAULT_NONE}, {"gt", ">", ZR_FAULT_NONE},
	{"ge", ">=", ZR_FAULT_NONE}, {"lt", "<", ZR_FAULT_NONE}, {"le", "<=", ZR_FAULT_NONE},
	{"between", NULL, ZR_FAULT_WRITE_BETWEEN}, {"matches", "regex(${a}, '...')", ZR_FAULT_NONE},
	{"like", NULL, ZR_FAULT_WRITE_CONTAINS},
	{"contains", "contains(${a}, '...')", ZR_FAULT_NONE},
	{"includes", "selected(${a}, '...')", ZR_FAULT_NONE}, {"then", NULL, ZR_FAULT_WRITE_IF},
	{"else", NULL, ZR_FAULT_WRITE_IF}, {"not", NULL, ZR_FAULT_WRITE_NOT},
	{"xor", "(${a} or ${b}) and not(${a} and ${b})", ZR_FAULT_NONE},
	{"\xd0\xb8", "and", ZR_FAULT_NONE}, {"\xd0\xb8\xd0\xbb\xd0\xb8", "or", ZR_FAULT_NONE},
	{"\xd0\xbd\xd0\xb5", "not(...)", ZR_FAULT_NONE}};

static const char *const FUNCTIONS[] = {
#define ZR_FUNCTION_NAME(name) name,
#include "lib/formcheck/functions.def"
#undef ZR_FUNCTION_NAME
};

/* Functions of spreadsheets and of other programs, in lower case. */
static const struct word FOREIGN[] = {{"len", "string-length()", ZR_FAULT_NONE},
	{"length", "string-length()", ZR_FAULT_NONE}, {"isblank", "${a} = ''", ZR_FAULT_NONE},
	{"isnull", "${a} = ''", ZR_FAULT_NONE}, {"is-null", "${a} = ''", ZR_FAULT_NONE},
	{"isempty", "${a} = ''", ZR_FAULT_NONE}, {"isna", "${a} = ''", ZR_FAULT_NONE},
	{"concatenate", "concat()", ZR_FAULT_NONE}, {"left", "substr(${a}, 0, n)", ZR_FAULT_NONE},
	{"mid", NULL, ZR_FAULT_WRITE_SUBSTR}, {"right", NULL, ZR_FAULT_WRITE_SUBSTR_END},
	{"average", "sum() div count()", ZR_FAULT_NONE},
	{"avg", "sum() div count()", ZR_FAULT_NONE}, {"mean", "sum() div count()", ZR_FAULT_NONE},
	{"countif", NULL, ZR_FAULT_WRITE_COUNT}, {"count-if", NULL, ZR_FAULT_WRITE_COUNT},
	{"sumif", NULL, ZR_FAULT_WRITE_SUM}, {"sum-if", NULL, ZR_FAULT_WRITE_SUM},
	{"power", "pow()", ZR_FAULT_NONE},
	{"year", "number(format-date(${a}, '%Y'))", ZR_FAULT_NONE},
	{"month", "number(format-date(${a}, '%n'))", ZR_FAULT_NONE},
	{"day", "number(format-date(${a}, '%e'))", ZR_FAULT_NONE},
	{"datedif", "(date(${b}) - date(${a})) div 365.25", ZR_FAULT_NONE},
	{"date-diff", NULL, ZR_FAULT_WRITE_DAYS}, {"datediff", NULL, ZR_FAULT_WRITE_DAYS},
	{"difference-in-days", NULL, ZR_FAULT_WRITE_DAYS}, {"and", "a and b", ZR_FAULT_NONE},
	{"or", "a or b", ZR_FAULT_NONE}, {"mod", "a mod b", ZR_FAULT_NONE},
	{"ifs", "if(a, x, if(b, y, z))", ZR_FAULT_NONE},
	{"case", "if(a, x, if(b, y, z))", ZR_FAULT_NONE}, {"iif", "if()", ZR_FAULT_NONE},
	{"index", "position(..)", ZR_FAULT_NONE}, {"roundup", "ceiling()", ZR_FAULT_NONE},
	{"round-up", "ceiling()", ZR_FAULT_NONE}, {"rounddown", "floor()", ZR_FAULT_NONE},
	{"trim", "normalize-space()", ZR_FAULT_NONE},
	{"lower", "translate(${a}, 'ABC...', 'abc...')", ZR_FAULT_NONE},
	{"upper", "translate(${a}, 'abc...', 'ABC...')", ZR_FAULT_NONE},
	{"lower-case", "translate(${a}, 'ABC...', 'abc...')", ZR_FAULT_NONE},
	{"upper-case", "translate(${a}, 'abc...', 'ABC...')", ZR_FAULT_NONE},
	{"item-at", "selected-at()", ZR_FAULT_NONE},
	{"choice-label", "jr:choice-name(${a}, '${a}')", ZR_FAULT_NONE},
	{"hash", "digest()", ZR_FAULT_NONE}, {"vlookup", NULL, ZR_FAULT_WRITE_PULLDATA},
	{"lookup", "pulldata()", ZR_FAULT_NONE}};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* The sign that covers the byte at offset. */
static const struct word *find_sign(const char *text, size_t offset)
{
	assert(offset <= strlen(text));
	for (size_t i = 0; i < COUNT(SIGNS); i++) {
		size_t bytes = strlen(SIGNS[i].given);
		for (size_t back = 0; back < bytes && back <= offset; back++) {
			if (strncmp(text + offset - back, SIGNS[i].given, bytes) == 0) {
				return &SIGNS[i];
			}
		}
	}
	return NULL;
}

static bool is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '-' || (byte & 0x80) != 0;
}

static const struct word *find_word(const char *text, size_t offset)
{
	size_t bytes = 0;
	while (is_word_byte(text[offset + bytes])) {
		bytes++;
	}
	for (size_t i = 0; i < COUNT(WORDS) && bytes > 0; i++) {
		if (strlen(WORDS[i].given) == bytes &&
			memcmp(WORDS[i].given, text + offset, bytes) == 0) {
			return &WORDS[i];
		}
	}
	return NULL;
}

/* Behind the blanks before offset; 0 at the beginning. */
static size_t end_before(const char *text, size_t offset)
{
	assert(offset <= strlen(text));
	while (offset > 0 && isspace((unsigned char)text[offset - 1])) {
		offset--;
	}
	return offset;
}

/* "1,5": the compiler stumbles at the comma. */
static bool is_number(const char *text, size_t offset, struct zr_habit *habit)
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
	(void)snprintf(habit->meant, sizeof habit->meant, "%.*s.%.*s", (int)(offset - start),
		text + start, (int)digits, text + offset + 1);
	habit->fault = (struct zr_fault){.kind = ZR_FAULT_DECIMAL_COMMA, .meant = habit->meant};
	return true;
}

static void set_subject(struct zr_habit *habit, const char *text, size_t bytes)
{
	assert(bytes < sizeof habit->subject);
	(void)snprintf(habit->subject, sizeof habit->subject, "%.*s", (int)bytes, text);
	habit->fault.subject = habit->subject;
}

/* "{age}", "$ {age}", "$age" */
static bool is_reference(const char *text, size_t offset, struct zr_habit *habit)
{
	if (text[offset] != '{' && text[offset] != '$') {
		return false;
	}
	const char *name = text + offset + strspn(text + offset, "${ \t");
	size_t bytes = 0;
	while (is_word_byte(name[bytes])) {
		bytes++;
	}
	bool is_named = bytes > 0 && bytes <= 100;
	habit->fault = (struct zr_fault){.kind = ZR_FAULT_REFERENCE_SPELLING};
	set_subject(habit, is_named ? name : "name", is_named ? bytes : strlen("name"));
	return true;
}

/* "> 18 and < 60", in a constraint ">= 0": one side of a comparison is missing. */
static bool is_half(const char *text, size_t offset, bool is_answer, struct zr_habit *habit)
{
	size_t end = end_before(text, offset);
	size_t bytes = strspn(text + offset, "<>=!");
	bool is_behind_word = (end >= 3 && memcmp(text + end - 3, "and", 3) == 0) ||
			      (end >= 2 && memcmp(text + end - 2, "or", 2) == 0);
	if (bytes == 0 || (end > 0 && !is_behind_word && text[end - 1] != '(')) {
		return false;
	}
	habit->fault = (struct zr_fault){
		.kind = is_answer ? ZR_FAULT_COMPARES_NO_ANSWER : ZR_FAULT_COMPARES_NOTHING};
	set_subject(habit, text + offset, bytes < 100 ? bytes : 100);
	return true;
}

/* "${a} / 2": the compiler stumbles at the number. */
static bool is_division(const char *text, size_t offset, struct zr_habit *habit)
{
	size_t end = end_before(text, offset);
	bool is_value = isdigit((unsigned char)text[offset]) || text[offset] == '(';
	habit->fault = (struct zr_fault){.kind = ZR_FAULT_DIVISION};
	return end > 0 && text[end - 1] == '/' && is_value;
}

bool zr_habits_find(const char *text, size_t offset, bool is_answer, struct zr_habit *ret_habit)
{
	assert(text != NULL && offset <= strlen(text) && ret_habit != NULL);
	if (is_number(text, offset, ret_habit) || is_reference(text, offset, ret_habit) ||
		is_division(text, offset, ret_habit)) {
		return true;
	}
	const struct word *word = find_sign(text, offset);
	word = word != NULL ? word : find_word(text, offset);
	if (word != NULL) {
		/* a short one is easily overlooked without quotes around it */
		bool is_short = word->meant != NULL ? strlen(word->meant) < 8 : false;
		ret_habit->fault = (struct zr_fault){
			.kind = is_short ? ZR_FAULT_FOREIGN_SIGN : ZR_FAULT_FOREIGN_WORD,
			.phrase = word->phrase,
			.subject = word->given,
			.meant = word->meant};
		return true;
	}
	return is_half(text, offset, is_answer, ret_habit);
}

/* The spelling that tells nothing apart: lower case, '-' for '_'. */
static void fold(const char *name, char folded[64])
{
	assert(strlen(name) < 64);
	size_t at = 0;
	for (; name[at] != '\0' && at < 63; at++) {
		folded[at] = name[at] == '_' ? '-' : (char)tolower((unsigned char)name[at]);
	}
	folded[at] = '\0';
}

bool zr_habits_find_function(const char *name, struct zr_habit *ret_habit)
{
	assert(name != NULL && ret_habit != NULL);
	char folded[64];
	size_t bytes = strlen(name);
	if (bytes >= sizeof folded) {
		return false;
	}
	fold(name, folded);
	ret_habit->fault = (struct zr_fault){.kind = ZR_FAULT_FOREIGN_FUNCTION};
	set_subject(ret_habit, name, bytes);
	for (size_t i = 0; i < COUNT(FOREIGN); i++) {
		if (strcmp(folded, FOREIGN[i].given) == 0) {
			ret_habit->fault.meant = FOREIGN[i].meant;
			ret_habit->fault.phrase = FOREIGN[i].phrase;
			return true;
		}
	}
	struct zr_nearest nearest = {.wanted = folded};
	for (size_t i = 0; i < COUNT(FUNCTIONS); i++) {
		zr_nearest_consider(&nearest, FUNCTIONS[i]);
	}
	ret_habit->fault.kind = ZR_FAULT_NEAR_FUNCTION;
	ret_habit->fault.meant = nearest.found;
	return nearest.found != NULL;
}
