/*
 * The parser's state, shared by parser.c (operators) and parser_path.c (paths, calls).
 * A function that fails says so once through zr_parser_fail() and gives NULL; code holds.
 */
#ifndef ZR_XPATH_PARSER_H
#define ZR_XPATH_PARSER_H

#include "lib/xpath/syntax/lexer.h"

struct zr_parser {
	struct zr_xpath *expression;
	const struct zr_xpath_scope *scope;
	struct zr_error *error;
	struct zr_lexer lexer;
	struct zr_token token; /* the present word */
	unsigned depth;
	int code; /* of the first failure */
};

/* Of the fault all but its place, which is the byte at offset of the expression. Returns NULL. */
void *zr_parser_fail(
	struct zr_parser *parser, int code, size_t offset, const struct zr_fault *fault);

/* A fault of that kind whose subject is the word. Returns NULL. */
void *zr_parser_fail_word(
	struct zr_parser *parser, int code, const struct zr_token *word, enum zr_fault_kind kind);

/* Something else (ZR_FAULT_WANT_*) was expected in place of the present word. Returns NULL. */
struct zr_term *zr_parser_unexpected(struct zr_parser *parser, enum zr_fault_kind wanted);
void *zr_parser_new(struct zr_parser *parser, size_t bytes);
char *zr_parser_copy(struct zr_parser *parser, const char *text, size_t bytes);
void zr_parser_advance(struct zr_parser *parser);

/* The first character behind the present word that is not a space. */
char zr_parser_peek(const struct zr_parser *parser);

struct zr_term *zr_parser_term(struct zr_parser *parser, enum zr_term_kind kind);
bool zr_parser_add(
	struct zr_parser *parser, struct zr_term ***terms, uint32_t *count, struct zr_term *term);
bool zr_parser_add_argument(
	struct zr_parser *parser, struct zr_term *term, struct zr_term *argument);
bool zr_parser_deepen(struct zr_parser *parser, struct zr_term *term, const struct zr_term *inner);

struct zr_term *zr_parser_expression(struct zr_parser *parser);

/* Parses the expression's text and gives it its root. ZR_E_SYNTAX, ZR_E_REFERENCE, ZR_E_LIMIT,
 * ZR_E_NOMEM. */
int zr_parser_parse(struct zr_xpath *expression, const struct zr_xpath_scope *scope,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
