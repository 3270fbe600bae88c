/*
 * Paths, steps, predicates, literals and calls (XPath 1.0 sections 2 and 3.1 to 3.3).
 *
 * What a form may know of a path without evaluating it is noted here, once: whether it depends on
 * the context node, goes down, is plain (a missing node then reads as "", see xpath.h), or has an
 * axis written out. Calls are bound to their functions and their arguments counted, so that the
 * bodies of functions need not look; a lazy scope keeps the fault as a term instead.
 */
#include "lib/xpath/syntax/parser_path.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/decimal.h"
#include "lib/xpath/functions/catalogue.h"
#include "lib/xpath/functions/function.h"
#include "lib/xpath/functions/regex_compile.h"

static bool is_text(const struct zr_token *token, const char *text)
{
	return token->bytes == strlen(text) && memcmp(token->text, text, token->bytes) == 0;
}

static bool expect(struct zr_parser *parser, enum zr_token_kind kind, enum zr_fault_kind wanted)
{
	if (parser->token.kind != kind) {
		(void)zr_parser_unexpected(parser, wanted);
		return false;
	}
	zr_parser_advance(parser);
	return true;
}

/* ---- calls and other primary expressions ---- */

static struct zr_term *count_fault(
	struct zr_parser *parser, struct zr_term *call, const struct zr_token *name)
{
	assert(call->kind == ZR_TERM_CALL && call->function != NULL);
	const struct zr_function *function = call->function;
	unsigned count = call->argument_count;
	struct zr_fault fault = {.subject = function->name, .number = count};
	if (count < function->argument_min) {
		fault.kind = ZR_FAULT_TOO_FEW_ARGUMENTS;
	} else if (function->argument_max != ZR_FUNCTION_ANY && count > function->argument_max) {
		fault.kind = ZR_FAULT_TOO_MANY_ARGUMENTS;
	} else if ((function->flags & ZR_FUNCTION_PAIRS) != 0 && count % 2 != 0) {
		fault.kind = ZR_FAULT_ODD_ARGUMENTS;
	} else if ((function->flags & ZR_FUNCTION_ODD) != 0 && count % 2 == 0) {
		fault.kind = ZR_FAULT_EVEN_ARGUMENTS;
	} else {
		return call;
	}
	if (!parser->scope->is_lazy) {
		return zr_parser_fail(parser, ZR_E_SYNTAX, name->offset, &fault);
	}
	char message[160];
	(void)zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, message, sizeof message);
	call->kind = ZR_TERM_FAULT;
	call->string = zr_parser_copy(parser, message, strlen(message));
	return call->string != NULL ? call : NULL;
}

static bool parse_arguments(struct zr_parser *parser, struct zr_term *call)
{
	assert(call->kind == ZR_TERM_CALL && call->argument_count == 0);
	if (parser->token.kind == ZR_TOKEN_CLOSE) {
		zr_parser_advance(parser);
		return true;
	}
	for (;;) {
		struct zr_term *argument = zr_parser_expression(parser);
		if (argument == NULL || !zr_parser_add_argument(parser, call, argument)) {
			return false;
		}
		if (parser->token.kind != ZR_TOKEN_COMMA) {
			return expect(parser, ZR_TOKEN_CLOSE, ZR_FAULT_WANT_COMMA);
		}
		zr_parser_advance(parser);
	}
}

/* What a call makes of its whole expression: one that is volatile is worked out anew when it is
 * asked for, one that uses the focus cannot be taken out of a predicate and asked once. */
static void take_flags(struct zr_parser *parser, struct zr_term *call)
{
	assert(call->kind == ZR_TERM_CALL && call->function != NULL);
	unsigned flags = call->function->flags;
	bool is_bare = call->argument_count == 0;
	if ((flags & ZR_FUNCTION_VOLATILE) != 0 ||
		((flags & ZR_FUNCTION_VOLATILE_DEFAULT) != 0 && call->argument_count < 2)) {
		parser->expression->is_volatile = true;
	}
	if ((flags & ZR_FUNCTION_FOCUS) != 0 ||
		(is_bare && (flags & (ZR_FUNCTION_FOCUS_DEFAULT | ZR_FUNCTION_POSITION)) != 0)) {
		call->flags |= ZR_TERM_USES_FOCUS;
	}
	if (is_bare && (flags & ZR_FUNCTION_POSITION) != 0) {
		call->flags |= ZR_TERM_USES_POSITION;
	}
}

/* A pattern that is written out is tried now: its fault must not wait for an answer. */
static struct zr_term *check_pattern(
	struct zr_parser *parser, struct zr_term *call, const struct zr_token *name)
{
	bool is_written = call != NULL && call->kind == ZR_TERM_CALL && is_text(name, "regex") &&
			  call->arguments[1]->kind == ZR_TERM_STRING;
	if (!is_written || parser->scope->is_lazy) {
		return call;
	}
	const char *pattern = call->arguments[1]->string;
	ZR_CLEANUP(zr_regex_finish) struct zr_regex program = {0};
	zr_regex_compile(&program, pattern);
	return program.fault == ZR_FAULT_NONE
		       ? call
		       : zr_parser_fail(parser, program.fault_code, name->offset,
				 &(const struct zr_fault){.kind = ZR_FAULT_BAD_PATTERN,
					 .phrase = program.fault,
					 .subject = pattern});
}

static struct zr_term *parse_call(struct zr_parser *parser)
{
	assert(parser->token.kind == ZR_TOKEN_NAME && zr_parser_peek(parser) == '(');
	struct zr_token name = parser->token;
	struct zr_term *call = zr_parser_term(parser, ZR_TERM_CALL);
	if (call == NULL) {
		return NULL;
	}
	call->function = zr_catalogue_find(name.text, name.bytes);
	if (call->function == NULL && !parser->scope->is_lazy) {
		return zr_parser_fail_word(parser, ZR_E_REFERENCE, &name, ZR_FAULT_NO_FUNCTION);
	}
	zr_parser_advance(parser);
	zr_parser_advance(parser);
	if (!parse_arguments(parser, call)) {
		return NULL;
	}
	if (call->function == NULL) {
		char message[160];
		(void)snprintf(message, sizeof message, "there is no function %.*s()",
			(int)(name.bytes < 60 ? name.bytes : 60), name.text);
		call->kind = ZR_TERM_FAULT;
		call->string = zr_parser_copy(parser, message, strlen(message));
		return call->string != NULL ? call : NULL;
	}
	take_flags(parser, call);
	if (call->argument_count == 0 && call->function->argument_max == 0 &&
		(is_text(&name, "true") || is_text(&name, "false"))) {
		call->kind = ZR_TERM_BOOLEAN;
		call->boolean = name.bytes == 4;
		return call;
	}
	return check_pattern(parser, count_fault(parser, call, &name), &name);
}

static struct zr_term *parse_number(struct zr_parser *parser)
{
	const char *end = NULL;
	struct zr_term *term = zr_parser_term(parser, ZR_TERM_NUMBER);
	if (term != NULL) {
		term->number = zr_decimal_read(parser->token.text, &end);
		assert(end == parser->token.text + parser->token.bytes);
		zr_parser_advance(parser);
	}
	return term;
}

static struct zr_term *parse_literal(struct zr_parser *parser)
{
	assert(parser->token.kind == ZR_TOKEN_LITERAL);
	struct zr_term *term = zr_parser_term(parser, ZR_TERM_STRING);
	if (term != NULL) {
		term->string = zr_parser_copy(parser, parser->token.text, parser->token.bytes);
		zr_parser_advance(parser);
	}
	return term != NULL && term->string != NULL ? term : NULL;
}

static struct zr_term *parse_primary(struct zr_parser *parser)
{
	struct zr_term *term = NULL;
	switch (parser->token.kind) {
	case ZR_TOKEN_NUMBER:
		return parse_number(parser);
	case ZR_TOKEN_LITERAL:
		return parse_literal(parser);
	case ZR_TOKEN_OPEN:
		zr_parser_advance(parser);
		term = zr_parser_expression(parser);
		if (term == NULL || !expect(parser, ZR_TOKEN_CLOSE, ZR_FAULT_WANT_CLOSE)) {
			return NULL;
		}
		return term;
	case ZR_TOKEN_VARIABLE:
		return zr_parser_fail_word(
			parser, ZR_E_REFERENCE, &parser->token, ZR_FAULT_VARIABLE);
	default:
		return parse_call(parser);
	}
}

/* ---- steps ---- */

static const char *const axis_names[] = {
	[ZR_AXIS_CHILD] = "child",
	[ZR_AXIS_PARENT] = "parent",
	[ZR_AXIS_SELF] = "self",
	[ZR_AXIS_ATTRIBUTE] = "attribute",
	[ZR_AXIS_DESCENDANT] = "descendant",
	[ZR_AXIS_DESCENDANT_OR_SELF] = "descendant-or-self",
	[ZR_AXIS_ANCESTOR] = "ancestor",
	[ZR_AXIS_ANCESTOR_OR_SELF] = "ancestor-or-self",
	[ZR_AXIS_FOLLOWING] = "following",
	[ZR_AXIS_FOLLOWING_SIBLING] = "following-sibling",
	[ZR_AXIS_PRECEDING] = "preceding",
	[ZR_AXIS_PRECEDING_SIBLING] = "preceding-sibling",
	[ZR_AXIS_NAMESPACE] = "namespace",
};

static const struct {
	const char *name;
	enum zr_node_test test;
} node_types[] = {
	{"node", ZR_TEST_NODE},
	{"text", ZR_TEST_TEXT},
	{"comment", ZR_TEST_COMMENT},
	{"processing-instruction", ZR_TEST_INSTRUCTION},
};

static int find_node_type(const struct zr_token *token)
{
	for (size_t i = 0; i < sizeof node_types / sizeof *node_types; i++) {
		if (is_text(token, node_types[i].name)) {
			return (int)i;
		}
	}
	return -1;
}

static bool parse_axis(struct zr_parser *parser, struct zr_step *step)
{
	if (parser->token.kind == ZR_TOKEN_AT) {
		step->axis = ZR_AXIS_ATTRIBUTE;
		zr_parser_advance(parser);
		return true;
	}
	if (zr_parser_peek(parser) != ':' || parser->token.kind != ZR_TOKEN_NAME) {
		step->axis = ZR_AXIS_CHILD;
		return true;
	}
	for (size_t i = 0; i < sizeof axis_names / sizeof *axis_names; i++) {
		if (is_text(&parser->token, axis_names[i])) {
			step->axis = (uint8_t)i;
			step->is_spelled = true;
			zr_parser_advance(parser);
			return expect(parser, ZR_TOKEN_COLONS, ZR_FAULT_WANT_COLONS);
		}
	}
	(void)zr_parser_fail_word(parser, ZR_E_SYNTAX, &parser->token, ZR_FAULT_NO_AXIS);
	return false;
}

static bool parse_type_test(struct zr_parser *parser, struct zr_step *step, int type)
{
	assert(type >= 0 && (size_t)type < sizeof node_types / sizeof *node_types);
	step->test = (uint8_t)node_types[type].test;
	step->is_spelled = true;
	zr_parser_advance(parser);
	zr_parser_advance(parser);
	if (parser->token.kind == ZR_TOKEN_LITERAL && step->test == ZR_TEST_INSTRUCTION) {
		step->text = zr_parser_copy(parser, parser->token.text, parser->token.bytes);
		if (step->text == NULL) {
			return false;
		}
		zr_parser_advance(parser);
	}
	return expect(parser, ZR_TOKEN_CLOSE, ZR_FAULT_WANT_CLOSE);
}

/* The namespace of the prefix of a name; NULL and an error when it is not declared. */
static const char *resolve(struct zr_parser *parser, const struct zr_token *name)
{
	assert(name->kind == ZR_TOKEN_NAME && name->prefix_bytes <= name->bytes);
	char prefix[64];
	if (name->prefix_bytes >= sizeof prefix) {
		return zr_parser_fail_word(parser, ZR_E_SYNTAX, name, ZR_FAULT_PREFIX_TOO_LONG);
	}
	memcpy(prefix, name->text, name->prefix_bytes);
	prefix[name->prefix_bytes] = '\0';
	const struct zr_xpath_scope *scope = parser->scope;
	const char *uri =
		scope->namespace_for != NULL ? scope->namespace_for(scope->user, prefix) : NULL;
	if (uri == NULL && name->prefix_bytes > 0) {
		return zr_parser_fail(parser, ZR_E_REFERENCE, name->offset,
			&(const struct zr_fault){
				.kind = ZR_FAULT_PREFIX_UNKNOWN, .subject = prefix});
	}
	return uri != NULL ? uri : "";
}

static bool parse_name_test(struct zr_parser *parser, struct zr_step *step)
{
	struct zr_token name = parser->token;
	if (name.kind != ZR_TOKEN_NAME) {
		return zr_parser_unexpected(parser, ZR_FAULT_WANT_NAME) != NULL;
	}
	zr_parser_advance(parser);
	if (name.bytes == 1 && *name.text == '*') {
		step->test = ZR_TEST_ANY_NAME;
		return true;
	}
	const char *uri = "";
	if (name.prefix_bytes > 0 || step->axis != ZR_AXIS_ATTRIBUTE) {
		uri = resolve(parser, &name);
		if (uri == NULL) {
			return false;
		}
	}
	size_t skip = name.prefix_bytes > 0 ? name.prefix_bytes + 1 : 0;
	if (name.text[skip] == '*') {
		step->test = ZR_TEST_NAMESPACE;
		step->text = zr_parser_copy(parser, uri, strlen(uri));
		return step->text != NULL;
	}
	char *local = zr_parser_copy(parser, name.text + skip, name.bytes - skip);
	char *prefix = zr_parser_copy(parser, name.text, name.prefix_bytes);
	if (local == NULL || prefix == NULL) {
		return false;
	}
	step->test = ZR_TEST_NAME;
	step->name = zr_names_intern(parser->scope->names, uri, prefix, local);
	if (step->name == NULL) {
		parser->code = zr_error_set(parser->error, ZR_E_NOMEM, "no memory for a name");
	}
	return step->name != NULL;
}

static bool parse_predicates(struct zr_parser *parser, struct zr_term *path,
	struct zr_term ***predicates, uint32_t *count)
{
	while (parser->token.kind == ZR_TOKEN_OPEN_SQUARE) {
		zr_parser_advance(parser);
		struct zr_term *predicate = zr_parser_expression(parser);
		if (predicate == NULL ||
			!expect(parser, ZR_TOKEN_CLOSE_SQUARE, ZR_FAULT_WANT_CLOSE_SQUARE) ||
			!zr_parser_add(parser, predicates, count, predicate) ||
			!zr_parser_deepen(parser, path, predicate)) {
			return false;
		}
	}
	return true;
}

static struct zr_step *add_step(struct zr_parser *parser, struct zr_path *path)
{
	uint32_t count = path->step_count;
	if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
		size_t room = count == 0 ? 4 : (size_t)count * 2;
		struct zr_step *grown = zr_parser_new(parser, room * sizeof *grown);
		if (grown == NULL) {
			return NULL;
		}
		if (count > 0) {
			memcpy(grown, path->steps, count * sizeof *grown);
		}
		path->steps = grown;
	}
	return &path->steps[path->step_count++];
}

static bool parse_step(struct zr_parser *parser, struct zr_term *term)
{
	struct zr_step *step = add_step(parser, term->path);
	if (step == NULL) {
		return false;
	}
	if (parser->token.kind == ZR_TOKEN_DOT || parser->token.kind == ZR_TOKEN_DOT_DOT) {
		step->axis = parser->token.kind == ZR_TOKEN_DOT ? ZR_AXIS_SELF : ZR_AXIS_PARENT;
		step->test = ZR_TEST_NODE;
		zr_parser_advance(parser);
	} else {
		if (!parse_axis(parser, step)) {
			return false;
		}
		int type = zr_parser_peek(parser) == '(' ? find_node_type(&parser->token) : -1;
		if (!(type >= 0 ? parse_type_test(parser, step, type)
				: parse_name_test(parser, step))) {
			return false;
		}
	}
	return parse_predicates(parser, term, &step->predicates, &step->predicate_count);
}

static bool is_step_start(const struct zr_token *token)
{
	return token->kind == ZR_TOKEN_NAME || token->kind == ZR_TOKEN_AT ||
	       token->kind == ZR_TOKEN_DOT || token->kind == ZR_TOKEN_DOT_DOT;
}

static bool add_descendants(struct zr_parser *parser, struct zr_path *path)
{
	struct zr_step *step = add_step(parser, path);
	if (step == NULL) {
		return false;
	}
	step->axis = ZR_AXIS_DESCENDANT_OR_SELF;
	step->test = ZR_TEST_NODE;
	return true;
}

static bool parse_steps(struct zr_parser *parser, struct zr_term *term)
{
	assert(term->kind == ZR_TERM_PATH && term->path != NULL);
	for (;;) {
		if (!parse_step(parser, term)) {
			return false;
		}
		if (parser->token.kind == ZR_TOKEN_SLASH_SLASH) {
			if (!add_descendants(parser, term->path)) {
				return false;
			}
		} else if (parser->token.kind != ZR_TOKEN_SLASH) {
			return true;
		}
		zr_parser_advance(parser);
	}
}

/* ---- whole paths ---- */

static bool is_plain_step(const struct zr_step *step)
{
	return (step->test == ZR_TEST_NAME &&
		       (step->axis == ZR_AXIS_CHILD || step->axis == ZR_AXIS_ATTRIBUTE)) ||
	       (step->test == ZR_TEST_NODE &&
		       (step->axis == ZR_AXIS_SELF || step->axis == ZR_AXIS_PARENT));
}

/* "//name" without predicates is one walk down. */
static void merge_descendants(struct zr_path *path)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < path->step_count; i++) {
		struct zr_step step = path->steps[i];
		const struct zr_step *before = kept > 0 ? &path->steps[kept - 1] : NULL;
		if (before != NULL && before->axis == ZR_AXIS_DESCENDANT_OR_SELF &&
			before->test == ZR_TEST_NODE && before->predicate_count == 0 &&
			step.axis == ZR_AXIS_CHILD && step.predicate_count == 0) {
			step.axis = ZR_AXIS_DESCENDANT;
			kept--;
		}
		path->steps[kept++] = step;
	}
	path->step_count = kept;
}

static struct zr_term *finish_path(struct zr_term *term)
{
	assert(term->kind == ZR_TERM_PATH && term->path != NULL);
	struct zr_path *path = term->path;
	merge_descendants(path);
	bool is_plain = path->start != ZR_START_TERM || path->term->kind == ZR_TERM_CALL;
	for (uint32_t i = 0; i < path->step_count; i++) {
		const struct zr_step *step = &path->steps[i];
		is_plain = is_plain && is_plain_step(step);
		term->flags |= step->is_spelled ? ZR_TERM_SPELLED : 0;
		path->goes_down = path->goes_down || step->axis == ZR_AXIS_CHILD ||
				  step->axis == ZR_AXIS_ATTRIBUTE ||
				  step->axis == ZR_AXIS_DESCENDANT ||
				  step->axis == ZR_AXIS_DESCENDANT_OR_SELF;
	}
	if (is_plain) {
		term->flags |= ZR_TERM_PLAIN;
	}
	if (path->start == ZR_START_CONTEXT) {
		term->flags |= ZR_TERM_USES_FOCUS;
	}
	return term;
}

static struct zr_term *new_path(struct zr_parser *parser, enum zr_path_start start)
{
	struct zr_term *term = zr_parser_term(parser, ZR_TERM_PATH);
	struct zr_path *path = zr_parser_new(parser, sizeof *path);
	if (term == NULL || path == NULL) {
		return NULL;
	}
	path->start = (uint8_t)start;
	term->path = path;
	return term;
}

/* A primary expression with its predicates and the steps behind it. */
static struct zr_term *parse_filter(struct zr_parser *parser)
{
	struct zr_term *primary = parse_primary(parser);
	if (primary == NULL || (parser->token.kind != ZR_TOKEN_OPEN_SQUARE &&
				       parser->token.kind != ZR_TOKEN_SLASH &&
				       parser->token.kind != ZR_TOKEN_SLASH_SLASH)) {
		return primary;
	}
	struct zr_term *term = new_path(parser, ZR_START_TERM);
	if (term == NULL || !zr_parser_deepen(parser, term, primary)) {
		return NULL;
	}
	struct zr_path *path = term->path;
	path->term = primary;
	term->flags |= primary->flags & (ZR_TERM_USES_FOCUS | ZR_TERM_USES_POSITION);
	if (!parse_predicates(parser, term, &path->predicates, &path->predicate_count)) {
		return NULL;
	}
	if (parser->token.kind == ZR_TOKEN_SLASH_SLASH && !add_descendants(parser, path)) {
		return NULL;
	}
	if (parser->token.kind == ZR_TOKEN_SLASH || parser->token.kind == ZR_TOKEN_SLASH_SLASH) {
		zr_parser_advance(parser);
		if (!parse_steps(parser, term)) {
			return NULL;
		}
	}
	return finish_path(term);
}

/* A name before a bracket is a call, but for the four node types (section 3.7, "if the character
 * following an NCName is '('"). */
static bool is_primary(const struct zr_parser *parser)
{
	switch (parser->token.kind) {
	case ZR_TOKEN_NUMBER:
	case ZR_TOKEN_LITERAL:
	case ZR_TOKEN_OPEN:
	case ZR_TOKEN_VARIABLE:
		return true;
	case ZR_TOKEN_NAME:
		return zr_parser_peek(parser) == '(' && find_node_type(&parser->token) < 0;
	default:
		return false;
	}
}

struct zr_term *zr_parser_path(struct zr_parser *parser)
{
	assert(parser != NULL);
	if (is_primary(parser)) {
		return parse_filter(parser);
	}
	enum zr_token_kind first = parser->token.kind;
	if (first != ZR_TOKEN_SLASH && first != ZR_TOKEN_SLASH_SLASH &&
		!is_step_start(&parser->token)) {
		return zr_parser_unexpected(parser, ZR_FAULT_WANT_VALUE);
	}
	bool is_absolute = first == ZR_TOKEN_SLASH || first == ZR_TOKEN_SLASH_SLASH;
	struct zr_term *term = new_path(parser, is_absolute ? ZR_START_ROOT : ZR_START_CONTEXT);
	if (term == NULL) {
		return NULL;
	}
	if (is_absolute) {
		zr_parser_advance(parser);
		if (first == ZR_TOKEN_SLASH && !is_step_start(&parser->token)) {
			return finish_path(term);
		}
		if (first == ZR_TOKEN_SLASH_SLASH && !add_descendants(parser, term->path)) {
			return NULL;
		}
	}
	return parse_steps(parser, term) ? finish_path(term) : NULL;
}
