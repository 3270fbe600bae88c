/*
 * The compiled form of an expression and what the parts of XPath share. For lib/xpath.
 *
 * A compiled expression is a tree of terms in one memory that belongs to it. A chain of one
 * operator ("a or b or c") is one term with many arguments, so that depth is the author's nesting
 * and not the length of the chain. A value during evaluation lies in the context's arena.
 */
#ifndef ZR_XPATH_EVALUATION_H
#define ZR_XPATH_EVALUATION_H

#include "lib/xpath/value/date.h"
#include "lib/base/decimal.h"
#include "lib/xpath/xpath.h"

enum zr_term_kind {
	ZR_TERM_NUMBER,
	ZR_TERM_STRING,
	ZR_TERM_BOOLEAN,
	ZR_TERM_OR,
	ZR_TERM_AND,
	ZR_TERM_EQUAL,
	ZR_TERM_NOT_EQUAL,
	ZR_TERM_LESS,
	ZR_TERM_LESS_EQUAL,
	ZR_TERM_GREATER,
	ZR_TERM_GREATER_EQUAL,
	ZR_TERM_ADD,
	ZR_TERM_SUBTRACT,
	ZR_TERM_MULTIPLY,
	ZR_TERM_DIVIDE,
	ZR_TERM_MODULO,
	ZR_TERM_NEGATE,
	ZR_TERM_UNION,
	ZR_TERM_PATH,
	ZR_TERM_CALL,
	ZR_TERM_FAULT, /* a call that cannot be made: is_lazy */
};

enum {
	ZR_TERM_USES_FOCUS = 1 << 0,    /* its value depends on the context node */
	ZR_TERM_USES_POSITION = 1 << 1, /* it asks for position() or last() of the focus */
	ZR_TERM_PLAIN = 1 << 2,         /* a path of names only: missing reads as "" */
	ZR_TERM_SPELLED = 1 << 3,       /* a path with axis:: or node(): true when not empty */
};

struct zr_term {
	uint8_t kind; /* enum zr_term_kind */
	uint8_t flags;
	uint16_t depth;
	uint32_t argument_count;
	struct zr_term **arguments;
	union {
		double number;
		bool boolean;
		const char *string; /* STRING: the text; FAULT: the sentence */
		const struct zr_function *function;
		struct zr_path *path;
	};
};

enum zr_axis {
	ZR_AXIS_CHILD,
	ZR_AXIS_PARENT,
	ZR_AXIS_SELF,
	ZR_AXIS_ATTRIBUTE,
	ZR_AXIS_DESCENDANT,
	ZR_AXIS_DESCENDANT_OR_SELF,
	ZR_AXIS_ANCESTOR,
	ZR_AXIS_ANCESTOR_OR_SELF,
	ZR_AXIS_FOLLOWING,
	ZR_AXIS_FOLLOWING_SIBLING,
	ZR_AXIS_PRECEDING,
	ZR_AXIS_PRECEDING_SIBLING,
	ZR_AXIS_NAMESPACE,
};

enum zr_node_test {
	ZR_TEST_NAME,
	ZR_TEST_ANY_NAME,
	ZR_TEST_NAMESPACE,
	ZR_TEST_NODE,
	ZR_TEST_TEXT,
	ZR_TEST_COMMENT,
	ZR_TEST_INSTRUCTION,
};

struct zr_step {
	uint8_t axis;    /* enum zr_axis */
	uint8_t test;    /* enum zr_node_test */
	bool is_spelled; /* its axis or node type was written out */
	uint32_t predicate_count;
	const struct zr_name *name; /* NAME */
	const char *text;           /* NAMESPACE: its URI; INSTRUCTION: the target or NULL */
	struct zr_term **predicates;
};

enum zr_path_start {
	ZR_START_CONTEXT,
	ZR_START_ROOT,
	ZR_START_TERM,
};

struct zr_path {
	uint8_t start;  /* enum zr_path_start */
	bool goes_down; /* has a child, descendant or attribute step */
	uint32_t step_count;
	uint32_t predicate_count; /* on the term */
	struct zr_term *term;
	struct zr_term **predicates;
	struct zr_step *steps;
	const void *target; /* what zr_xpath_resolve() gave for it, NULL */
};

struct zr_xpath_block;

struct zr_xpath {
	struct zr_xpath_block *blocks; /* all memory of the terms; owned */
	const char *text;
	struct zr_term *root;
	bool is_volatile;
};

/* Zeroed memory that lives as long as the expression, or NULL. */
void *zr_xpath_new(struct zr_xpath *expression, size_t bytes);
char *zr_xpath_copy(struct zr_xpath *expression, const char *text, size_t bytes);

/* ---- words ---- */

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
	double number;
};

struct zr_xpath_lexer {
	const char *start;
	const char *at;
	bool wants_operator; /* the token before was an operand: names and * are operators */
};

/* The next token; BAD when no token begins there. */
struct zr_token zr_xpath_lexer_next(struct zr_xpath_lexer *lexer);

/* ---- evaluation ---- */

struct zr_evaluation {
	const struct zr_xpath_context *context;
	struct zr_error *error;
	unsigned depth;
	uint64_t visited; /* nodes that paths looked at */
	uint64_t work;    /* other steps that grow with a product: pairs, characters tried */
};

struct zr_focus {
	struct zr_node *node;
	size_t position;
	size_t size;
};

/* A function: min and max arguments (255: any number), ZR_FUNCTION_* flags, and its body, which
 * evaluates its own arguments. */
struct zr_function {
	const char *name;
	uint8_t argument_min;
	uint8_t argument_max;
	uint8_t flags;
	int (*call)(struct zr_evaluation *evaluation, const struct zr_term *call,
		const struct zr_focus *focus, struct zr_value *ret_value);
};

enum {
	ZR_FUNCTION_VOLATILE = 1 << 0,
	ZR_FUNCTION_FOCUS = 1 << 1,            /* depends on the context node */
	ZR_FUNCTION_POSITION = 1 << 2,         /* without arguments, depends on the position */
	ZR_FUNCTION_FOCUS_DEFAULT = 1 << 3,    /* without arguments, depends on the context node */
	ZR_FUNCTION_PAIRS = 1 << 4,            /* takes an even number of arguments */
	ZR_FUNCTION_ODD = 1 << 5,              /* takes an odd number of arguments */
	ZR_FUNCTION_VOLATILE_DEFAULT = 1 << 6, /* without a seed */
	ZR_FUNCTION_EXTRA = 1 << 7             /* JavaRosa does not know it */
};

#define ZR_FUNCTION_DECLARE(name)                                                                  \
	int name(struct zr_evaluation *evaluation, const struct zr_term *call,                     \
		const struct zr_focus *focus, struct zr_value *ret_value)

/* NULL when there is no such function. The name need not end with a NUL. */
const struct zr_function *zr_xpath_functions_find(const char *name, size_t bytes);

int zr_xpath_evaluate_term(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;
int zr_xpath_evaluate_path(struct zr_evaluation *evaluation, const struct zr_path *path,
	const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;
int zr_xpath_nomem(struct zr_evaluation *evaluation);
/* Counts steps; ZR_E_LIMIT when the evaluation has taken more than ZR_XPATH_WORK_MAX. */
int zr_xpath_work(struct zr_evaluation *evaluation, uint64_t steps) ZR_MUST_CHECK;

/* A term's value as a condition: see xpath.h on nodes. */
bool zr_xpath_is_true(const struct zr_term *term, const struct zr_value *value);

/* A comparison or equality of two values; plain flags say that an empty set reads as "". */
struct zr_operand {
	const struct zr_value *value;
	bool is_plain;
};
int zr_xpath_compare(struct zr_evaluation *evaluation, enum zr_term_kind kind,
	struct zr_operand left, struct zr_operand right, bool *ret_result) ZR_MUST_CHECK;

/* Nodes, growing in the arena. */
struct zr_node_list {
	struct zr_node **items;
	size_t count;
	size_t capacity;
};
int zr_xpath_axes_add(struct zr_evaluation *evaluation, struct zr_node_list *list,
	struct zr_node *node) ZR_MUST_CHECK;
/* Appends the nodes of the step's axis and test, nearest first. */
int zr_xpath_axes_walk(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list) ZR_MUST_CHECK;
bool zr_xpath_axes_is_reverse(const struct zr_step *step);
/* Appends the rows below parent that the step's first predicate can let through, from the form's
 * index, in document order; false: there is no answer, and the caller scans. outer is the focus of
 * what does not depend on the row, NULL where that is not sure. */
int zr_xpath_candidates(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *parent, const struct zr_focus *outer, struct zr_node_list *list,
	bool *ret_found) ZR_MUST_CHECK;
/* Document order, each node once. */
void zr_xpath_axes_sort(struct zr_node_list *list);

/* ---- values ---- */

const char *zr_xpath_value_of_node(struct zr_evaluation *evaluation, const struct zr_node *node);
const char *zr_xpath_value_text(struct zr_evaluation *evaluation, const struct zr_value *value);
/* As XPath's number(): a date counts whole days, a moment is an instant in days. */
double zr_xpath_value_number(struct zr_evaluation *evaluation, const struct zr_value *value);
/* The instant of a date (its midnight here) or moment, in days; NaN of anything else. */
double zr_xpath_value_days(struct zr_evaluation *evaluation, const struct zr_value *value);

bool zr_xpath_number_equal(double a, double b);

bool zr_xpath_date_is_shaped(const char *text);
/* Whether it is not a midnight of the time zone. */
bool zr_xpath_date_has_time(const struct zr_xpath_context *context, double days);
/* Whole calendar days in the time zone. */
double zr_xpath_date_calendar_day(const struct zr_xpath_context *context, double days);
bool zr_xpath_value_is_answered(const struct zr_node *node);

/* ---- arguments of functions ---- */

int zr_xpath_argument(struct zr_evaluation *evaluation, const struct zr_term *call, size_t index,
	const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;
int zr_xpath_argument_text(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, const char **ret_text) ZR_MUST_CHECK;
int zr_xpath_argument_number(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, double *ret_number) ZR_MUST_CHECK;
int zr_xpath_argument_boolean(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, bool *ret_boolean) ZR_MUST_CHECK;
/* An error when the argument is not a set of nodes. */
int zr_xpath_argument_nodes(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;

/* All arguments from index on, node-sets replaced by their nodes' texts. */
struct zr_texts {
	const char **items;
	size_t count;
	size_t capacity;
};
int zr_xpath_argument_texts(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t from, const struct zr_focus *focus, struct zr_texts *ret_texts) ZR_MUST_CHECK;

void zr_xpath_return_text(struct zr_value *ret_value, const char *text);
void zr_xpath_return_number(struct zr_value *ret_value, double number);
void zr_xpath_return_boolean(struct zr_value *ret_value, bool boolean);
/* Joins pieces into the arena. */
int zr_xpath_return_copy(struct zr_evaluation *evaluation, struct zr_value *ret_value,
	const char *text, size_t bytes) ZR_MUST_CHECK;
int zr_xpath_fault(struct zr_evaluation *evaluation, const struct zr_term *call, int code,
	const char *format, ...) ZR_PRINTF(4, 5);

#endif
