/*
 * The compiled form of an expression. For lib/xpath.
 *
 * A compiled expression is a tree of terms in one memory that belongs to it. A chain of one
 * operator ("a or b or c") is one term with many arguments, so that depth is the author's nesting
 * and not the length of the chain.
 */
#ifndef ZR_XPATH_TERM_H
#define ZR_XPATH_TERM_H

#include "lib/xpath/xpath.h"

struct zr_function; /* functions/function.h */
struct zr_xpath_block;

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

struct zr_xpath {
	struct zr_xpath_block *blocks; /* all memory of the terms; owned */
	const char *text;
	struct zr_term *root;
	bool is_volatile;
};

/* An expression of that text, copied, without a term. Its first memory is of a size that fits the
 * text. NULL without memory; zr_xpath_free() frees it. */
struct zr_xpath *zr_term_new_expression(const char *text);

/* Zeroed memory that lives as long as the expression, or NULL. */
void *zr_term_new(struct zr_xpath *expression, size_t bytes);
char *zr_term_copy(struct zr_xpath *expression, const char *text, size_t bytes);

#endif
