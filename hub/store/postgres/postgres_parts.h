/* The parts of the PostgreSQL engine, each made in the file of its noun and put together in
 * postgres.c, and the conduit under them all. */
#ifndef ZR_HUB_STORE_POSTGRES_POSTGRES_PARTS_H
#define ZR_HUB_STORE_POSTGRES_POSTGRES_PARTS_H

#include <assert.h>

#include "hub/store/postgres/conduit.h"
#include "hub/store/store_engine.h"

struct zr_postgres {
	struct zr_store base; /* first: one pointer serves both */
	struct zr_conduit *conduit;
};
static_assert(offsetof(struct zr_postgres, base) == 0, "a store is the head of its engine's");

static inline struct zr_conduit *zr_postgres_conduit(struct zr_store *store)
{
	assert(store != NULL);
	return ((struct zr_postgres *)store)->conduit;
}

extern const struct zr_store_engine_access zr_postgres_access;
extern const struct zr_store_engine_fleet zr_postgres_fleet;
extern const struct zr_store_engine_arrivals zr_postgres_arrivals;
extern const struct zr_store_engine_records zr_postgres_records;
extern const struct zr_store_engine_audit zr_postgres_audit;
extern const struct zr_store_engine_forms zr_postgres_forms;
extern const struct zr_store_engine_areas zr_postgres_areas;
extern const struct zr_store_engine_orders zr_postgres_orders;
extern const struct zr_store_engine_collectors zr_postgres_collectors;
extern const struct zr_store_engine_uploads zr_postgres_uploads;
extern const struct zr_store_engine_progress zr_postgres_progress;
extern const struct zr_store_engine_outlines zr_postgres_outlines;
extern const struct zr_store_engine_shares zr_postgres_shares;
extern const struct zr_store_engine_reviews zr_postgres_reviews;
extern const struct zr_store_engine_online zr_postgres_online;
extern const struct zr_store_engine_doubles zr_postgres_doubles;
extern const struct zr_store_engine_teams zr_postgres_teams;

/* Whether a record is of a tablet that never was of the record's area: it neither counts nor hides
 * another. A tablet that never was of any is nobody's in particular. */
#define ZR_POSTGRES_IS_FOREIGN(record)                                                             \
	"(EXISTS(SELECT 1 FROM membership WHERE membership.device_id = " record ".device_id)"      \
	" AND NOT EXISTS(SELECT 1 FROM membership WHERE membership.device_id = " record            \
	".device_id AND membership.area_id = " record ".area_id))"

/* Whether an area lies in a subtree of the territory, whose path is given: "" is all of it. */
#define ZR_POSTGRES_IS_WITHIN(path)                                                                \
	"(" path " = '' OR (territory >= " path " AND territory < left(" path ", -1) || '0'))"

/* postgres_outline.c: its step of the schema. */
extern const char zr_postgres_outline_schema[];

/* postgres_double.c: likewise. */
extern const char zr_postgres_double_schema[];

/* postgres_schema.c: the pattern that an index of trigrams serves, of the longest of some folded
 * words; NULL is any. What it finds is held against all the words (has_words() there). */
void zr_postgres_format_pattern(const char *words, char ret_pattern[ZR_STORE_NAME_BYTES + 2]);

/* Held until the commit by whoever writes what is counted (postgres_progress.c): "ZARZ". */
#define ZR_POSTGRES_COUNTING_LOCK "1514230362"

/* postgres_progress.c: its step of the schema. */
extern const char zr_postgres_progress_schema[];

/* postgres_schema.c: makes the tables or brings them to the present version, one hub at a time; a
 * reader only looks. ZR_E_INVALID: another program's tables, or of a newer version. */
int zr_postgres_prepare_schema(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;

/* postgres_online.c: with each record that is added: whether a household has answered for itself.
 */
int zr_postgres_note_online(struct zr_store *store, const struct zr_store_record *record,
	enum zr_visit_result result, struct zr_error *error) ZR_MUST_CHECK;

#endif
