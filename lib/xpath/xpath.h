/*
 * XPath 1.0 with the functions of ODK XForms, compiled once and evaluated against a tree.
 *
 * A compiled expression is immutable and may be used by several sessions of one form. Evaluation
 * keeps its temporaries in the context's arena, which the caller resets between evaluations.
 * No I/O, clock or random source: all of it comes through the context.
 *
 * Where ODK's programs differ from XPath 1.0, Zarya does this:
 * - An absolute path read from inside a repeat means the same repeat instance: as long as the names
 *   of its steps are those of the context node's ancestors, and up to the first predicate, a step
 *   is that ancestor. The last step is never bound, so count(/data/person) counts all of them.
 *   Relative paths are plain XPath.
 * - Nodes that are not relevant are left out of the result of a path; those of templates always.
 * - A node as a condition (if(../known, …), relevant="../known") is true by its value: not when it
 *   is empty, nor when it is bound as a number (ZR_NODE_NUMERIC) and is 0. A path with a written
 *   axis or node type (following-sibling::person, self::node()) is XPath's: true when it is there.
 * - A path to a node that is not there compares as the empty string, not as an empty set. (A path
 *   with a wildcard keeps to XPath.)
 * - Dates: date(), today(), now(), date-time() give values of their own kind. As a number they are
 *   days since 1970-01-01T00:00Z; a date without a time stands for its midnight in the context's
 *   time zone. Dates without times differ by whole calendar days. Text of the shape of a date or
 *   dateTime takes part in arithmetic and comparison as a date.
 *   As a date a whole number is that day in every time zone; one with a fraction is an instant.
 *   Two times of day have an order ('09:30' < '10:00'), where XPath's is false and JavaRosa's that
 *   of their days; format-date() takes a time as one of today.
 *   Functions on text (concat(), string(), substr(), …) see of a moment, and of a node bound as
 *   dateTime (ZR_NODE_MOMENT), the date only; a moment that is stored keeps its time.
 * - Numbers are equal when they differ by less than 1e-12; a decimal comma is read as a point;
 *   exponents are not numbers (XPath 1.0).
 * - sum(), min() and max() leave out what is empty.
 * - regex() must match the whole text; look-around and back-references are refused.
 * - once() keeps the context node's value where there is one.
 * - pulldata('f', 'column', 'key', value) reads instance('f')'s first row that matches.
 * - date() and date-time() of what is not a date is an error, of "" it is "".
 * Limits: ZR_XPATH_DEPTH_MAX. Source: XPath 1.0; getodk.github.io/xforms-spec, "XPath functions".
 */
#ifndef ZR_XPATH_H
#define ZR_XPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/xpath/tree.h"

struct zr_xpath; /* a compiled expression */

/* What names mean while an expression is compiled. */
struct zr_xpath_scope {
	struct zr_names *names;
	/* The namespace of a prefix, NULL when it is not declared. "" asks for the default
	 * namespace of element names. */
	const char *(*namespace_for)(void *user, const char *prefix);
	void *user;
	/* An unknown function or a wrong number of arguments is then an error only when the
	 * evaluation comes to it, not of the compilation. */
	bool is_lazy;
	/* What ODK Collect (JavaRosa) cannot evaluate is an error of the compilation,
	 * ZR_E_UNSUPPORTED: axes beyond child, parent, self and attribute, //, text(), unions,
	 * conditions behind brackets, and a dozen functions of XPath 1.0. For checking forms. */
	bool is_portable;
};

enum zr_value_kind {
	ZR_VALUE_NODES,
	ZR_VALUE_STRING,
	ZR_VALUE_NUMBER,
	ZR_VALUE_BOOLEAN,
	ZR_VALUE_DATE,     /* number: days since 1970-01-01T00:00Z of midnight in the time zone */
	ZR_VALUE_DATETIME, /* number: as above, with the time as fraction */
};

struct zr_value {
	enum zr_value_kind kind;
	union {
		struct {
			struct zr_node **items; /* in the context's arena, document order */
			size_t count;
		} nodes;
		const char *string; /* in the arena, a node, or the expression: valid until reset */
		double number;
		bool boolean;
	};
};

/* A column of the rows below a node: what an index is of. */
struct zr_lookup_key {
	struct zr_node *parent;
	const struct zr_name *row;
	const struct zr_name *column;
};

/* What an evaluation may ask of the form. Every member may be NULL: the function that needs it is
 * then an error that says so. Strings given back live until the next call or in the arena. */
struct zr_xpath_hooks {
	/* The document element of instance('id'), NULL when there is no such instance. Paths begin
	 * at its parent, so that instance('id')/root/item works: give it a document node. */
	struct zr_node *(*instance)(void *user, const char *id);
	/* The text of jr:itext('id') in the session's language, NULL when there is none. */
	const char *(*itext)(void *user, const char *id);
	/* jr:choice-name(value, path): the label of the choice of the select at that path. */
	const char *(*choice_name)(
		void *user, struct zr_node *from, const char *value, const char *path);
	/* The rows whose column may equal `value` (as text or number), in document order,
	 * each that does among them: an index for choice filters and pulldata(). Returns false when
	 * there is no index, and the caller scans. */
	bool (*lookup)(void *user, const struct zr_lookup_key *key, const char *value,
		struct zr_node ***ret_rows, size_t *ret_count);
	/* Whether each value of that column is one word, so that selected() can be looked up. */
	bool (*has_single_words)(void *user, const struct zr_lookup_key *key);
	/* Where the node of a target of zr_xpath_resolve() stands; borrowed, not changed. NULL: the
	 * path is walked. */
	struct zr_node **(*single)(void *user, const void *target);
	/* Property of the device or user: "deviceid", "username", "phonenumber", "email", ... */
	const char *(*property)(void *user, const char *name);
	/* 64 random bits, for random(), uuid() and randomize() without a seed. */
	uint64_t (*random)(void *user);
};

struct zr_xpath_context {
	struct zr_node *node;    /* the context node; NULL: what asks for it is an error */
	struct zr_node *current; /* what current() gives; NULL: node */
	struct zr_node *root;    /* the document node that / means */
	size_t position;         /* 1-based; 0: the node's among its twins */
	size_t size;             /* 0 is taken as 1 */
	struct zr_arena *arena;  /* temporaries; the caller resets it */
	const struct zr_xpath_hooks *hooks;
	void *user;     /* for the hooks */
	int64_t now_us; /* UTC, microseconds since 1970 */
	/* IANA name: Russia's zones and UTC are known, as constant offsets; NULL or any other name
	 * uses utc_offset_s. */
	const char *time_zone;
	int32_t utc_offset_s; /* east positive */
	const char *language; /* for month and day names, e.g. "ru"; NULL is English */
	uint64_t *visited;    /* NULL, or counts the nodes that paths looked at */
};

/*
 * Compiles text. An unknown function, a wrong number of arguments, an undeclared prefix and bad
 * syntax are errors that give the column and name the fault.
 * ZR_E_SYNTAX, ZR_E_REFERENCE (prefix, function), ZR_E_UNSUPPORTED, ZR_E_LIMIT, ZR_E_NOMEM.
 */
int zr_xpath_compile(const char *text, const struct zr_xpath_scope *scope,
	struct zr_xpath **ret_expression, struct zr_error *error) ZR_MUST_CHECK;
void zr_xpath_free(struct zr_xpath *expression);

/* Calls resolve for every absolute path of plain names. What it gives (NULL: nothing) says that the
 * path means exactly one node, which hooks->single will tell: it may not stand in a repeat. */
void zr_xpath_resolve(struct zr_xpath *expression,
	const void *(*resolve)(void *user, const struct zr_name *const *names, size_t count),
	void *user);

/* One step of a path that the expression reads, for the dependency graph. */
struct zr_xpath_step {
	const struct zr_name *name; /* NULL: any name (*, node()) */
	enum {
		ZR_STEP_CHILD,
		ZR_STEP_PARENT,
		ZR_STEP_SELF,
		ZR_STEP_ATTRIBUTE,
		ZR_STEP_ANY
	} axis;
	bool has_predicate;
};

/* What the expression takes from the nodes where a path ends. */
enum zr_xpath_use {
	ZR_USE_PRESENCE, /* which there are: count(), position() */
	ZR_USE_VALUE,    /* the value of the node itself, as a condition does */
	ZR_USE_TEXT,     /* the string-value, of a group that of all below it */
};

struct zr_xpath_path {
	enum {
		ZR_PATH_ABSOLUTE, /* from the root of the main instance */
		ZR_PATH_RELATIVE, /* from the context node */
		ZR_PATH_CURRENT,  /* from current() */
		ZR_PATH_INSTANCE, /* from instance('id') */
	} from;
	const char *instance_id; /* INSTANCE; NULL: only the evaluation knows it */
	const struct zr_xpath_step *steps;
	size_t step_count;
	/* For a path inside a predicate: the path whose predicate it stands in (its relative start
	 * is that path's node). NULL outside predicates. */
	const struct zr_xpath_path *within;
	bool is_indexed; /* the field of indexed-repeat(): any instance, wherever the path starts */
	enum zr_xpath_use use;
};

/* Calls visit for every path the expression reads, those inside predicates too. What goes on behind
 * brackets is one path with what is inside; where a path begins cannot always be said, and it is
 * then shown as beginning with any node. Stops at and returns the first non-zero answer. use is
 * what the caller takes from the value of the whole expression. */
int zr_xpath_visit_uses(const struct zr_xpath *expression, enum zr_xpath_use use,
	int (*visit)(void *user, const struct zr_xpath_path *path), void *user);

/* The same with ZR_USE_TEXT. */
int zr_xpath_visit_paths(const struct zr_xpath *expression,
	int (*visit)(void *user, const struct zr_xpath_path *path), void *user);

struct zr_term; /* a call in an expression; lives as long as that */

/* Calls visit for every call of the function, wherever it stands. name is the catalogue's, such as
 * "pulldata" or "jr:itext"; what stands in quotes is no call. Stops at and returns the first
 * non-zero answer. */
typedef int zr_xpath_visit_call(void *user, const struct zr_term *call);
int zr_xpath_visit_calls(const struct zr_xpath *expression, const char *name,
	zr_xpath_visit_call *visit, void *user);

/* Whether there is such a call. */
bool zr_xpath_calls(const struct zr_xpath *expression, const char *name);

/* The text that the call gives as its index-th argument, NULL when that is no literal or not there;
 * the name at the end of the path that it gives. */
const char *zr_xpath_call_literal(const struct zr_term *call, size_t index);
const struct zr_name *zr_xpath_call_leaf(const struct zr_term *call, size_t index);

/* Whether its value can change without any node changing: now(), today(), random(), uuid(). */
bool zr_xpath_is_volatile(const struct zr_xpath *expression);

/* The text it was compiled from. */
const char *zr_xpath_text(const struct zr_xpath *expression);

/* The value, or an error that names the function and the fault. ZR_E_INVALID, ZR_E_LIMIT,
 * ZR_E_UNSUPPORTED, ZR_E_NOMEM. */
int zr_xpath_evaluate(const struct zr_xpath *expression, const struct zr_xpath_context *context,
	struct zr_value *ret_value, struct zr_error *error) ZR_MUST_CHECK;

/* Whether the text is UTF-8 of characters that XML 1.0 can carry. */
bool zr_xpath_is_storable(const char *text);

/* Conversions of XPath 1.0 section 4; strings go to the context's arena, NULL without memory.
 * ODK: a string that is an ISO date or dateTime becomes a number of days since 1970-01-01 where
 * number() or a comparison asks for one. */
const char *zr_value_string(const struct zr_value *value, const struct zr_xpath_context *context);
double zr_value_number(const struct zr_value *value, const struct zr_xpath_context *context);
bool zr_value_boolean(const struct zr_value *value);

#endif
