/*
 * One open interview: a session of a form, and its draft on disk behind it.
 *
 * Invariant (rule 1 of the design): answer returns after the commit that holds the answer; when
 * storing fails, the session keeps what was entered, is_unstored says so, and store tries again.
 * Nothing here draws; time and chance come from the system.
 */
#ifndef ZR_CENSUS_INTERVIEW_H
#define ZR_CENSUS_INTERVIEW_H

#include <glib.h>
#include <stdbool.h>

#include "lib/envelope/content.h"
#include "lib/form/session.h"
#include "lib/store/draft.h"
#include "lib/interview/flow.h"
#include "tablet/apps/census/model/typed.h"

struct zr_interview {
	struct zr_drafts *drafts; /* borrowed */
	const struct zr_form *form;
	struct zr_session *session; /* owned */
	struct zr_draft draft;
	struct zr_screen screen; /* where the enumerator stands */
	GHashTable *visited;     /* nodes of the entries that were entered; owned */
	struct zr_typed *typed;  /* what stands on the screen and is no answer; owned */
	GHashTable *doubts;      /* those that were told (doubts.h); owned */
	GHashTable *opened;      /* nodes of the questions whose guidance is open; owned */
	GArray *remarks;         /* struct zr_remark: on what it corrects (remark.h); owned */
	char *address;           /* as titles show it; owned */
	bool is_unstored;        /* the session holds an answer that the draft does not */
	struct {
		char *at; /* the screen that it was opened from, owned; NULL before */
		double scrolled;
		GHashTable *opened; /* nodes of the instances that are unfolded; owned */
		bool only_to_do;
	} list; /* of all questions, as it was left */
};

/* Where and after what an interview begins; borrowed. */
struct zr_interview_start {
	const char *household_id;
	const char *address;
	const char *area_id;
	const char *previous_id; /* record of the visit before, "" */
	const char *replaces_id; /* record that this one corrects, "" */
	const char *device_id;
};

/* A new one under an id of our own; nothing is stored before the first answer. */
int zr_interview_begin(struct zr_drafts *drafts, const struct zr_form *form,
	const struct zr_interview_start *start, struct zr_interview **ret_interview,
	struct zr_error *error) ZR_MUST_CHECK;

/* Which stored one is opened, with what form and on what device; borrowed, but for the interview's
 * life the store and the form. */
struct zr_interview_source {
	struct zr_drafts *drafts;
	const struct zr_form *form;
	const char *draft_id;
	const char *device_id;
};

/* A draft, at the place where it was left. */
int zr_interview_resume(const struct zr_interview_source *source,
	struct zr_interview **ret_interview, struct zr_error *error) ZR_MUST_CHECK;

/* A new interview with the answers and files of a finished one, which it will replace: nothing is
 * stored before something is changed. ZR_E_STATE when its answers were wiped. */
int zr_interview_correct(const struct zr_interview_source *source,
	struct zr_interview **ret_interview, struct zr_error *error) ZR_MUST_CHECK;
void zr_interview_free(struct zr_interview *interview);
ZR_DEFINE_CLEANUP(struct zr_interview *, zr_interview_free);

/* Judges and enters the values, then stores them: the one way of answers. Each is judged while all
 * of them stand; ret_is_taken: all are ACCEPTED and taken, otherwise none is and nothing has
 * changed. The value that already stands there is not stored again. An error while is_unstored is
 * set came from storing: the session has the answers. */
int zr_interview_answer(struct zr_interview *interview, struct zr_session_entry *answers,
	size_t count, bool *ret_is_taken, struct zr_error *error) ZR_MUST_CHECK;

/* Another session with the same answers, to try on it what may not be undone. The caller frees it.
 */
int zr_interview_copy(struct zr_interview *interview, struct zr_session **ret_copy,
	struct zr_error *error) ZR_MUST_CHECK;

/* Stores the session as it is, with the present screen as the place. */
int zr_interview_store(struct zr_interview *interview, struct zr_error *error) ZR_MUST_CHECK;

/* The place alone, when the enumerator goes away; nothing for an interview without answers. */
int zr_interview_store_place(struct zr_interview *interview, struct zr_error *error) ZR_MUST_CHECK;

/* Throws a correction away, on disk too: what it would have replaced stands. The interview is good
 * for nothing but to be freed then. */
int zr_interview_drop(struct zr_interview *interview, struct zr_error *error) ZR_MUST_CHECK;

/* Files that an answer names (signatures): put the file, then answer with its plain name. They are
 * durable and wiped like an answer; Finish sends those that an answer names. */
int zr_interview_put_file(struct zr_interview *interview, const char *name, const void *data,
	size_t bytes, struct zr_error *error) ZR_MUST_CHECK;
int zr_interview_get_file(struct zr_interview *interview, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error) ZR_MUST_CHECK;
int zr_interview_remove_file(
	struct zr_interview *interview, const char *name, struct zr_error *error) ZR_MUST_CHECK;

/* Finishing: runs what belongs to the end, stores, and gives the record to hand over. mark_finished
 * comes only after the agent said that it is sealed on disk. */
int zr_interview_make_record(struct zr_interview *interview, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_interview_mark_finished(
	struct zr_interview *interview, struct zr_error *error) ZR_MUST_CHECK;

/* Local time's offset from UTC now, in minutes. */
int zr_interview_offset_minutes(void);

#endif
