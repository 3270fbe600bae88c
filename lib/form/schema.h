/*
 * What the model says of each element of the main instance: the schema that live nodes point to.
 *
 * Every element and attribute of the main instance has exactly one struct zr_bind, also those that
 * no <bind> names; the instances of a repeat share it. Declarations and jr:template have none.
 * Immutable after loading, in the form's arena. Source: ODK XForms "Bindings", "Bind attributes",
 * "Preload attributes".
 */
#ifndef ZR_FORM_SCHEMA_H
#define ZR_FORM_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/form/control.h"
#include "lib/xpath/tree.h"
#include "lib/xpath/xpath.h"

struct zr_caption; /* load/captions.h */

/* What an expression of a bind decides. */
enum zr_rule_kind {
	ZR_RULE_CALCULATE,
	ZR_RULE_RELEVANT,
	ZR_RULE_REQUIRED,
	ZR_RULE_READONLY,
	ZR_RULE_REPEATS, /* jr:count: how many instances; runs last, for what it adds may feed it */
	ZR_RULE_CHOICES, /* a filtered list: drops what is no longer in it; runs last, too */
	ZR_RULE_COUNT_,  /* number of the above */
};

/* "calculate", "relevant", ...: as the form spells them. */
extern const char *const zr_rule_names[ZR_RULE_COUNT_];

/* The node's own condition, beside what ancestors impose (enum zr_node_flags has the sum). */
enum {
	ZR_NODE_OWN_IRRELEVANT = 1 << 5,
	ZR_NODE_OWN_READONLY = 1 << 6,
};

/* In zr_node.extra of a live node, above the bits of the rules that are due: what stands there came
 * from a stored record, be it empty. */
enum {
	ZR_NODE_WAS_STORED = 1 << ZR_RULE_COUNT_,
	ZR_NODE_IS_CORRECTED = 1 << (ZR_RULE_COUNT_ + 1) /* correction.c */
};

/* One expression that is kept up to date: a vertex of the dependency graph. */
struct zr_rule {
	enum zr_rule_kind kind;
	struct zr_bind *bind;
	const struct zr_bind *context; /* where its relative paths start: bind, or one around it */
	const struct zr_xpath *expression;
	uint32_t rank;  /* its place in dependency order; dense from 0 */
	bool is_worded; /* it asks for a label or a text: due when the language changes */
	bool is_lazy; /* jr:count that its own instances feed: grows as the interview gets there */
	uint8_t colour; /* while the order is found: 0 new, 1 on the way, 2 done */
	uint32_t stamp; /* of the last search that came here, while loading */
	unsigned line;
};

/* "When a node of this bind changes, that rule is due": in the same instance of `shared` only, or
 * everywhere when it is NULL. */
struct zr_edge {
	struct zr_rule *rule;
	const struct zr_bind *shared;
	bool is_presence;  /* reads only which nodes there are, not what stands in them */
	bool is_unordered; /* takes no part in the order: the words in a label, a place in a row */
	struct zr_edge *next;
};

/* A setvalue or setgeopoint. */
struct zr_action {
	unsigned events; /* ZR_EVENT_* bits */
	struct zr_bind *target;
	const struct zr_bind *home;        /* the repeat it stands in, NULL outside */
	const struct zr_xpath *expression; /* NULL: text */
	const char *text;
	const struct zr_xpath
		*place;   /* the ref where it has conditions; NULL: the nearest target */
	bool is_location; /* setgeopoint: where the device is */
	unsigned line;
	struct zr_action *next;         /* of the form, in order */
	struct zr_action *next_of_bind; /* of the bind whose value change fires it */
};

enum {
	ZR_EVENT_FIRST_LOAD = 1 << 0,
	ZR_EVENT_LOAD = 1 << 1,
	ZR_EVENT_NEW_REPEAT = 1 << 2,
	ZR_EVENT_VALUE_CHANGED = 1 << 3,
	ZR_EVENT_REVALIDATE = 1 << 4,
};

struct zr_bind {
	const struct zr_name *name;
	struct zr_bind *parent;
	struct zr_bind *first_child;
	struct zr_bind *first_attribute;
	struct zr_bind *next;         /* sibling; the next attribute for an attribute */
	struct zr_bind *next_in_slot; /* of zr_form.bind_slots */
	const struct zr_bind *repeat; /* the innermost repeat at or above, NULL */
	struct zr_node *node;         /* in the form's own copy of the instance */
	struct zr_node *source;       /* repeat: what a new instance is cloned from */
	const char *path;             /* "/data/person/age", "/data/@version" */
	uint32_t index;               /* dense from 0, in document order */
	bool is_attribute;
	bool is_repeat;
	bool is_twin;                     /* some parent has it twice and it is no repeat */
	const struct zr_node *seen_below; /* while loading */
	bool is_bound;                    /* a <bind> names it */
	bool has_type;                    /* that <bind> gives a type */
	bool is_foreign_moment;           /* the type is "datetime", which Collect takes as text */
	enum zr_type type;
	struct zr_rule *rules[ZR_RULE_COUNT_];
	const struct zr_xpath *constraint;
	const struct zr_caption *constraint_message;
	const struct zr_caption *required_message;
	const char *preload;
	const char *preload_parameter;
	const struct zr_control *control; /* the question, group or repeat of it; NULL */
	bool is_shared;                   /* several questions ask for it */
	struct zr_edge *edges;            /* rules that read it */
	struct zr_action *changed;        /* xforms-value-changed */
	unsigned line;                    /* of the <bind>, or of the element */
};

#endif
