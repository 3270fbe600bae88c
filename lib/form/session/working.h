/*
 * The inside of struct zr_session, and evaluating an expression in it. For lib/form.
 */
#ifndef ZR_FORM_WORKING_H
#define ZR_FORM_WORKING_H

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/form/load/loaded.h"
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

/* What recalculation brings about in the middle of its work, told to the actions (event.c). They
 * are known by pointer alone: actions set values and so stand on recalculation, not under it. A
 * queue was turned down, for what an action sets must be there before the next rule reads it. */
struct zr_session_events {
	int (*changed)(struct zr_session *session, struct zr_node *node, struct zr_error *error);
	int (*new_repeat)(
		struct zr_session *session, struct zr_node *instance, struct zr_error *error);
};

struct zr_session {
	const struct zr_form *form;
	struct zr_node *document; /* owned: the live instance */
	struct zr_node **singles; /* by bind index: the (first) node outside repeats; owned */
	struct zr_due *due;       /* by rank; owned */
	uint64_t *due_bits;       /* one per rank; owned */
	size_t due_words;
	struct zr_due changed; /* nodes whose value-changed actions wait */
	int fault;             /* memory ran out while marking */
	struct zr_arena arenas[ZR_EVALUATION_DEPTH_MAX];
	size_t depth;
	size_t instance_count;   /* of all repeats, those that were removed too */
	struct zr_node *removed; /* owned, chained by next: stale items may still point there */
	const struct zr_xpath_hooks *hooks;
	uint64_t random_state;
	size_t language;
	bool is_restored;
	bool grows;          /* stepping on may add the instance that a lazy jr:count asks for */
	bool is_starting;    /* the first evaluation of everything */
	bool is_translating; /* the language changes: no facts do */
	struct zr_correction *corrections; /* owned */
	bool is_undoing;                   /* an answer is taken back: no action follows */
	struct zr_session_events events;   /* who acts on what recalculation brings about */
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
	struct zr_buffer hook_text;  /* what a hook gave last */
	struct zr_buffer calculated; /* what a calculation gave, for a moment */
	uint64_t visited;            /* nodes that expressions looked at, ever */
	uint64_t visited_max;        /* of the outermost evaluation and those inside it */
};

int zr_working_nomem(struct zr_error *error);

/* Of the session's language, borrowed; NULL: the form has none. */
const char *zr_working_language_code(const struct zr_session *session);

/* Evaluates on a node. The value lives until zr_working_release(). Pairs nest up to
 * ZR_EVALUATION_DEPTH_MAX. */
int zr_working_evaluate(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *node, struct zr_value *ret_value, struct zr_error *error) ZR_MUST_CHECK;
/* Says of a fault which expression of which node it is in, unless it says so already: "constraint",
 * "choices", "output". Gives the code back. */
int zr_working_blame(
	struct zr_error *error, int code, const char *what, const struct zr_node *node);
struct zr_xpath_context zr_working_context(struct zr_session *session, struct zr_node *node);
void zr_working_release(struct zr_session *session);

#endif
