/* The inside of struct zr_session. For lib/form only. */
#ifndef ZR_FORM_WORKING_H
#define ZR_FORM_WORKING_H

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/form/load/loading.h"
#include "lib/form/session.h"
#include "lib/xpath/xpath.h"

enum {
	ZR_EVALUATION_DEPTH_MAX = 4 /* an expression may ask for a label, which has expressions */
};

/* Nodes that a rule is due on. */
struct zr_due {
	struct zr_node **nodes; /* owned */
	uint32_t count;
	uint32_t capacity;
};

struct zr_session {
	const struct zr_form *form;
	struct zr_node *document; /* owned: the live instance */
	struct zr_node **singles; /* by bind index: the node outside repeats; owned */
	struct zr_due *due;       /* by rank; owned */
	uint64_t *due_bits;       /* one per rank; owned */
	size_t due_words;
	struct zr_due changed; /* nodes whose value-changed actions wait */
	int fault;             /* memory ran out while marking */
	struct zr_arena arenas[ZR_EVALUATION_DEPTH_MAX];
	size_t depth;
	size_t instance_count;   /* of all repeats, those that were removed too */
	struct zr_node *removed; /* owned, chained by next: stale items may still point there */
	struct zr_xpath_hooks hooks;
	uint64_t random_state;
	size_t language;
	bool is_restored;
	size_t unknown_count; /* nodes of the stored record that the form does not have */
	bool grows;           /* stepping on may add the instance that a lazy jr:count asks for */
	bool is_starting;     /* the first evaluation of everything */
	bool is_translating;  /* the language changes: no facts do */
	struct zr_correction *corrections; /* owned */
	bool is_undoing;                   /* an answer is taken back: no action follows */
	int64_t now_us;
	char *time_zone; /* owned, NULL allowed, here and below */
	int32_t utc_offset_s;
	char *device_id;
	char *username;
	char *phone_number;
	char *email;
	char *location;
	struct zr_arena last_saved_arena;
	struct zr_node *last_saved;    /* its document; NULL when there is none */
	struct zr_node never_saved[2]; /* an empty document and its root, which then stand for it */
	struct zr_arena choice_arena;
	struct zr_choice *choices; /* owned */
	size_t choice_capacity;
	struct zr_buffer instance_name;
	struct zr_buffer hook_text;  /* what a hook gave last */
	struct zr_buffer calculated; /* what a calculation gave, for a moment */
	uint64_t visited;            /* nodes that expressions looked at, ever */
	uint64_t visited_max;        /* of the outermost evaluation and those inside it */
};

/* session.c */
int zr_session_nomem(struct zr_error *error);
const char *zr_session_language_code(const struct zr_session *session);

/* Evaluates on a node. The value lives until zr_session_release(). Pairs nest up to
 * ZR_EVALUATION_DEPTH_MAX. */
int zr_session_evaluate(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *node, struct zr_value *ret_value, struct zr_error *error) ZR_MUST_CHECK;
/* Says of a fault which expression of which node it is in, unless it says so already: "constraint",
 * "choices", "output". Gives the code back. */
int zr_session_blame(
	struct zr_error *error, int code, const char *what, const struct zr_node *node);
struct zr_xpath_context zr_session_context(struct zr_session *session, struct zr_node *node);
void zr_session_release(struct zr_session *session);

/* recalc.c */
void zr_recalc_mark_all(struct zr_session *session);
/* What shows labels: due when the language changes. */
void zr_recalc_mark_labels(struct zr_session *session);
void zr_recalc_mark_subtree(struct zr_session *session, struct zr_node *node);
void zr_recalc_mark_changed(struct zr_session *session, const struct zr_node *node);
void zr_recalc_mark_changed_subtree(struct zr_session *session, const struct zr_node *node);
void zr_recalc_forget_subtree(struct zr_session *session, struct zr_node *node);
int zr_recalc_run(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;
/* Effective flags of a subtree from its parent's and its own. */
void zr_recalc_inherit(struct zr_session *session, struct zr_node *node);
/* Appends the text of a calculation now, without what a closed list of its question lacks. */
int zr_recalc_work_out(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node,
	struct zr_buffer *ret_text, bool *ret_is_numeric, struct zr_error *error) ZR_MUST_CHECK;
/* The answer of a condition now. */
int zr_recalc_judge(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node,
	bool *ret_answer, struct zr_error *error) ZR_MUST_CHECK;
/* Whether the rule is kept on the node: the anchor of a repeat has few. */
bool zr_recalc_takes_node(const struct zr_rule *rule, const struct zr_node *node);
/* Sets a node's value, when it differs, and marks what reads it. */
int zr_recalc_set(struct zr_session *session, struct zr_node *node, const char *value,
	struct zr_error *error) ZR_MUST_CHECK;

/* correction.c: notes that a person put another value in the place of what a calculation gives;
 * when it is the same, that nobody did. */
int zr_correction_note(
	struct zr_session *session, struct zr_node *node, struct zr_error *error) ZR_MUST_CHECK;
/* Whether a correction stands against what the calculation now gives; one that does not is
 * forgotten. */
int zr_correction_judge(struct zr_session *session, struct zr_node *node, const char *gives,
	bool *ret_stands, struct zr_error *error) ZR_MUST_CHECK;
void zr_correction_forget(struct zr_session *session, struct zr_node *node);
void zr_correction_finish(struct zr_session *session);

/* event.c */
int zr_event_preload(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_fire(struct zr_session *session, unsigned event, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_new_repeat(
	struct zr_session *session, struct zr_node *instance, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_changed(
	struct zr_session *session, struct zr_node *node, struct zr_error *error) ZR_MUST_CHECK;
int zr_event_finish(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;

/* repeat.c */
struct zr_node *zr_repeat_anchor(const struct zr_node *parent, const struct zr_bind *bind);
struct zr_node *zr_repeat_last(const struct zr_node *anchor); /* instance before the anchor, NULL */
size_t zr_repeat_instance_count(const struct zr_node *parent, const struct zr_bind *bind);
int zr_repeat_append(struct zr_session *session, struct zr_node *anchor,
	struct zr_node **ret_instance, struct zr_error *error) ZR_MUST_CHECK;
/* What jr:count asks for at an anchor; not known while it is empty. */
int zr_repeat_wanted(struct zr_session *session, struct zr_node *anchor, size_t *ret_wanted,
	bool *ret_is_known, struct zr_error *error) ZR_MUST_CHECK;
/* One more instance where a lazy jr:count asks for it. */
bool zr_repeat_grow(struct zr_session *session, struct zr_node *anchor);
void zr_repeat_drop(struct zr_session *session, struct zr_node *instance);

/* places.c: as zr_session_next(), without letting repeats grow. */
struct zr_item zr_place_next(struct zr_session *session, const struct zr_item *from);
/* the concrete node of a bind below (or outside) a repeat instance, NULL. */
struct zr_node *zr_place_find(const struct zr_session *session, const struct zr_bind *bind,
	const struct zr_node *context);
/* The same, NULL too where it is in one of several instances and the context in none of them. */
struct zr_node *zr_place_find_only(const struct zr_session *session, const struct zr_bind *bind,
	const struct zr_node *context);

/* datatype.c is datatype.h */

/* text.c */
int zr_text_add(struct zr_session *session, const struct zr_caption *text, enum zr_itext_form form,
	struct zr_node *node, struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;
int zr_text_add_itext(struct zr_session *session, const struct zr_itext *itext,
	enum zr_itext_form form, struct zr_node *node, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;

/* choices.c */
int zr_choices_label(struct zr_session *session, const struct zr_control *control,
	struct zr_node *node, const char *value, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;
/* Appends what of a text the list of the node's select has; all of it where there is no such list,
 * or several questions ask for the node. */
int zr_choices_fit(struct zr_session *session, struct zr_node *node, const char *text,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;
/* Whether each open choice stands in value once and nothing else does. */
int zr_choices_are_ranked(struct zr_session *session, const struct zr_control *control,
	struct zr_node *node, const char *value, bool *ret_is_ranked,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_choices_sort(struct zr_session *session, const struct zr_control *control,
	struct zr_node *node, const char *value, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;

/* verify.c: appends a line for every state that is not what its rule now gives; excluded (by bind
 * index, NULL: none): whose calculation and list do not count. */
int zr_verify_session(struct zr_session *session, const bool *excluded, struct zr_buffer *ret_stale,
	struct zr_error *error) ZR_MUST_CHECK;

/* restore.c */
int zr_restore_instance(struct zr_session *session, const void *xml, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
