/* The parts of the SQLite engine, each made in the file of its noun and put together in sqlite.c.
 */
#ifndef ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H
#define ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H

#include "hub/store/store_engine.h"

extern const struct zr_store_engine_fleet zr_sqlite_fleet;
extern const struct zr_store_engine_records zr_sqlite_records;
extern const struct zr_store_engine_audit zr_sqlite_audit;
extern const struct zr_store_engine_forms zr_sqlite_forms;
extern const struct zr_store_engine_areas zr_sqlite_areas;
extern const struct zr_store_engine_orders zr_sqlite_orders;

/* sqlite_schema.c. Makes the schema of a new file, brings an older one of ours up step by step, and
 * refuses any other untouched (ZR_E_INVALID). A reader only looks whether the version is this
 * hub's. */
int zr_sqlite_prepare_schema(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_record.c: the SQL function has_words(text, folded words), see hub/census/fold.h. */
int zr_sqlite_add_has_words(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

#endif
