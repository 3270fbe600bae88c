/*
 * From words to terms: recursive descent over the grammar of XPath 1.0, with folding of constant
 * arithmetic. Every nested construct passes through enter(), which holds ZR_XPATH_DEPTH_MAX; the
 * depth of the finished tree is held as well, since chains of different operators grow it.
 */
#include "lib/xpath/syntax/parser.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/xpath/functions/catalogue.h"
#include "lib/xpath/syntax/parser_path.h"
#include "lib/xpath/value/arithmetic.h"
#include "lib/xpath/written.h"

void *zr_parser_fail(
	struct zr_parser *parser, int code, size_t offset, const struct zr_fault *fault)
{
	assert(parser != NULL && fault != NULL);
	if (parser->code == 0) {
		struct zr_fault placed = *fault;
		placed.offset = (unsigned)offset + 1;
		parser->code = zr_error_set_fault(parser->error, code, &placed);
	}
	return NULL;
}

void *zr_parser_fail_word(
	struct zr_parser *parser, int code, const struct zr_token *word, enum zr_fault_kind kind)
{
	assert(word != NULL);
	char text[64];
	(void)snprintf(
		text, sizeof text, "%.*s", word->bytes < 60 ? (int)word->bytes : 60, word->text);
	return zr_parser_fail(parser, code, word->offset,
		&(const struct zr_fault){.kind = kind, .subject = text});
}

static void *fail_memory(struct zr_parser *parser)
{
	if (parser->code == 0) {
		parser->code = zr_error_set(
			parser->error, ZR_E_NOMEM, "no memory for the expression; close programs");
	}
	return NULL;
}

void *zr_parser_new(struct zr_parser *parser, size_t bytes)
{
	assert(parser != NULL);
	void *memory = zr_term_new(parser->expression, bytes);
	return memory != NULL ? memory : fail_memory(parser);
}

char *zr_parser_copy(struct zr_parser *parser, const char *text, size_t bytes)
{
	assert(parser != NULL);
	char *copy = zr_term_copy(parser->expression, text, bytes);
	return copy != NULL ? copy : fail_memory(parser);
}

void zr_parser_advance(struct zr_parser *parser)
{
	assert(parser != NULL);
	parser->token = zr_lexer_next(&parser->lexer);
}

char zr_parser_peek(const struct zr_parser *parser)
{
	assert(parser != NULL);
	const char *at = parser->lexer.at;
	return at[strspn(at, " \t\r\n")];
}

static bool enter(struct zr_parser *parser)
{
	assert(parser->depth <= ZR_XPATH_DEPTH_MAX);
	if (parser->depth >= ZR_XPATH_DEPTH_MAX) {
		(void)zr_parser_fail(parser, ZR_E_LIMIT, parser->token.offset,
			&(const struct zr_fault){
				.kind = ZR_FAULT_NESTED_TOO_DEEP, .number = ZR_XPATH_DEPTH_MAX});
		return false;
	}
	parser->depth++;
	return true;
}

struct zr_term *zr_parser_term(struct zr_parser *parser, enum zr_term_kind kind)
{
	assert(parser != NULL);
	struct zr_term *term = zr_parser_new(parser, sizeof *term);
	if (term != NULL) {
		term->kind = (uint8_t)kind;
		term->depth = 1;
	}
	return term;
}

bool zr_parser_deepen(struct zr_parser *parser, struct zr_term *term, const struct zr_term *inner)
{
	assert(parser != NULL && term != NULL);
	if (inner->depth >= term->depth) {
		term->depth = inner->depth + 1;
	}
	if (term->depth > ZR_XPATH_DEPTH_MAX) {
		(void)zr_parser_fail(parser, ZR_E_LIMIT, parser->token.offset,
			&(const struct zr_fault){.kind = ZR_FAULT_OPERATIONS_TOO_DEEP,
				.number = ZR_XPATH_DEPTH_MAX});
		return false;
	}
	return true;
}

static bool is_power_of_two(size_t number)
{
	return (number & (number - 1)) == 0;
}

/* A list that grows in the expression's memory: room doubles at each power of two. */
bool zr_parser_add(
	struct zr_parser *parser, struct zr_term ***terms, uint32_t *count, struct zr_term *term)
{
	assert(parser != NULL);
	if (*count == 0 || (*count >= 2 && is_power_of_two(*count))) {
		size_t room = *count == 0 ? 2 : (size_t)*count * 2;
		struct zr_term **grown = zr_parser_new(parser, room * sizeof(*grown));
		if (grown == NULL) {
			return false;
		}
		if (*count > 0) {
			memcpy(grown, *terms, *count * sizeof(*grown));
		}
		*terms = grown;
	}
	(*terms)[(*count)++] = term;
	return true;
}

bool zr_parser_add_argument(
	struct zr_parser *parser, struct zr_term *term, struct zr_term *argument)
{
	assert(parser != NULL && term != NULL);
	if (!zr_parser_add(parser, &term->arguments, &term->argument_count, argument)) {
		return false;
	}
	term->flags |= argument->flags & (ZR_TERM_USES_FOCUS | ZR_TERM_USES_POSITION);
	return zr_parser_deepen(parser, term, argument);
}

static int precedence(enum zr_term_kind kind)
{
	switch (kind) {
	case ZR_TERM_OR:
		return 1;
	case ZR_TERM_AND:
		return 2;
	case ZR_TERM_EQUAL:
	case ZR_TERM_NOT_EQUAL:
		return 3;
	case ZR_TERM_LESS:
	case ZR_TERM_LESS_EQUAL:
	case ZR_TERM_GREATER:
	case ZR_TERM_GREATER_EQUAL:
		return 4;
	case ZR_TERM_ADD:
	case ZR_TERM_SUBTRACT:
		return 5;
	case ZR_TERM_MULTIPLY:
	case ZR_TERM_DIVIDE:
	case ZR_TERM_MODULO:
		return 6;
	case ZR_TERM_UNION:
		return 7;
	default:
		return 0;
	}
}

static bool is_arithmetic(enum zr_term_kind kind)
{
	return kind >= ZR_TERM_ADD && kind <= ZR_TERM_MODULO;
}

static struct zr_term *combine(struct zr_parser *parser, enum zr_term_kind kind,
	struct zr_term *left, struct zr_term *right, bool is_chain)
{
	assert(left != NULL && right != NULL);
	if (is_arithmetic(kind) && left->kind == ZR_TERM_NUMBER && right->kind == ZR_TERM_NUMBER) {
		left->number = zr_arithmetic_apply(kind, left->number, right->number);
		return left;
	}
	struct zr_term *term = left;
	if (!is_chain || left->kind != kind) {
		term = zr_parser_term(parser, kind);
		if (term == NULL || !zr_parser_add_argument(parser, term, left)) {
			return NULL;
		}
	}
	return zr_parser_add_argument(parser, term, right) ? term : NULL;
}

static struct zr_term *parse_unary(struct zr_parser *parser);

static struct zr_term *parse_binary(struct zr_parser *parser, int lowest)
{
	assert(lowest > 0);
	struct zr_term *left = parse_unary(parser);
	bool is_chain = false;
	while (left != NULL && parser->token.kind == ZR_TOKEN_OPERATOR &&
		precedence(parser->token.operation) >= lowest) {
		enum zr_term_kind kind = parser->token.operation;
		zr_parser_advance(parser);
		struct zr_term *right = parse_binary(parser, precedence(kind) + 1);
		left = right != NULL ? combine(parser, kind, left, right, is_chain) : NULL;
		is_chain = true;
	}
	return left;
}

struct zr_term *zr_parser_expression(struct zr_parser *parser)
{
	assert(parser != NULL);
	if (!enter(parser)) {
		return NULL;
	}
	struct zr_term *term = parse_binary(parser, 1);
	parser->depth--;
	return term;
}

/* A minus binds closer than "*" and looser than "|". */
static struct zr_term *parse_unary(struct zr_parser *parser)
{
	size_t minus_count = 0;
	while (parser->token.kind == ZR_TOKEN_OPERATOR &&
		parser->token.operation == ZR_TERM_SUBTRACT) {
		minus_count++;
		zr_parser_advance(parser);
	}
	struct zr_term *term = zr_parser_path(parser);
	bool is_chain = false;
	while (minus_count > 0 && term != NULL && parser->token.kind == ZR_TOKEN_OPERATOR &&
		parser->token.operation == ZR_TERM_UNION) {
		zr_parser_advance(parser);
		struct zr_term *right = zr_parser_path(parser);
		term = right != NULL ? combine(parser, ZR_TERM_UNION, term, right, is_chain) : NULL;
		is_chain = true;
	}
	minus_count = minus_count > 2 ? 2 - minus_count % 2 : minus_count;
	for (; minus_count > 0 && term != NULL; minus_count--) {
		if (term->kind == ZR_TERM_NUMBER) {
			term->number = -term->number;
			continue;
		}
		struct zr_term *negated = zr_parser_term(parser, ZR_TERM_NEGATE);
		term = negated != NULL && zr_parser_add_argument(parser, negated, term) ? negated
											: NULL;
	}
	return term;
}

/* A character beyond ASCII that no name has. */
static struct zr_term *refuse_character(struct zr_parser *parser)
{
	assert(parser->token.kind == ZR_TOKEN_BAD);
	const struct zr_token *token = &parser->token;
	uint32_t character = 0;
	char letter[64], number[16];
	if (zr_utf8_read(token->text, token->bytes, &character) == 0) {
		return zr_parser_fail(parser, ZR_E_SYNTAX, token->offset,
			&(const struct zr_fault){.kind = ZR_FAULT_NOT_UTF8});
	}
	(void)snprintf(letter, sizeof letter, "%.*s", (int)token->bytes, token->text);
	(void)snprintf(number, sizeof number, "U+%04X", (unsigned)character);
	bool is_unseen = zr_utf8_is_blank(character);
	return zr_parser_fail(parser, ZR_E_SYNTAX, token->offset,
		&(const struct zr_fault){
			.kind = is_unseen ? ZR_FAULT_UNSEEN_CHARACTER : ZR_FAULT_FOREIGN_CHARACTER,
			.subject = letter,
			.value = number});
}

struct zr_term *zr_parser_unexpected(struct zr_parser *parser, enum zr_fault_kind wanted)
{
	assert(parser != NULL);
	const struct zr_token *token = &parser->token;
	if (token->kind == ZR_TOKEN_BAD && (*token->text == '\'' || *token->text == '"')) {
		const char quote[2] = {*token->text};
		return zr_parser_fail(parser, ZR_E_SYNTAX, token->offset,
			&(const struct zr_fault){.kind = ZR_FAULT_OPEN_TEXT, .subject = quote});
	}
	if (token->kind == ZR_TOKEN_BAD && (unsigned char)*token->text >= 0x80) {
		return refuse_character(parser);
	}
	char word[44];
	bool is_end = token->kind == ZR_TOKEN_END;
	(void)snprintf(
		word, sizeof word, "%.*s", token->bytes < 40 ? (int)token->bytes : 40, token->text);
	return zr_parser_fail(parser, ZR_E_SYNTAX, token->offset,
		&(const struct zr_fault){
			.kind = is_end ? ZR_FAULT_EXPECTED_AT_END : ZR_FAULT_EXPECTED,
			.phrase = wanted,
			.subject = word});
}

static int parse_all(struct zr_parser *parser)
{
	zr_parser_advance(parser);
	if (parser->token.kind == ZR_TOKEN_END) {
		(void)zr_parser_fail(parser, ZR_E_SYNTAX, 0,
			&(const struct zr_fault){.kind = ZR_FAULT_EMPTY_EXPRESSION});
		return parser->code;
	}
	struct zr_term *root = zr_parser_expression(parser);
	if (root != NULL && parser->token.kind != ZR_TOKEN_END) {
		root = zr_parser_unexpected(parser, ZR_FAULT_WANT_OPERATOR);
	}
	assert((root == NULL) == (parser->code != 0));
	parser->expression->root = root;
	return parser->code;
}

/* What written.h takes for the id of a text: quotes inside it are no grammar. */
static int parse_itext(struct zr_parser *parser, const struct zr_written *id)
{
	assert(parser->expression->root == NULL);
	parser->code = 0;
	struct zr_term *call = zr_parser_term(parser, ZR_TERM_CALL);
	struct zr_term *argument = zr_parser_term(parser, ZR_TERM_STRING);
	if (call == NULL || argument == NULL) {
		return parser->code;
	}
	call->function = zr_catalogue_find("jr:itext", 8);
	argument->string = zr_parser_copy(parser, id->text, id->bytes);
	if (argument->string == NULL || !zr_parser_add_argument(parser, call, argument)) {
		return parser->code;
	}
	parser->expression->root = call;
	return 0;
}

int zr_parser_parse(
	struct zr_xpath *expression, const struct zr_xpath_scope *scope, struct zr_error *error)
{
	assert(expression != NULL && expression->text != NULL && expression->root == NULL);
	assert(scope != NULL && scope->names != NULL);
	const char *text = expression->text;
	struct zr_parser parser = {
		.expression = expression,
		.scope = scope,
		.error = error,
		.lexer = {.start = text, .at = text},
	};
	int code = parse_all(&parser);
	struct zr_written id;
	bool is_id = code == ZR_E_SYNTAX && zr_written_itext_id(text, &id);
	return is_id ? parse_itext(&parser, &id) : code;
}
