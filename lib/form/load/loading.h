/* The inside of struct zr_form and the state of loading one. For lib/form only. */
#ifndef ZR_FORM_LOADING_H
#define ZR_FORM_LOADING_H

#include "lib/base/arena.h"
#include "lib/form/bind.h"
#include "lib/form/control.h"
#include "lib/form/load/declared.h"
#include "lib/form/form.h"
#include "lib/form/load/itext.h"
#include "lib/form/source/lookup.h"
#include "lib/form/xml.h"
#include "lib/xpath/xpath.h"

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
	bool is_searched; /* search(): the items of the form are placeholders */
	double range_start, range_end, range_step;
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
	struct zr_control **repeats; /* repeat controls in order */
	size_t repeat_count;
	struct zr_compiled *compiled[ZR_COMPILED_SLOTS];
	const struct zr_xpath *now;      /* now(), for preloads */
	const struct zr_xpath *today;    /* today() */
	struct zr_lookup_table *lookups; /* owned: what is found again, not what the form says */
	struct zr_error *warnings;
	size_t warning_count;
};

/* While a form is loaded. */
struct zr_loading {
	struct zr_form *form;
	const struct zr_form_loader *loader;
	struct zr_error *error;
	size_t xml_bytes;
	const struct zr_node *html;
	const struct zr_node *model;
	const struct zr_node *body;
	struct zr_node *main_root;              /* the element in the main <instance> */
	const struct zr_node *added_id;         /* the instanceID that the form lacks; NULL */
	const struct zr_name **external_labels; /* of itemsets.csv, per language */
	bool has_external;                      /* itemsets.csv was read */
	bool tried_external;
	size_t edge_count; /* of the dependency graph */
};

/* The sentence of a fault in the XForm, at an element. */
int zr_form_fault(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const char *format, ...) ZR_PRINTF(5, 6);
void zr_form_warn(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const char *format, ...) ZR_PRINTF(5, 6);
int zr_form_nomem(struct zr_loading *loading);

/* Compiles text that stands at element for the attribute `what`, or finds it compiled. where is
 * the node it belongs to. */
int zr_form_compile(struct zr_loading *loading, const struct zr_node *element, const char *where,
	const char *what, const char *text, const struct zr_xpath **ret_expression) ZR_MUST_CHECK;

/* choice_source.c: the choices of a select; a query makes a select of an input where its list is
 * there. */
int zr_choice_source_read(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *control) ZR_MUST_CHECK;
int zr_choice_source_read_query(struct zr_loading *loading, const struct zr_node *element,
	const char *query, struct zr_control *control) ZR_MUST_CHECK;
/* body.c */
int zr_body_load(struct zr_loading *loading) ZR_MUST_CHECK;
/* instance.c */
int zr_instance_load(struct zr_loading *loading) ZR_MUST_CHECK;
struct zr_instance *zr_instance_find(const struct zr_form *form, const char *id);
/* Reads FILE.csv as instance FILE where the form declares none; a missing file is a warning. */
int zr_instance_need(
	struct zr_loading *loading, const struct zr_node *element, const char *file) ZR_MUST_CHECK;
/* The same, and nothing where there is no such file. */
int zr_instance_try(struct zr_loading *loading, const char *file) ZR_MUST_CHECK;
/* search.c: the lists that pulldata() calls of an expression name. */
int zr_search_need_lists(struct zr_loading *loading, const struct zr_node *element,
	const char *expression) ZR_MUST_CHECK;
/* search.c: the lists that answers to selects name, once the body is read. */
int zr_search_need_answers(struct zr_loading *loading) ZR_MUST_CHECK;
/* search.c: the nodeset that the appearance search(…) stands for; empty without the list. */
int zr_search_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *appearance, struct zr_buffer *ret_nodeset) ZR_MUST_CHECK;
/* Notes the rows' holder and name where the nodeset is every row of a secondary instance. */
void zr_instance_find_rows(const struct zr_form *form, struct zr_choice_source *source);
int zr_instance_load_external(struct zr_loading *loading) ZR_MUST_CHECK;
/* actions.c */
int zr_actions_load(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control) ZR_MUST_CHECK;
bool zr_actions_is_action(const struct zr_node *element);
/* declared.c: before the body, which adds what it finds */
int zr_declared_load(struct zr_loading *loading) ZR_MUST_CHECK;
void zr_declared_read_control(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control);
void zr_declared_read_recording(
	struct zr_loading *loading, const struct zr_node *element, const char *reference);
/* graph.c */
int zr_graph_build(struct zr_loading *loading) ZR_MUST_CHECK;
/* order.c: refuses a rule that reads what it gives; finds the lazy jr:counts; gives every rule its
 * rank, or tells the cycle. */
int zr_order_check(struct zr_loading *loading, const struct zr_rule *rule) ZR_MUST_CHECK;
int zr_order_find_lazy(struct zr_loading *loading) ZR_MUST_CHECK;
int zr_order_rules(struct zr_loading *loading) ZR_MUST_CHECK;

#endif
