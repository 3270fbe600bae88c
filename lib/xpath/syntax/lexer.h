/*
 * The words of an expression. For lib/xpath.
 */
#ifndef ZR_XPATH_LEXER_H
#define ZR_XPATH_LEXER_H

#include "lib/xpath/syntax/term.h"

enum zr_token_kind {
	ZR_TOKEN_END,
	ZR_TOKEN_NUMBER,
	ZR_TOKEN_LITERAL,
	ZR_TOKEN_NAME,     /* local or prefix:local, prefix:* or * */
	ZR_TOKEN_OPERATOR, /* term says which */
	ZR_TOKEN_SLASH,
	ZR_TOKEN_SLASH_SLASH,
	ZR_TOKEN_DOT,
	ZR_TOKEN_DOT_DOT,
	ZR_TOKEN_AT,
	ZR_TOKEN_COMMA,
	ZR_TOKEN_COLONS,
	ZR_TOKEN_OPEN,
	ZR_TOKEN_CLOSE,
	ZR_TOKEN_OPEN_SQUARE,
	ZR_TOKEN_CLOSE_SQUARE,
	ZR_TOKEN_VARIABLE,
	ZR_TOKEN_BAD,
};

struct zr_token {
	enum zr_token_kind kind;
	enum zr_term_kind operation; /* OPERATOR */
	const char *text;            /* in the expression; the literal without its quotes */
	size_t bytes;
	size_t prefix_bytes; /* NAME: of the prefix, 0 for none */
	size_t offset;       /* of the token in the expression */
};

struct zr_lexer {
	const char *start;
	const char *at;
	bool wants_operator; /* the token before was an operand: names and * are operators */
};

/* The next token; BAD when no token begins there. */
struct zr_token zr_lexer_next(struct zr_lexer *lexer);

#endif
