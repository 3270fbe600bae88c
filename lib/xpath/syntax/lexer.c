/*
 * Words of an expression (XPath 1.0 section 3.7), by its rule that "*", "and", "or", "div" and
 * "mod" are operators exactly where an operand stands before them. Operators may touch a number
 * ("1or2"), as real forms have it. Names are those of XML 1.0, without what nobody can see.
 */
#include "lib/xpath/syntax/lexer.h"

#include <assert.h>
#include <string.h>

#include "lib/base/utf8.h"

/* What a character of ASCII may be. A form has some hundred thousand of them. */
enum {
	SPACE = 1 << 0,
	DIGIT = 1 << 1,
	NAME_START = 1 << 2,
	NAME_REST = 1 << 3,
};

static const uint8_t classes[128] = {
	[' '] = SPACE,
	['\t'] = SPACE,
	['\n'] = SPACE,
	['\r'] = SPACE,
	['0' ... '9'] = DIGIT | NAME_REST,
	['a' ... 'z'] = NAME_START | NAME_REST,
	['A' ... 'Z'] = NAME_START | NAME_REST,
	['_'] = NAME_START | NAME_REST,
	['-'] = NAME_REST,
	['.'] = NAME_REST,
};

static bool is_of(char c, unsigned wanted)
{
	return (unsigned char)c < sizeof classes && (classes[(unsigned char)c] & wanted) != 0;
}

static bool is_digit(char c)
{
	return is_of(c, DIGIT);
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
	if ((unsigned char)*at < sizeof classes) {
		return is_of(*at, is_first ? NAME_START : NAME_REST);
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
	do {
		while (is_of(*at, NAME_REST)) {
			at++;
		}
		bytes = (unsigned char)*at < sizeof classes ? 0 : name_bytes(at, false);
		at += bytes;
	} while (bytes > 0);
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
	assert(is_digit(*at) || *at == '.');
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
	assert(*at == '\'' || *at == '"');
	const char *end = strchr(at + 1, *at);
	if (end == NULL) {
		return token_of(ZR_TOKEN_BAD, at, strlen(at));
	}
	return token_of(ZR_TOKEN_LITERAL, at + 1, (size_t)(end - at - 1));
}

/* One of two marks, the longer one where its second character follows. */
static struct zr_token either(
	const char *at, char second, enum zr_token_kind longer, enum zr_token_kind shorter)
{
	bool is_long = at[1] == second;
	return token_of(is_long ? longer : shorter, at, is_long ? 2 : 1);
}

static struct zr_token take_comparison(
	const char *at, enum zr_term_kind with_equal, enum zr_term_kind alone)
{
	assert(*at == '<' || *at == '>');
	bool is_long = at[1] == '=';
	return operator_of(is_long ? with_equal : alone, at, is_long ? 2 : 1);
}

static struct zr_token take_bad(const char *at)
{
	size_t bytes = zr_utf8_read(at, strnlen(at, ZR_UTF8_BYTES_MAX), NULL);
	return token_of(ZR_TOKEN_BAD, at, bytes > 0 ? bytes : 1);
}

static struct zr_token take_mark(const char *at)
{
	switch (*at) {
	case '/':
		return either(at, '/', ZR_TOKEN_SLASH_SLASH, ZR_TOKEN_SLASH);
	case '.':
		return either(at, '.', ZR_TOKEN_DOT_DOT, ZR_TOKEN_DOT);
	case '@':
		return token_of(ZR_TOKEN_AT, at, 1);
	case ',':
		return token_of(ZR_TOKEN_COMMA, at, 1);
	case '(':
		return token_of(ZR_TOKEN_OPEN, at, 1);
	case ')':
		return token_of(ZR_TOKEN_CLOSE, at, 1);
	case '[':
		return token_of(ZR_TOKEN_OPEN_SQUARE, at, 1);
	case ']':
		return token_of(ZR_TOKEN_CLOSE_SQUARE, at, 1);
	case '=':
		return operator_of(ZR_TERM_EQUAL, at, 1);
	case '<':
		return take_comparison(at, ZR_TERM_LESS_EQUAL, ZR_TERM_LESS);
	case '>':
		return take_comparison(at, ZR_TERM_GREATER_EQUAL, ZR_TERM_GREATER);
	case '+':
		return operator_of(ZR_TERM_ADD, at, 1);
	case '-':
		return operator_of(ZR_TERM_SUBTRACT, at, 1);
	case '|':
		return operator_of(ZR_TERM_UNION, at, 1);
	case '!':
		return at[1] == '=' ? operator_of(ZR_TERM_NOT_EQUAL, at, 2) : take_bad(at);
	case ':':
		return at[1] == ':' ? token_of(ZR_TOKEN_COLONS, at, 2) : take_bad(at);
	default:
		return take_bad(at);
	}
}

static struct zr_token take(const char *at, bool wants_operator)
{
	if (*at == '\0') {
		return token_of(ZR_TOKEN_END, at, 0);
	}
	bool is_word = wants_operator && (*at == '*' || is_of(*at, NAME_START));
	for (size_t i = 0; is_word && i < sizeof words / sizeof *words; i++) {
		size_t bytes = strlen(words[i].text);
		if (*at == *words[i].text && strncmp(at, words[i].text, bytes) == 0) {
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
	while (is_of(*lexer->at, SPACE)) {
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
