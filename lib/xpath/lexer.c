/*
 * Words of an expression (XPath 1.0 section 3.7), by its rule that "*", "and", "or", "div" and
 * "mod" are operators exactly where an operand stands before them. Operators may touch a number
 * ("1or2"), as real forms have it. Names may hold any byte from 0x80 on.
 */
#include "lib/xpath/xpath_priv.h"

#include <assert.h>
#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
	return is_name_start(c) || is_digit(c) || c == '-' || c == '.';
}

static const char *skip_name(const char *at)
{
	while (is_name(*at)) {
		at++;
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
	/* An exponent, which XPath 1.0 has not and JavaScript writes. */
	if (*end == 'e' || *end == 'E') {
		const char *digits = end + 1 + (end[1] == '-' || end[1] == '+');
		if (is_digit(*digits)) {
			end = digits;
			while (is_digit(*end)) {
				end++;
			}
		}
	}
	return token_of(ZR_TOKEN_NUMBER, at, (size_t)(end - at));
}

static struct zr_token take_name(const char *at)
{
	const char *end = skip_name(at);
	struct zr_token token = token_of(ZR_TOKEN_NAME, at, (size_t)(end - at));
	if (*end == ':' && (is_name_start(end[1]) || end[1] == '*')) {
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
	return token_of(ZR_TOKEN_BAD, at, 1);
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
	if (is_name_start(*at)) {
		return take_name(at);
	}
	if (*at == '*') {
		return token_of(ZR_TOKEN_NAME, at, 1);
	}
	if (*at == '$' && is_name_start(at[1])) {
		struct zr_token token = take_name(at + 1);
		token.kind = ZR_TOKEN_VARIABLE;
		return token;
	}
	return take_mark(at);
}

struct zr_token zr_xpath_lexer_next(struct zr_xpath_lexer *lexer)
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
