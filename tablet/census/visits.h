/*
 * The rows of the address list: the agent's households and records with our drafts, merged. Pure.
 *
 * A household's state is its open draft's, else its newest record's. A draft whose record the agent
 * has is finished, whatever our store says: the power may have failed between the two.
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
	ZR_VISIT_FINISHED,
	ZR_VISIT_SENT,
	ZR_VISIT_RECEIVED,
	ZR_VISIT_REFUSED,
};

struct zr_visit {
	char *household_id; /* "" for one that is not on the list; owned, as the texts below */
	char *address;      /* "" for one that is not on the list */
	char *form_id;
	char *record_id; /* of the draft or newest record, "" when new */
	enum zr_visit_state state;
	uint64_t answer_count;
	int64_t changed_us;
};

/* drafts: array of struct zr_draft. An array of struct zr_visit in the order of the assignment,
 * unlisted ones behind; freeing it frees the texts. */
GArray *zr_visits_new(const struct zr_local_households *households,
	const struct zr_local_records *records, const GArray *drafts);

struct zr_visits_count {
	unsigned total;   /* on the list */
	unsigned visited; /* of them, with a finished record */
	unsigned unsent;  /* records without the hub's receipt, unlisted ones too */
};
struct zr_visits_count zr_visits_count(const GArray *visits);

/* The state of one record; ZR_VISIT_NEW when the agent does not know it. */
enum zr_visit_state zr_visits_record_state(
	const struct zr_local_records *records, const char *record_id);

/* The open draft that was changed last, NULL when there is none. */
const struct zr_visit *zr_visits_latest_draft(const GArray *visits);

#endif
