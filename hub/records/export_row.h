/*
 * One export under way, and its rows: export.c says what is exported and whereto, this is how a
 * record becomes a row, or a row for each instance of the repeat that was asked for.
 */
#ifndef ZR_HUB_RECORDS_EXPORT_ROW_H
#define ZR_HUB_RECORDS_EXPORT_ROW_H

#include "hub/records/columns.h"
#include "hub/store/store.h"
#include "hub/core/context.h"
#include "hub/census/zone.h"
#include "lib/base/limits.h"
#include "lib/form/session.h"

#define ZR_EXPORT_ZONE_COUNT_MAX 16 /* Russia has eleven */

/* An instance of a repeat around what is being walked. */
struct zr_export_place {
	const struct zr_bind *repeat;
	size_t position;
};

struct zr_export {
	struct zr_context *context;
	struct zr_columns columns;
	char *repeat;         /* asked for, by its path below the root; NULL: the records; owned */
	const char *language; /* of labels; NULL: none are wanted */

	const struct zr_form *form; /* of the records that come now; NULL: not known to the hub */
	size_t *places;             /* zr_columns_add_form() of that form; owned */

	const struct zr_store_record *record; /* that comes now */
	struct zr_session *session;           /* of that record, for labels; owned */
	char **values;                        /* by column, of the row; owned */
	char **labels;                        /* likewise */
	char *instance_name;                  /* owned */
	char problem[200];                    /* why the row is not whole, "" when it is */
	struct zr_export_place around[ZR_FORM_DEPTH_MAX];
	size_t depth;

	struct zr_zone zones[ZR_EXPORT_ZONE_COUNT_MAX]; /* owned */
	size_t zone_count;

	struct zr_buffer chunk; /* of the file, not written yet */
	int file;               /* owned; the table */
	struct zr_error *error;
};

/* The table's own headings, NULL behind the last. */
const char *const *zr_export_row_headings(const struct zr_export *export);

/* Room for the rows' values, once all columns are known. */
int zr_export_row_make(struct zr_export *export) ZR_MUST_CHECK;
void zr_export_row_free(struct zr_export *export);

int zr_export_row_write_header(struct zr_export *export) ZR_MUST_CHECK;

/* A zr_answers_visit: the rows of one record. */
int zr_export_row_write_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault);

/* Sends what waits in chunk to the file. */
int zr_export_row_flush(struct zr_export *export) ZR_MUST_CHECK;

#endif
