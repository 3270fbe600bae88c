/*
 * The rows of the address list: the agent's households and records with our drafts, merged. Pure.
 *
 * A draft or record belongs to a row only when household and address are those it was made at (and
 * the area, where both are known): whatever orders come in what order, a state is never shown at
 * another address. What is not on the list any more, or never was, has a row of its own under its
 * own address, and can be finished there. (ADR 0118)
 *
 * A household's state is its open draft's, else that of its newest version: one that another
 * finished one replaces is not shown, and one that was sent back stands before newer ones. Newest
 * is by number, never by time: clocks jump. A draft whose record the agent has is finished,
 * whatever our store says: the power may have failed in between.
 */
#ifndef ZR_CENSUS_VISITS_H
#define ZR_CENSUS_VISITS_H

#include <glib.h>
#include <stdbool.h>

#include "lib/local/local.h"
#include "lib/store/draft.h"

enum zr_visit_state {
	ZR_VISIT_NEW,
	ZR_VISIT_DRAFT,
	ZR_VISIT_RETURNED, /* by the hub, with remarks: to be corrected */
	ZR_VISIT_FINISHED,
	ZR_VISIT_SENT,
	ZR_VISIT_RECEIVED,
	ZR_VISIT_REFUSED, /* by the hub */
	ZR_VISIT_ONLINE,  /* nothing was begun here; the household answered online */
};

/* A version of a visit, finished or begun; texts owned. */
struct zr_version {
	char *record_id; /* or draft id; "" for a household where nothing was begun */
	char *previous_id;
	char *words;       /* its outcome as the questionnaire calls it; "" when it is not known */
	char *appointment; /* "2026-12-28T18:30", a date, or "" */
	enum zr_visit_state state;
	enum zr_visit_result result; /* never UNKNOWN when it is finished */
	bool has_answers;            /* they are still here, so that they can be corrected */
	uint64_t answer_count;
	unsigned remark_count; /* of what was sent back, also at the draft that corrects it */
	bool is_answered;      /* the household answered online, whatever became of this */
	int64_t changed_us;
};

struct zr_visit {
	char *household_id; /* "" for one that a first version of ours did not name; owned */
	char *address;      /* "" likewise; owned */
	char *form_id;      /* "" when only the hub knows; owned */
	char *folded;       /* the address as zr_address_matches() wants it; owned */
	bool is_listed;     /* on the present list */
	struct zr_version now;
	GArray *past; /* struct zr_version, newest first: the visits before; NULL for none */
};

struct zr_visits_source {
	const struct zr_local_households *households;
	const struct zr_local_records *records;
	const GArray *drafts; /* struct zr_draft, last changed first */
	const char *area_id;  /* of the present list */
	GHashTable *returned; /* record id -> number of remarks; NULL: none was sent back */
};

/* An array of struct zr_visit in the order of the assignment, those that are not on it behind;
 * freeing it frees the texts. */
GArray *zr_visits_new(const struct zr_visits_source *source);

struct zr_visits_count {
	unsigned total; /* on the list */
	unsigned done;  /* of them, with a completed interview or answered online, and so on */
	unsigned revisit;
	unsigned refused;
	unsigned empty;
	unsigned online;   /* answered so, all of them done */
	unsigned returned; /* and to be corrected, also those that are not on the list */
};
struct zr_visits_count zr_visits_count(const GArray *visits);

/* Whether somebody still has to go there. Who answered online is not visited again, but what was
 * begun there, or sent back, is still to be brought to an end. */
bool zr_visits_is_todo(const struct zr_visit *visit);

/* The state of one record; ZR_VISIT_NEW when the agent does not know it. */
enum zr_visit_state zr_visits_record_state(
	const struct zr_local_records *records, const char *record_id);

/* The row whose present version it is; NULL when there is none. */
const struct zr_visit *zr_visits_find(const GArray *visits, const char *record_id);

/* The row of a place where nothing was begun, for its household answered online; NULL likewise. */
const struct zr_visit *zr_visits_find_online(
	const GArray *visits, const char *household_id, const char *address);

/* The open draft that was changed last, NULL when there is none. */
const struct zr_visit *zr_visits_latest_draft(const GArray *visits);

/* Whether the answers of a finished draft are of no use here any more: the hub has its record, or
 * a finished correction replaces it. */
bool zr_visits_may_wipe(
	const struct zr_local_records *records, const GArray *drafts, const struct zr_draft *draft);

#endif
