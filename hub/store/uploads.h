/*
 * The store's uploads of the register: addresses that were brought as a file and are not yet the
 * register's. A noun of the store like those of store.h, with the same promises.
 *
 * Rows lie by area, so that one area at a time is compared and taken, and no step is larger than an
 * area. What is taken or dropped has no rows left; the upload itself stays and says what came of
 * it.
 */
#ifndef ZR_HUB_STORE_UPLOADS_H
#define ZR_HUB_STORE_UPLOADS_H

#include "hub/store/upload_row.h"
#include "lib/base/error.h"

struct zr_store;

/* New, or all that changes of it. */
int zr_uploads_put(struct zr_store *store, const struct zr_upload *upload,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_uploads_get(struct zr_store *store, const char *upload_id, struct zr_upload *ret_upload,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* Those of accounts of that part, the newest first; at most ZR_HUB_UPLOAD_COUNT_MAX. */
int zr_uploads_list(struct zr_store *store, const char *territory, zr_uploads_visit *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* New: with so many rows; or so many more of them, and a name and questionnaire where it has none.
 * Returns 1 when it is new, 0 when it was there. */
int zr_uploads_grow_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error) ZR_MUST_CHECK;
/* State, is_changed and counts of one that is there. */
int zr_uploads_set_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error) ZR_MUST_CHECK;
int zr_uploads_get_area(struct zr_store *store, const struct zr_upload_area_name *name,
	struct zr_upload_area *ret_area, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* By id. */
int zr_uploads_list_areas(struct zr_store *store, const struct zr_upload_area_filter *filter,
	zr_uploads_visit_area *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

int zr_uploads_add_row(struct zr_store *store, const struct zr_upload_area_name *of,
	const struct zr_upload_row *row, struct zr_error *error) ZR_MUST_CHECK;
/* By line. */
int zr_uploads_list_rows(struct zr_store *store, const struct zr_upload_area_name *of,
	zr_uploads_visit_row *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* All of an area. */
int zr_uploads_drop_rows(struct zr_store *store, const struct zr_upload_area_name *of,
	struct zr_error *error) ZR_MUST_CHECK;

/* One of a line that has one already is dropped. */
int zr_uploads_add_fault(struct zr_store *store, const char *upload_id,
	const struct zr_upload_fault *fault, struct zr_error *error) ZR_MUST_CHECK;
/* By line. */
int zr_uploads_list_faults(struct zr_store *store, const char *upload_id,
	zr_uploads_visit_fault *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Where an address of the register lies; one that is not there is passed over. */
int zr_uploads_place_household(struct zr_store *store, const char *area_id,
	const struct zr_upload_row *row, struct zr_error *error) ZR_MUST_CHECK;

#endif
