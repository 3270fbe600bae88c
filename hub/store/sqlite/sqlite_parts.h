/* The parts of the SQLite engine, each made in the file of its noun and put together in sqlite.c,
 * and the database under them all. */
#ifndef ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H
#define ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H

#include <assert.h>

#include "hub/store/store_engine.h"

struct zr_sqlite {
	struct zr_store base; /* first: one pointer serves both */
	struct zr_database *database;
};
static_assert(offsetof(struct zr_sqlite, base) == 0, "a store is the head of its engine's");

static inline struct zr_database *zr_sqlite_database(struct zr_store *store)
{
	assert(store != NULL);
	return ((struct zr_sqlite *)store)->database;
}

extern const struct zr_store_engine_access zr_sqlite_access;
extern const struct zr_store_engine_fleet zr_sqlite_fleet;
extern const struct zr_store_engine_records zr_sqlite_records;
extern const struct zr_store_engine_audit zr_sqlite_audit;
extern const struct zr_store_engine_forms zr_sqlite_forms;
extern const struct zr_store_engine_areas zr_sqlite_areas;
extern const struct zr_store_engine_orders zr_sqlite_orders;

/* sqlite_schema.c */
extern const struct zr_database_kind zr_sqlite_kind;

/* sqlite_record.c: the SQL function has_words(text, folded words), see hub/census/fold.h. */
int zr_sqlite_add_has_words(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

#endif
