/* The parts of the SQLite engine, each made in the file of its noun and put together in sqlite.c,
 * and the database under them all. */
#ifndef ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H
#define ZR_HUB_STORE_SQLITE_SQLITE_PARTS_H

#include <assert.h>

#include "hub/store/store_engine.h"
#include "lib/base/limits.h"

struct zr_segment_entry;
struct zr_segment_reader;
struct zr_segment_writer;

struct zr_sqlite {
	struct zr_store base; /* first: one pointer serves both */
	struct zr_database *database;
	struct zr_segment_reader *reader;   /* a connection's own; owned */
	struct zr_segment_writer *segments; /* the writer's; owned; NULL of a reader */
	struct zr_sqlite_group {
		int64_t place;       /* the segments' end at begin */
		int64_t taken_count; /* since */
		int64_t mark_place;  /* likewise at mark */
		int64_t mark_count;  /* taken then */
		int64_t room_bytes;  /* of the disk, that are nobody's; see is_measured */
		bool is_measured;
	} group;
};
static_assert(offsetof(struct zr_sqlite, base) == 0, "a store is the head of its engine's");

static inline struct zr_database *zr_sqlite_database(struct zr_store *store)
{
	assert(store != NULL);
	return ((struct zr_sqlite *)store)->database;
}

extern const struct zr_store_engine_access zr_sqlite_access;
extern const struct zr_store_engine_fleet zr_sqlite_fleet;
extern const struct zr_store_engine_arrivals zr_sqlite_arrivals;
extern const struct zr_store_engine_records zr_sqlite_records;
extern const struct zr_store_engine_audit zr_sqlite_audit;
extern const struct zr_store_engine_forms zr_sqlite_forms;
extern const struct zr_store_engine_areas zr_sqlite_areas;
extern const struct zr_store_engine_orders zr_sqlite_orders;
extern const struct zr_store_engine_collectors zr_sqlite_collectors;
extern const struct zr_store_engine_uploads zr_sqlite_uploads;
extern const struct zr_store_engine_progress zr_sqlite_progress;
extern const struct zr_store_engine_outlines zr_sqlite_outlines;
extern const struct zr_store_engine_shares zr_sqlite_shares;
extern const struct zr_store_engine_reviews zr_sqlite_reviews;
extern const struct zr_store_engine_online zr_sqlite_online;
extern const struct zr_store_engine_doubles zr_sqlite_doubles;
extern const struct zr_store_engine_teams zr_sqlite_teams;

/* What counts of a household's records: of those that no other one corrects or follows, a whole
 * answer before any visit that brought none, then the newest: who answered online is not asked
 * again because nobody was at home to an enumerator later. One of a tablet that never was of the
 * area neither counts nor hides another. */
#define ZR_SQLITE_IS_FOREIGN(record)                                                               \
	"EXISTS(SELECT 1 FROM doubt WHERE doubt.rank = " record ".rank AND doubt.bits & 4)"
#define ZR_SQLITE_COUNTING_VISIT(area_id, household_id)                                            \
	"SELECT visited.result, visited.appointment, visited.finished_us, visited.received_us"     \
	" FROM record AS visited"                                                                  \
	" INDEXED BY record_by_household WHERE visited.area_id = " area_id                         \
	" AND visited.household_id = " household_id                                                \
	" AND NOT EXISTS(SELECT 1 FROM record AS later INDEXED BY record_by_household"             \
	" WHERE later.area_id = visited.area_id AND later.household_id = visited.household_id"     \
	" AND later.record_id != visited.record_id"                                                \
	" AND (later.replaces_id = visited.record_id OR later.previous_id = visited.record_id)"    \
	" AND NOT " ZR_SQLITE_IS_FOREIGN(                                                          \
		"later") ")"                                                                       \
			 " AND NOT " ZR_SQLITE_IS_FOREIGN(                                         \
				 "visited") " ORDER BY visited.result = 1 DESC, "                  \
					    "visited.finished_us DESC, visited.rank DESC LIMIT 1"

/* A record is corrected by one of the same household alone, and followed likewise. The index is
 * named, for SQLite would go through the household, which has thousands of records where none is
 * named: 38 ms for each that was asked for. */
#define ZR_SQLITE_IS_REPLACED ZR_SQLITE_IS_REPLACED_BY("")
#define ZR_SQLITE_IS_REPLACED_BY(whom)                                                             \
	"EXISTS(SELECT 1 FROM record AS newer INDEXED BY record_by_replaced"                       \
	" WHERE newer.replaces_id = record.record_id"                                              \
	" AND newer.replaces_id != '' AND newer.area_id = record.area_id"                          \
	" AND newer.household_id = record.household_id AND newer.rank != record.rank" whom         \
	" AND NOT " ZR_SQLITE_IS_FOREIGN("newer") ")"
#define ZR_SQLITE_IS_FOLLOWED                                                                      \
	"EXISTS(SELECT 1 FROM record AS later INDEXED BY record_by_household"                      \
	" WHERE later.area_id = record.area_id"                                                    \
	" AND later.household_id = record.household_id AND later.household_id != ''"               \
	" AND later.previous_id = record.record_id AND later.rank != record.rank"                  \
	" AND NOT " ZR_SQLITE_IS_FOREIGN("later") ")"
#define ZR_SQLITE_HAS_WORDS(words)                                                                 \
	"(has_words(record.address, " words ") OR has_words((SELECT household.address"             \
	" FROM household WHERE household.area_id = record.area_id"                                 \
	" AND household.household_id = record.household_id), " words "))"

/* Whether the record's area lies in the part of that path: '0' follows '/'. NULL is the whole. */
#define ZR_SQLITE_IN_PART(area, path)                                                              \
	area ".territory >= " path " AND " area ".territory < substr(" path ", 1, length(" path    \
	     ") - 1) || '0'"
#define ZR_SQLITE_IS_WITHIN(path)                                                                  \
	"(" path " IS NULL OR EXISTS(SELECT 1 FROM area AS part"                                   \
	" WHERE part.area_id = record.area_id AND " ZR_SQLITE_IN_PART("part", path) "))"
/* Whether another record of the id lies there, too. */
#define ZR_SQLITE_HAS_BROTHER(path)                                                                \
	"EXISTS(SELECT 1 FROM record AS brother INDEXED BY record_by_id CROSS JOIN area AS"        \
	" brothers ON brothers.area_id = brother.area_id"                                          \
	" WHERE brother.record_id = record.record_id AND brother.rank != record.rank"              \
	" AND " ZR_SQLITE_IN_PART("brothers", path) ")"
static inline const char *zr_sqlite_part_of(const char *territory)
{
	return territory != NULL && territory[0] != '\0' ? territory : NULL;
}

/* sqlite_page.c: which records are on a page, and where the list goes on. */
struct zr_sqlite_page {
	int64_t ranks[ZR_HUB_PAGE_COUNT_MAX];
	size_t count;
	struct zr_store_place rest;
};
int zr_sqlite_page_find(struct zr_database *database, const struct zr_store_record_filter *filter,
	struct zr_sqlite_page *ret_page, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_tally.c: called with each change of what they count, in its transaction. */
int zr_sqlite_tally_record(struct zr_database *database, const struct zr_record *content,
	struct zr_error *error) ZR_MUST_CHECK; /* after the record was added */
int zr_sqlite_tally_household(struct zr_database *database, const char *area_id,
	const struct zr_store_household *household,
	struct zr_error *error) ZR_MUST_CHECK; /* before it is put */
int zr_sqlite_tally_member(struct zr_database *database, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error) ZR_MUST_CHECK;
int zr_sqlite_tally_device(struct zr_database *database, const char *area_id, int difference,
	struct zr_error *error) ZR_MUST_CHECK;
/* No record is there any more. */
int zr_sqlite_tally_forget(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_words.c: the words that tablets and areas are found by, and those of both that a store of
 * an older version has. */
int zr_sqlite_words_of_device(struct zr_database *database, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_sqlite_words_of_area(struct zr_database *database, const struct zr_area *area,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_sqlite_words_fill(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;
/* The word of a folded query by which an index finds the least, copied. */
void zr_sqlite_words_choose(const char *folded, char ret_word[ZR_STORE_NAME_BYTES]);

/* Whether so few tablets, or areas, have a word that begins so that all of them may be read: 1, 0.
 */
int zr_sqlite_words_find_few(struct zr_database *database, bool is_area, const char *word,
	struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_progress.c: its step of the schema; and the SQL function local_day(microseconds, zone),
 * the day since 1970 where that zone is kept. */
extern const char zr_sqlite_progress_schema[];
int zr_sqlite_progress_prepare(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_outline.c: its step of the schema. */
extern const char zr_sqlite_outline_schema[];

/* sqlite_double.c: likewise. */
extern const char zr_sqlite_double_schema[];

/* sqlite_schema.c */
extern const struct zr_database_kind zr_sqlite_kind;

/* sqlite_arrival.c: the segments follow the transaction. Rewind takes back what was taken since
 * begin, or since mark; flush syncs it, before the commit. */
void zr_sqlite_begin_group(struct zr_sqlite *sqlite);
void zr_sqlite_mark_group(struct zr_sqlite *sqlite);
void zr_sqlite_rewind_group(struct zr_sqlite *sqlite, bool is_all);
int zr_sqlite_flush_group(struct zr_sqlite *sqlite, struct zr_error *error) ZR_MUST_CHECK;
/* 1: it has a row now; 0: it had one. */
int zr_sqlite_add_arrival_row(struct zr_database *database, const struct zr_segment_entry *entry,
	int64_t place, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_room.c: whether there is room for these and for what follows from them, beside what the
 * ones before need. ZR_E_FULL. */
int zr_sqlite_room_for(struct zr_sqlite *sqlite, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_copy.c */
int zr_sqlite_copy(struct zr_store *store, const char *path, struct zr_error *error) ZR_MUST_CHECK;
int zr_sqlite_check(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
int zr_sqlite_check_segments(
	struct zr_store *store, int64_t end_place, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_recovery.c: rows and segments brought into step; opens the writer of the segments. */
int zr_sqlite_recover(
	struct zr_sqlite *sqlite, const char *folder, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_record.c: the SQL function has_words(text, folded words), see lib/base/fold.h. */
int zr_sqlite_add_has_words(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* sqlite_online.c: with each record that is added: whether a household has answered for itself. */
int zr_sqlite_note_online(struct zr_store *store, const struct zr_store_record *record,
	enum zr_visit_result result, struct zr_error *error) ZR_MUST_CHECK;

#endif
