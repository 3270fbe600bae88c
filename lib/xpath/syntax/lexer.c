/*
 * Words of an expression (XPath 1.0 section 3.7), by its rule that "*", "and", "or", "div" and
 * "mod" are operators exactly where an operand stands before them. Operators may touch a number
 * ("1or2"), as real forms have it. Names are those of XML 1.0, without what nobody can see.
 */
#include "lib/xpath/syntax/lexer.h"

#include <assert.h>
#include <string.h>

#include "lib/base/utf8.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Beyond ASCII (XML 1.0, productions 4 and 4a); joiners that Persian writes are seen by their
 * effect, other blanks are not. */
static bool is_name_character(uint32_t c, bool is_first)
{
	static const uint32_t STARTS[][2] = {{0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x2ff},
		{0x370, 0x37d}, {0x37f, 0x1fff}, {0x2070, 0x218f}, {0x2c00, 0x2fef},
		{0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff}};
	if (!is_first && (c == 0xb7 || (c >= 0x300 && c <= 0x36f) || c == 0x203f || c == 0x2040 ||
				 c == 0x200c || c == 0x200d)) {
		return true;
	}
	for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++) {
		if (c >= STARTS[i][0] && c <= STARTS[i][1]) {
			return !zr_utf8_is_blank(c);
		}
	}
	return false;
}

/* The bytes of the character that a name has there; 0: none. */
static size_t name_bytes(const char *at, bool is_first)
{
	char c = *at;
	if ((unsigned char)c < 0x80) {
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		return is_letter || (!is_first && (is_digit(c) || c == '-' || c == '.'));
	}
	uint32_t character = 0;
	size_t bytes = zr_utf8_read(at, strnlen(at, ZR_UTF8_BYTES_MAX), &character);
	return bytes > 0 && is_name_character(character, is_first) ? bytes : 0;
}

static bool is_name_start(const char *at)
{
	return name_bytes(at, true) > 0;
}

static const char *skip_name(const char *at)
{
	size_t bytes = 0;
	while ((bytes = name_bytes(at, false)) > 0) {
		at += bytes;
	}
	return at;
}

static struct zr_token token_of(enum zr_token_kind kind, const char *text, size_t bytes)
{
	return (struct zr_token){.kind = kind, .text = text, .bytes = bytes};
}

static struct zr_token operator_of(enum zr_term_kind operation, const char *text, size_t bytes)
{
	struct zr_token token = token_of(ZR_TOKEN_OPERATOR, text, bytes);
	token.operation = operation;
	return token;
}

static const struct {
	const char *text;
	enum zr_token_kind kind;
	enum zr_term_kind operation;
} marks[] = {
	{"//", ZR_TOKEN_SLASH_SLASH, 0},
	{"/", ZR_TOKEN_SLASH, 0},
	{"..", ZR_TOKEN_DOT_DOT, 0},
	{".", ZR_TOKEN_DOT, 0},
	{"@", ZR_TOKEN_AT, 0},
	{",", ZR_TOKEN_COMMA, 0},
	{"::", ZR_TOKEN_COLONS, 0},
	{"(", ZR_TOKEN_OPEN, 0},
	{")", ZR_TOKEN_CLOSE, 0},
	{"[", ZR_TOKEN_OPEN_SQUARE, 0},
	{"]", ZR_TOKEN_CLOSE_SQUARE, 0},
	{"=", ZR_TOKEN_OPERATOR, ZR_TERM_EQUAL},
	{"!=", ZR_TOKEN_OPERATOR, ZR_TERM_NOT_EQUAL},
	{"<=", ZR_TOKEN_OPERATOR, ZR_TERM_LESS_EQUAL},
	{"<", ZR_TOKEN_OPERATOR, ZR_TERM_LESS},
	{">=", ZR_TOKEN_OPERATOR, ZR_TERM_GREATER_EQUAL},
	{">", ZR_TOKEN_OPERATOR, ZR_TERM_GREATER},
	{"+", ZR_TOKEN_OPERATOR, ZR_TERM_ADD},
	{"-", ZR_TOKEN_OPERATOR, ZR_TERM_SUBTRACT},
	{"|", ZR_TOKEN_OPERATOR, ZR_TERM_UNION},
};

static const struct {
	const char *text;
	enum zr_term_kind operation;
} words[] = {
	{"*", ZR_TERM_MULTIPLY},
	{"and", ZR_TERM_AND},
	{"or", ZR_TERM_OR},
	{"div", ZR_TERM_DIVIDE},
	{"mod", ZR_TERM_MODULO},
};

static struct zr_token take_number(const char *at)
{
	const char *end = at;
	while (is_digit(*end)) {
		end++;
	}
	if (*end == '.') {
		end++;
		while (is_digit(*end)) {
			end++;
		}
	}
	/* XPath 1.0 has no exponents: 1e3 is neither a number nor two things. */
	size_t exponent = *end == 'e' || *end == 'E' ? 1 + (end[1] == '-' || end[1] == '+') : 0;
	bool is_bad = exponent > 0 && is_digit(end[exponent]);
	return token_of(is_bad ? ZR_TOKEN_BAD : ZR_TOKEN_NUMBER, at,
		(size_t)(end - at) + (is_bad ? exponent + 1 : 0));
}

static struct zr_token take_name(const char *at)
{
	const char *end = skip_name(at);
	struct zr_token token = token_of(ZR_TOKEN_NAME, at, (size_t)(end - at));
	if (*end == ':' && (is_name_start(end + 1) || end[1] == '*')) {
		token.prefix_bytes = (size_t)(end - at);
		end = end[1] == '*' ? end + 2 : skip_name(end + 1);
		token.bytes = (size_t)(end - at);
	}
	return token;
}

static struct zr_token take_literal(const char *at)
{
	const char *end = strchr(at + 1, *at);
	if (end == NULL) {
		return token_of(ZR_TOKEN_BAD, at, strlen(at));
	}
	return token_of(ZR_TOKEN_LITERAL, at + 1, (size_t)(end - at - 1));
}

static struct zr_token take_mark(const char *at)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t bytes = strlen(marks[i].text);
		if (strncmp(at, marks[i].text, bytes) == 0) {
			struct zr_token token = token_of(marks[i].kind, at, bytes);
			token.operation = marks[i].operation;
			return token;
		}
	}
	size_t bytes = zr_utf8_read(at, strnlen(at, ZR_UTF8_BYTES_MAX), NULL);
	return token_of(ZR_TOKEN_BAD, at, bytes > 0 ? bytes : 1);
}

static struct zr_token take(const char *at, bool wants_operator)
{
	if (*at == '\0') {
		return token_of(ZR_TOKEN_END, at, 0);
	}
	for (size_t i = 0; wants_operator && i < sizeof words / sizeof *words; i++) {
		size_t bytes = strlen(words[i].text);
		if (strncmp(at, words[i].text, bytes) == 0) {
			return operator_of(words[i].operation, at, bytes);
		}
	}
	if (is_digit(*at) || (*at == '.' && is_digit(at[1]))) {
		return take_number(at);
	}
	if (*at == '\'' || *at == '"') {
		return take_literal(at);
	}
	if (is_name_start(at)) {
		return take_name(at);
	}
	if (*at == '*') {
		return token_of(ZR_TOKEN_NAME, at, 1);
	}
	if (*at == '$' && is_name_start(at + 1)) {
		struct zr_token token = take_name(at + 1);
		token.kind = ZR_TOKEN_VARIABLE;
		return token;
	}
	return take_mark(at);
}

struct zr_token zr_lexer_next(struct zr_lexer *lexer)
{
	assert(lexer != NULL && lexer->at != NULL);
	while (is_space(*lexer->at)) {
		lexer->at++;
	}
	struct zr_token token = take(lexer->at, lexer->wants_operator);
	token.offset = (size_t)(lexer->at - lexer->start);
	lexer->at = token.text + token.bytes + (token.kind == ZR_TOKEN_LITERAL);
	switch (token.kind) {
	case ZR_TOKEN_NUMBER:
	case ZR_TOKEN_LITERAL:
	case ZR_TOKEN_NAME:
	case ZR_TOKEN_DOT:
	case ZR_TOKEN_DOT_DOT:
	case ZR_TOKEN_CLOSE:
	case ZR_TOKEN_CLOSE_SQUARE:
	case ZR_TOKEN_VARIABLE:
		lexer->wants_operator = true;
		break;
	default:
		lexer->wants_operator = false;
		break;
	}
	return token;
}
