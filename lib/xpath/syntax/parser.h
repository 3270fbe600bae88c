/*
 * The parser's state, shared by parser.c (operators) and parser_path.c (paths, calls).
 * A function that fails says so once through zr_xpath_parser_fail() and gives NULL; code holds.
 */
#ifndef ZR_XPATH_PARSER_H
#define ZR_XPATH_PARSER_H

#include "lib/xpath/evaluate/evaluation.h"

struct zr_xpath_parser {
	struct zr_xpath *expression;
	const struct zr_xpath_scope *scope;
	struct zr_error *error;
	struct zr_xpath_lexer lexer;
	struct zr_token token; /* the present word */
	unsigned depth;
	int code; /* of the first failure */
};

void *zr_xpath_parser_fail(struct zr_xpath_parser *parser, int code, size_t offset,
	const char *format, ...) ZR_PRINTF(4, 5);
struct zr_term *zr_xpath_parser_unexpected(struct zr_xpath_parser *parser, const char *wanted);
void *zr_xpath_parser_new(struct zr_xpath_parser *parser, size_t bytes);
char *zr_xpath_parser_copy(struct zr_xpath_parser *parser, const char *text, size_t bytes);
void zr_xpath_parser_advance(struct zr_xpath_parser *parser);

/* The first character behind the present word that is not a space. */
char zr_xpath_parser_peek(const struct zr_xpath_parser *parser);

struct zr_term *zr_xpath_parser_term(struct zr_xpath_parser *parser, enum zr_term_kind kind);
bool zr_xpath_parser_add(struct zr_xpath_parser *parser, struct zr_term ***terms, uint32_t *count,
	struct zr_term *term);
bool zr_xpath_parser_add_argument(
	struct zr_xpath_parser *parser, struct zr_term *term, struct zr_term *argument);
bool zr_xpath_parser_deepen(
	struct zr_xpath_parser *parser, struct zr_term *term, const struct zr_term *inner);

struct zr_term *zr_xpath_parser_expression(struct zr_xpath_parser *parser);
struct zr_term *zr_xpath_parser_path(struct zr_xpath_parser *parser);

/* Parses text into the expression. */
int zr_xpath_parse(struct zr_xpath *expression, const char *text,
	const struct zr_xpath_scope *scope, struct zr_error *error) ZR_MUST_CHECK;

/* is_portable: ZR_E_UNSUPPORTED for what ODK Collect lacks. */
int zr_xpath_portable_check(const struct zr_term *term, struct zr_error *error) ZR_MUST_CHECK;

double zr_xpath_arithmetic(enum zr_term_kind kind, double a, double b);

#endif
