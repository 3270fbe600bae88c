/*
 * How a record becomes rows: one of its own, or one for each instance of a repeat. Values are as
 * the record has them; words for choices as the record's own version of the form has them.
 */
#ifndef ZR_HUB_OUT_FLATTEN_H
#define ZR_HUB_OUT_FLATTEN_H

#include "hub/census/zone.h"
#include "hub/out/variables.h"
#include "hub/records/answers.h"
#include "lib/base/limits.h"
#include "lib/form/session.h"

#define ZR_FLATTEN_ZONE_COUNT_MAX 16 /* Russia has eleven */

/* An instance of a repeat around what is being walked. */
struct zr_flatten_place {
	const struct zr_bind *repeat;
	size_t position;
};

struct zr_flatten {
	/* Set by whoever begins; borrowed. */
	const struct zr_columns *columns;
	const char *language;  /* of labels; NULL: none are wanted */
	const char *hubs_zone; /* of areas that name none */
	int (*take)(void *user, const struct zr_table_row *row, struct zr_error *error);
	void *user; /* of take */

	const struct zr_form *form; /* of the records that come now; NULL: not known to the hub */
	size_t *places;             /* zr_columns_add_form() of that form; owned */

	const struct zr_store_record *record; /* that comes now */
	struct zr_session *session;           /* of that record, for labels; owned */
	char **values;                        /* by column, of the row; owned */
	char **labels;                        /* likewise */
	char *instance_name;                  /* owned */
	char problem[200];                    /* why the row is not whole, "" when it is */
	struct zr_flatten_place around[ZR_FORM_DEPTH_MAX];
	size_t depth;

	struct zr_zone zones[ZR_FLATTEN_ZONE_COUNT_MAX]; /* owned */
	size_t zone_count;
	struct zr_error *error; /* of the call that is under way */
};

/* The table's own headings, NULL behind the last: of records, or of the instances of a repeat. */
const char *const *zr_flatten_headings(bool is_repeat);

/* Room for the values, once all columns are known. ZR_E_NOMEM. */
int zr_flatten_make(struct zr_flatten *flatten, struct zr_error *error) ZR_MUST_CHECK;
void zr_flatten_finish(struct zr_flatten *flatten);

/* The form of the records that come now, by its places among the columns; both go over. NULL, NULL:
 * the hub does not have it. */
void zr_flatten_set_form(struct zr_flatten *flatten, const struct zr_form *form, size_t *places);

/* A zr_answers_visit: the rows of one record. */
int zr_flatten_add_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault);

#endif
