/*
 * One area of an upload: what its rows would make of the area's addresses, and doing it. The rows
 * are the whole of the area: what they do not name goes, but for what has records or open drafts
 * (hub/census/edit.h): that is held, as it is, until a person decides at the area itself.
 */
#ifndef ZR_HUB_REGISTER_REGISTER_AREA_H
#define ZR_HUB_REGISTER_REGISTER_AREA_H

#include "hub/census/area.h"
#include "hub/register/register_csv.h"
#include "hub/store/upload_row.h"

/* A row that only its neighbours show to be bad. */
struct zr_register_bad_row {
	uint64_t line;
	enum zr_row_fault fault;
	char value[ZR_STORE_ID_BYTES];
};

/* What is worked out of an area; {0} is empty. */
struct zr_register_area {
	struct zr_upload_area area; /* with counts and is_changed, once planned */
	struct zr_area_edit *edit;  /* owned */
	char (*positions)[40];      /* of the edit's wishes; owned */
	uint64_t *lines;            /* likewise */
	size_t capacity;
	struct zr_register_bad_row *bad; /* owned; with any of them there is no plan */
	size_t bad_count;
};
void zr_register_area_finish(struct zr_register_area *area);

/* area->area is as the store has it. An area that lies outside the upload's territory by now is
 * ZR_E_NOT_FOUND. */
int zr_register_area_plan(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error) ZR_MUST_CHECK;

/* Holds what is undecided, and counts. An area that would be too large with it has a bad row. */
int zr_register_area_hold(struct zr_register_area *area, struct zr_error *error) ZR_MUST_CHECK;

/* In a transaction: stores what was planned and held in it. */
int zr_register_area_take(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error) ZR_MUST_CHECK;

#endif
