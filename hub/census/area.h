/*
 * An edit of an area from the request to the store: what came, what it would do
 * (hub/census/edit.h), and doing it. The edit is judged against the store within the transaction
 * that stores it, so that no record, draft or other operator comes between.
 */
#ifndef ZR_HUB_CENSUS_AREA_H
#define ZR_HUB_CENSUS_AREA_H

#include "hub/census/edit.h"
#include "hub/http/json.h"
#include "hub/store/store.h"

struct zr_area_edit {
	struct zr_area area; /* as it is to be; edition: after it was stored */
	bool has_zone;       /* else the zone stays as it is */
	bool has_edition;    /* the list was made from this edition, and stands only on it */
	uint64_t base_edition;
	bool is_new;                          /* once planned: there was no such area */
	bool is_changed;                      /* likewise: something would be stored */
	struct zr_edit_wish *wishes;          /* owned, with their texts */
	char (*drawn_ids)[ZR_STORE_ID_BYTES]; /* of wishes that came without; owned */
	size_t wish_count;
	struct zr_edit_decision *decisions; /* owned, with their texts */
	size_t decision_count;
	struct zr_edit_old *old; /* owned, with their texts, once planned */
	size_t old_count;
	size_t old_capacity;
	struct zr_area stored; /* once planned: as it was; empty where it is new */
	struct zr_edit_plan plan;
};

/* What the body says of the area; draws the ids that may be needed. ZR_E_INVALID and ZR_E_LIMIT
 * name the member or the household. free takes NULL. */
int zr_area_read(const struct zr_request *request, struct zr_area_edit **ret_edit,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_area_edit_free(struct zr_area_edit *edit);

/* ZR_E_STATE: the area has another edition than the list was made from. ZR_E_NOT_FOUND: no such
 * questionnaire. */
int zr_area_plan(
	struct zr_store *store, struct zr_area_edit *edit, struct zr_error *error) ZR_MUST_CHECK;

/* Decides what is undecided so that nothing moves: of what would lose its address from under a
 * record or a draft, that address stays. *ret_count: of how many households. */
int zr_area_hold(
	struct zr_area_edit *edit, size_t *ret_count, struct zr_error *error) ZR_MUST_CHECK;

/* Ids for the wishes that came without. */
int zr_area_draw_ids(struct zr_area_edit *edit, struct zr_error *error) ZR_MUST_CHECK;

/* Stores a plan in which nothing is undecided. */
int zr_area_store(
	struct zr_store *store, struct zr_area_edit *edit, struct zr_error *error) ZR_MUST_CHECK;

/* Adds "id", "edition", the numbers and the "changes" of the plan; and "households", the list as it
 * is now, once it is stored. */
void zr_area_tell(const struct zr_area_edit *edit, bool is_stored, struct json_object *object);

#endif
