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
	const char *language;  /* of the words for choices */
	const char *hubs_zone; /* of areas that name none */
	int (*take)(void *user, const struct zr_table_row *row, struct zr_error *error);
	void *user; /* of take */

	const struct zr_form *form; /* of the records that come now; NULL: not known to the hub */
	const size_t *places;       /* of that form, likewise, as meanings */
	const struct zr_meanings *meanings;

	const struct zr_store_record *record; /* that comes now */
	struct zr_session *session; /* of that record, for words that no list tells; owned */
	bool is_unshown;            /* it does not load as an interview */
	char **values;              /* by column, of the row; owned */
	char **labels;              /* likewise */
	char *instance_name;        /* owned */
	char problem[200];          /* why the row is not whole, "" when it is */
	struct zr_flatten_place around[ZR_FORM_DEPTH_MAX];
	size_t depth;

	struct zr_zone zones[ZR_FLATTEN_ZONE_COUNT_MAX]; /* owned */
	size_t zone_count;
	struct zr_error *error; /* of the call that is under way */
};

/* Room for the values, once all columns are known. ZR_E_NOMEM. */
int zr_flatten_make(struct zr_flatten *flatten, struct zr_error *error) ZR_MUST_CHECK;
void zr_flatten_finish(struct zr_flatten *flatten);

/* The form of the records that come now, NULL when the hub does not have it; its places among the
 * columns (zr_columns_add_form()); what it says of each column, NULL where no words are wanted. All
 * borrowed until the next call. */
void zr_flatten_set_form(struct zr_flatten *flatten, const struct zr_form *form,
	const size_t *places, const struct zr_meanings *meanings);

/* A zr_answers_visit: the rows of one record. */
int zr_flatten_add_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault);

#endif
