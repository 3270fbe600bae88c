/*
 * A form as it was loaded: the inside of struct zr_form. For lib/form.
 *
 * Immutable after loading, but for the indexes over lists, which are made as they are asked for and
 * say nothing that the lists do not.
 */
#ifndef ZR_FORM_LOADED_H
#define ZR_FORM_LOADED_H

#include "lib/base/arena.h"
#include "lib/form/control.h"
#include "lib/form/form.h"
#include "lib/form/load/captions.h"
#include "lib/form/load/declarations.h"
#include "lib/form/rules/datatype.h"
#include "lib/form/schema.h"
#include "lib/xpath/xpath.h"

struct zr_lookup_table;
struct zr_xml_prefix;

enum {
	ZR_FORM_WARNING_COUNT_MAX = 64
};

/* A secondary instance. */
struct zr_instance {
	const char *id;
	struct zr_node *document; /* NULL for last-saved: it belongs to the session */
	bool is_last_saved;
	struct zr_instance *next;
};

/* A choice written in the body. */
struct zr_inline_choice {
	const char *value;
	const struct zr_caption *label;
	struct zr_inline_choice *next;
};

/* Where the choices of a select come from: items, or a nodeset with value and label under it. */
struct zr_choice_source {
	struct zr_inline_choice *items;
	struct zr_inline_choice *last_item;
	size_t item_count;
	const struct zr_xpath *nodeset;
	const struct zr_xpath *value;
	const struct zr_xpath *label;
	const struct zr_name *value_name; /* where it is one plain child */
	const struct zr_name *label_name;
	struct zr_node *holder; /* of the rows, where all rows of an instance are choices; NULL */
	const struct zr_name *row_name;
	struct zr_node *list; /* likewise, or of the rows that a filter chooses from; NULL */
	bool label_is_itext;  /* label gives an itext id */
	const struct zr_name *const *external; /* old lists: the label column of each language */
};

struct zr_control_priv {
	struct zr_bind *bind; /* NULL for a group without ref */
	const struct zr_caption *label;
	const struct zr_caption *hint;
	struct zr_choice_source *choices; /* NULL for what is no select */
	const struct zr_xpath *count;     /* repeat: jr:count */
	bool no_add_remove;
	bool is_searched;      /* search(): the items of the form are placeholders */
	struct zr_scale scale; /* of a range */
};

/* An expression compiled once for every place that has the same text. */
struct zr_compiled {
	const char *text;
	struct zr_xpath *expression;
	struct zr_compiled *next_in_slot;
};

enum {
	ZR_COMPILED_SLOTS = 1024,
	ZR_BIND_SLOTS = 1024
};

struct zr_form {
	struct zr_arena arena;
	struct zr_names *names;
	struct zr_xml_prefix *prefixes;
	const char *id;
	const char *version;
	const char *title;
	bool is_portable;         /* as zr_form_loader says */
	struct zr_node *document; /* the main instance as the form gives it, repeats emptied */
	struct zr_bind *root;
	struct zr_bind **binds;                    /* by index */
	struct zr_bind *bind_slots[ZR_BIND_SLOTS]; /* all but the root, by parent and local name */
	size_t bind_count;
	struct zr_rule **rules; /* by rank */
	size_t rule_count;
	struct zr_action *actions;
	struct zr_action *last_action;
	struct zr_instance *instances;
	const char *main_instance_id;
	struct zr_declared declared;
	struct zr_itext_table itext;
	struct zr_control *body;
	struct zr_compiled *compiled[ZR_COMPILED_SLOTS];
	const struct zr_xpath *now;      /* now(), for preloads */
	const struct zr_xpath *today;    /* today() */
	struct zr_lookup_table *lookups; /* owned: what is found again, not what the form says */
	struct zr_error *warnings;
	size_t warning_count;
};

#endif
