/*
 * One interview: an instance of a form with its present values, conditions and language.
 *
 * Invariant: after every call that changes something, all calculations, relevance, required and
 * readonly states are up to date. A value that violates its type or constraint is never stored.
 * Items (places in the interview) are plain values; they go stale when a repeat instance at or
 * above them is removed (by the user, or because a jr:count fell): a step from a stale item leads
 * to the start. Not thread-safe. The form must outlive the session. The clock is what the caller
 * last set. Source: ODK XForms "Bindings", "Repeats", "Events", "Preload attributes".
 */
#ifndef ZR_FORM_SESSION_H
#define ZR_FORM_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/form/form.h"
#include "lib/xpath/tree.h"

struct zr_session;

struct zr_session_env {
	int64_t now_us;        /* UTC, microseconds since 1970 */
	const char *time_zone; /* IANA name; NULL uses utc_offset_s */
	int32_t utc_offset_s;
	uint64_t seed;         /* random bits for uuid(), random(), randomize() */
	const char *device_id; /* NULL where there is none, here and below; copied */
	const char *username;
	const char *phone_number;
	const char *email;
	const char *location;       /* where the device is, "lat lon alt acc", for setgeopoint */
	const void *last_saved_xml; /* the last finished record of this form, for last-saved */
	size_t last_saved_bytes;
};

/* A new instance: runs preloads and odk-instance-first-load. */
int zr_session_new(const struct zr_form *form, const struct zr_session_env *env,
	struct zr_session **ret_session, struct zr_error *error) ZR_MUST_CHECK;

/* A stored instance (zr_session_write): odk-instance-load runs, first-load does not. What the form
 * has no place for stays in the drafts of the session, unseen, and is not in its submissions; a
 * root of another name is ZR_E_REFERENCE. */
int zr_session_restore(const struct zr_form *form, const struct zr_session_env *env,
	const void *xml, size_t bytes, struct zr_session **ret_session,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_session_free(struct zr_session *session);

ZR_DEFINE_CLEANUP(struct zr_session *, zr_session_free);

const struct zr_form *zr_session_form(const struct zr_session *session);
void zr_session_set_now(struct zr_session *session, int64_t now_us);
/* The same as env.location, from now on; NULL: not known. ZR_E_NOMEM. */
int zr_session_set_location(struct zr_session *session, const char *location) ZR_MUST_CHECK;
void zr_session_set_language(struct zr_session *session, size_t language_index);
size_t zr_session_language(const struct zr_session *session);

/* The instance as XML: a draft holds every node, a submission leaves out what is not relevant. */
enum zr_session_purpose {
	ZR_SESSION_DRAFT,
	ZR_SESSION_SUBMISSION
};
int zr_session_write(struct zr_session *session, enum zr_session_purpose purpose,
	struct zr_buffer *ret_xml, struct zr_error *error) ZR_MUST_CHECK;

/* ---- places ---- */

enum zr_item_kind {
	ZR_ITEM_START,    /* before the first question */
	ZR_ITEM_QUESTION, /* control, node */
	ZR_ITEM_GROUP,    /* control, node (NULL for a group without ref) */
	ZR_ITEM_REPEAT,   /* one instance: control, node, index */
	ZR_ITEM_PROMPT, /* behind the last instance: control, index = number of instances; node NULL
			 */
	ZR_ITEM_END,    /* behind the last question */
};

struct zr_item {
	enum zr_item_kind kind;
	const struct zr_control *control;
	struct zr_node *node;
	/* REPEAT, PROMPT: the node that holds the instances; GROUP without ref: the instance
	 * around it, or the root */
	struct zr_node *parent;
	size_t index; /* REPEAT: 0-based */
};

struct zr_item zr_session_start(const struct zr_session *session);

/* A repeat whose jr:count its own instances feed ("one more until no") grows by one instance when
 * next or skip gets behind its last one; other counts are always met.
 * One place on or back, in the order of the body, over relevant places only; goes into groups and
 * repeat instances (as JavaRosa's FormEntryController steps). A PROMPT comes behind the instances
 * of a repeat that allows adding. */
struct zr_item zr_session_next(struct zr_session *session, const struct zr_item *from);
struct zr_item zr_session_previous(struct zr_session *session, const struct zr_item *from);

/* Over everything inside the item: the next place behind it and its content. */
struct zr_item zr_session_skip(struct zr_session *session, const struct zr_item *from);

/* The group or repeat instance around the item; START when there is none. */
struct zr_item zr_session_up(struct zr_session *session, const struct zr_item *from);

/* The question at a path such as "/data/person[2]/age" (also when not relevant), or the group, or
 * the repeat instance. A node that no control shows (a calculation, meta) gives a QUESTION whose
 * control is NULL: good for its value and states only. ZR_E_NOT_FOUND. */
int zr_session_find(
	struct zr_session *session, const char *path, struct zr_item *ret_item) ZR_MUST_CHECK;

bool zr_item_equal(const struct zr_item *a, const struct zr_item *b);
bool zr_item_is_relevant(const struct zr_item *item);
bool zr_item_is_required(const struct zr_item *item);
bool zr_item_is_readonly(const struct zr_item *item);

/* ---- texts, in the session's language; appended to ret_text ---- */

enum zr_text {
	ZR_TEXT_LABEL,
	ZR_TEXT_HINT,
	ZR_TEXT_GUIDANCE,
	ZR_TEXT_CONSTRAINT_MESSAGE,
	ZR_TEXT_REQUIRED_MESSAGE,
	ZR_TEXT_IMAGE, /* media: the jr:// uri */
	ZR_TEXT_AUDIO,
	ZR_TEXT_VIDEO,
};

/* <output> is filled in. Nothing is appended when the form gives no such text. */
int zr_session_text(struct zr_session *session, const struct zr_item *item, enum zr_text which,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;

/* The answer as a person reads it: labels of choices joined with ", ", dates by the language. */
int zr_session_display(struct zr_session *session, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;

/* ---- answers ---- */

/* As stored: choice values joined with spaces, ISO dates, "lat lon alt acc". "" when empty. */
const char *zr_item_value(const struct zr_item *item);

enum zr_verdict {
	ZR_VERDICT_ACCEPTED,
	ZR_VERDICT_WRONG_TYPE, /* "abc" for an int */
	ZR_VERDICT_CONSTRAINT_VIOLATED,
	ZR_VERDICT_REQUIRED, /* empty where an answer is required */
	ZR_VERDICT_READONLY,
	ZR_VERDICT_NOT_IN_RANGE, /* a range has no such value: beyond its ends, between two steps */
	ZR_VERDICT_NOT_A_RANKING,   /* a rank lacks a choice, has one twice, or one that is not open
				     */
	ZR_VERDICT_NOT_A_CHOICE,    /* by check: the list does not have what stands there */
	ZR_VERDICT_TOO_MANY_DIGITS, /* a number that would not be stored exactly: an int beyond 32
				       bits, more digits than a decimal keeps */
};

/* Stores the value of a question and brings everything that depends on it up to date; "" clears it
 * (allowed for a required question: required is judged by check and validate), and so does a text
 * of which nothing can be seen. On a verdict other than ACCEPTED nothing has changed; on an error
 * (the form cannot be worked out with this value) the old value stands. */
int zr_session_answer(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error) ZR_MUST_CHECK;

/* One of the answers that are given together. */
struct zr_session_entry {
	struct zr_item item; /* a QUESTION, each another */
	const char *value;   /* borrowed for the call */
	enum zr_verdict verdict;
};

/* The same for several questions, whose constraints may speak of one another: each is judged while
 * all the new values stand. Sets every verdict; *ret_is_stored: all are ACCEPTED and stored,
 * otherwise none is. */
int zr_session_answer_all(struct zr_session *session, struct zr_session_entry *answers,
	size_t count, bool *ret_is_stored, struct zr_error *error) ZR_MUST_CHECK;

/* The verdict on the value that stands there, REQUIRED among them. */
int zr_session_check(struct zr_session *session, const struct zr_item *item,
	enum zr_verdict *ret_verdict, struct zr_error *error) ZR_MUST_CHECK;

/* The first relevant question, in order, whose value does not stand; ACCEPTED when all do. */
int zr_session_validate(struct zr_session *session, struct zr_item *ret_item,
	enum zr_verdict *ret_verdict, struct zr_error *error) ZR_MUST_CHECK;

/* Runs what belongs to the end (end timestamps, xforms-revalidate). Call before the last write. */
int zr_session_finalize(struct zr_session *session, struct zr_error *error) ZR_MUST_CHECK;

/* ---- choices ---- */

struct zr_choice {
	const char *value;
	const char *label;
	const char *image; /* jr:// uri or "" */
	/* Its row in the list, with the columns that an author added; the form's. NULL for a choice
	 * that stands in the body. */
	const struct zr_node *row;
	bool is_selected;
};

/* The choices now open at a select, in order (randomised ones as the seed says). The array and its
 * texts are borrowed until the next call on this session. */
int zr_session_choices(struct zr_session *session, const struct zr_item *item,
	const struct zr_choice **ret_choices, size_t *ret_count,
	struct zr_error *error) ZR_MUST_CHECK;

/* ---- repeats: item is a REPEAT instance or the PROMPT of the repeat ---- */

size_t zr_session_repeat_count(struct zr_session *session, const struct zr_item *item);
struct zr_item zr_session_repeat_at(
	struct zr_session *session, const struct zr_item *item, size_t index);
bool zr_session_can_add(struct zr_session *session, const struct zr_item *item);
bool zr_session_can_remove(struct zr_session *session, const struct zr_item *item);

/* Adds an instance at the end (odk-new-repeat runs). ZR_E_STATE where it may not be, ZR_E_LIMIT. */
int zr_session_repeat_add(struct zr_session *session, const struct zr_item *item,
	struct zr_item *ret_instance, struct zr_error *error) ZR_MUST_CHECK;
int zr_session_repeat_remove(struct zr_session *session, const struct zr_item *instance,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
