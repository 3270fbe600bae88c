/*
 * The store's records. What a tablet signed is never thrown away for being the second of its kind:
 * of two with one sequence, or one id, both stand and are marked (table doubt). Which record counts
 * is asked for again when one is added (sqlite_tally.c), so that one that comes late changes the
 * answer by being there. The envelope goes along only where it is asked for: a list is read with
 * each page of the console. What the household said stands in the envelope alone.
 */
#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "lib/base/fold.h"
#include "hub/store/segment/segment_reader.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/result.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

#define DAY_US (86400 * INT64_C(1000000))

enum {
	DEVICE_NAME_COLUMN = 20,
	ADDRESS_COLUMN = 21,
	CONFLICT_COLUMN = 22,
	ZONE_COLUMN = 23,
	REPLACED_COLUMN = 24,
	ENVELOPE_COLUMN = 25,
};

#define OF_RECORD                                                                                  \
	" WHERE arrival.device_id = record.device_id AND arrival.sequence = record.sequence"       \
	" AND arrival.hash = record.hash"
#define WITH_PLACE ", (SELECT place FROM arrival" OF_RECORD ")"

/* The conflicts are those of enum zr_store_conflict. Who sees a part learns nothing of what lies
 * outside: an id that is used again there is used once here. */
#define CONFLICT(path)                                                                             \
	" ifnull((SELECT iif(bits & 2 AND " path " IS NOT NULL AND NOT " ZR_SQLITE_HAS_BROTHER(    \
		path) ", bits & ~2, bits) FROM doubt WHERE doubt.rank = record.rank), 0),"
#define RECORD_COLUMNS(path)                                                                       \
	"SELECT rank, device_id, sequence, hash, received_us, record_id, form_id, form_version,"   \
	" area_id, household_id, outcome, started_us, finished_us, result, doubts, address,"       \
	" previous_id,"                                                                            \
	" replaces_id, appointment, (SELECT bytes FROM arrival" OF_RECORD "),"                     \
	" (SELECT name FROM device WHERE device.device_id = record.device_id),"                    \
	" (SELECT address FROM household WHERE household.area_id = record.area_id"                 \
	" AND household.household_id = record.household_id)," CONFLICT(                            \
		path) " ifnull((SELECT zone FROM area WHERE area.area_id = record.area_id), "      \
		      "''), " ZR_SQLITE_IS_REPLACED

static int find_record(struct zr_store *store, const struct zr_store_record *record,
	unsigned *ret_conflict, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT EXISTS(SELECT 1 FROM record WHERE device_id = ?1 AND sequence = ?2"
		" AND hash = ?3),"
		" EXISTS(SELECT 1 FROM record WHERE record_id = ?4 AND device_id = ?1"
		" AND content_hash = ?5),"
		" EXISTS(SELECT 1 FROM record WHERE device_id = ?1 AND sequence = ?2)"
		" + 2 * EXISTS(SELECT 1 FROM record WHERE record_id = ?4)",
		&statement, error, "dihth", record->device_id, (int64_t)record->sequence,
		record->hash, record->content.record_id, record->content_hash);
	if (code < 0) {
		return code;
	}
	*ret_conflict = 0;
	if (zr_statement_int(statement, 0) != 0) {
		return 1; /* the envelope itself, sent again */
	}
	if (zr_statement_int(statement, 1) != 0) {
		return 2; /* the same interview, sealed again by a tablet that was set back */
	}
	*ret_conflict = (unsigned)zr_statement_int(statement, 2);
	return 0;
}

/* What is odd about the record, and what it makes odd about others. */
static int read_doubts(struct zr_store *store, int64_t rank, const struct zr_store_record *record,
	unsigned *ret_bits, struct zr_error *error)
{
	const struct zr_record *content = &record->content;
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT EXISTS(SELECT 1 FROM record WHERE device_id = ?1 AND sequence = ?2"
		" AND rank != ?5) + 2 * EXISTS(SELECT 1 FROM record INDEXED BY record_by_id"
		" WHERE record_id = ?3 AND rank != ?5)"
		" + 4 * (EXISTS(SELECT 1 FROM membership WHERE device_id = ?1)"
		" AND NOT EXISTS(SELECT 1 FROM membership WHERE device_id = ?1 AND area_id = ?4))"
		" + 16 * EXISTS(SELECT 1 FROM share WHERE area_id = ?4 AND household_id = ?6"
		" AND device_id <> ?1)"
		" + 32 * EXISTS(SELECT 1 FROM record AS own CROSS JOIN record AS other"
		" INDEXED BY record_by_household WHERE own.rank = ?5 AND own.result = 1"
		" AND own.household_id <> '' AND own.previous_id = '' AND own.replaces_id = ''"
		" AND other.area_id = ?4 AND other.household_id = ?6 AND other.rank <> ?5"
		" AND other.record_id <> ?3 AND other.result = 1)",
		&row, error, "dittit", record->device_id, (int64_t)record->sequence,
		content->record_id, content->area_id, rank, content->household_id);
	if (code < 0) {
		return code;
	}
	bool is_late = content->finished_us > record->received_us + DAY_US;
	*ret_bits = (unsigned)zr_statement_int(row, 0);
	*ret_bits |=
		content->finished_us < content->started_us || is_late ? ZR_STORE_CONFLICT_TIME : 0;
	return 0;
}

static int add_doubts(struct zr_store *store, int64_t rank, const struct zr_store_record *record,
	struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	unsigned bits = 0;
	int code = read_doubts(store, rank, record, &bits, error);
	if (code == 0 && bits != 0) {
		code = zr_statement_run(database, "INSERT INTO doubt VALUES(?, ?, ?)", error, "iii",
			rank, (int64_t)bits, record->received_us);
	}
	if (code == 0 && (bits & ZR_STORE_CONFLICT_SEQUENCE) != 0) {
		code = zr_statement_run(database,
			"INSERT INTO doubt SELECT rank, 1, received_us FROM record"
			" WHERE device_id = ? AND sequence = ? AND rank != ?"
			" ON CONFLICT(rank) DO UPDATE SET bits = bits | 1",
			error, "dii", record->device_id, (int64_t)record->sequence, rank);
	}
	if (code == 0 && (bits & ZR_STORE_CONFLICT_ID) != 0) {
		/* The first of that id alone: the others have it already. */
		code = zr_statement_run(database,
			"INSERT INTO doubt SELECT rank, 2, received_us FROM record"
			" INDEXED BY record_by_id WHERE record_id = ? AND rank != ?"
			" ORDER BY rank LIMIT 1 ON CONFLICT(rank) DO UPDATE SET bits = bits | 2",
			error, "ti", record->content.record_id, rank);
	}
	return code;
}

static int count_record(
	struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE device SET record_count = record_count + 1 WHERE device_id = ?", error, "d",
		device_id);
}

static int add_record(
	struct zr_store *store, const struct zr_store_record *record, struct zr_error *error)
{
	const struct zr_record *content = &record->content;
	enum zr_visit_result result = content->result != ZR_RESULT_UNKNOWN
					      ? content->result
					      : zr_result_of_code(content->outcome);
	int code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO record(device_id, sequence, hash, received_us, record_id, form_id,"
		" form_version, area_id, household_id, outcome, started_us, finished_us, result,"
		" doubts, address, previous_id, replaces_id, appointment, envelope, content_hash)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ifnull(?, ''),"
		" ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), x'', ?)",
		error, "dihittttttiiiitttth", record->device_id, (int64_t)record->sequence,
		record->hash, record->received_us, content->record_id, content->form_id,
		content->form_version, content->area_id, content->household_id, content->outcome,
		content->started_us, content->finished_us, (int64_t)result,
		(int64_t)content->doubt_count, content->address, content->previous_id,
		content->replaces_id, content->appointment, record->content_hash);
	int64_t rank = zr_database_last_id(zr_sqlite_database(store));
	if (code == 0) {
		code = add_doubts(store, rank, record, error);
	}
	if (code == 0) {
		code = zr_sqlite_tally_record(zr_sqlite_database(store), content, error);
	}
	if (code == 0) {
		code = zr_sqlite_note_online(store, record, result, error);
	}
	return code == 0 ? count_record(store, record->device_id, error) : code;
}

/* The envelope of a record, lent until the next is read. None when the disk damaged it: the scrub
 * tells of that, and who opens it sees that it is nothing. */
static void read_envelope(struct zr_store *store, int64_t place, struct zr_store_record *record)
{
	struct zr_segment_entry entry;
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	bool is_there = place > 0 &&
			zr_segment_reader_get(sqlite->reader, place, &entry, NULL) == 0 &&
			memcmp(entry.hash, record->hash, sizeof entry.hash) == 0;
	record->envelope = is_there ? entry.envelope : "";
	record->envelope_bytes = is_there ? entry.bytes : 0;
}

/* The row as a record whose texts are SQLite's: valid until the next step. */
static int visit_row(
	struct zr_store *store, struct zr_statement *row, zr_store_visit_record *visit, void *user)
{
	struct zr_store_record record = {
		.sequence = (uint64_t)zr_statement_int(row, 2),
		.received_us = zr_statement_int(row, 4),
		.envelope_bytes = (size_t)zr_statement_int(row, 19),
		.device_name = zr_statement_text(row, DEVICE_NAME_COLUMN),
		.address = zr_statement_text(row, ADDRESS_COLUMN),
		.zone = zr_statement_text(row, ZONE_COLUMN),
		.is_replaced = zr_statement_int(row, REPLACED_COLUMN) != 0,
		.conflict = (unsigned)zr_statement_int(row, CONFLICT_COLUMN),
		.content =
			{
				.record_id = (char *)(uintptr_t)zr_statement_text(row, 5),
				.form_id = (char *)(uintptr_t)zr_statement_text(row, 6),
				.form_version = (char *)(uintptr_t)zr_statement_text(row, 7),
				.area_id = (char *)(uintptr_t)zr_statement_text(row, 8),
				.household_id = (char *)(uintptr_t)zr_statement_text(row, 9),
				.outcome = (char *)(uintptr_t)zr_statement_text(row, 10),
				.started_us = zr_statement_int(row, 11),
				.finished_us = zr_statement_int(row, 12),
				.result = (enum zr_visit_result)zr_statement_int(row, 13),
				.address = (char *)(uintptr_t)zr_statement_text(row, 15),
				.doubt_count = (uint64_t)zr_statement_int(row, 14),
				.previous_id = (char *)(uintptr_t)zr_statement_text(row, 16),
				.replaces_id = (char *)(uintptr_t)zr_statement_text(row, 17),
				.appointment = (char *)(uintptr_t)zr_statement_text(row, 18),
			},
	};
	(void)zr_statement_copy_blob(row, 1, record.device_id, sizeof record.device_id);
	(void)zr_statement_copy_blob(row, 3, record.hash, sizeof record.hash);
	if (zr_statement_column_count(row) > ENVELOPE_COLUMN) {
		read_envelope(store, zr_statement_int(row, ENVELOPE_COLUMN), &record);
	}
	return visit(user, &record, zr_statement_int(row, 0));
}

static void has_words(sqlite3_context *context, int count, sqlite3_value **arguments)
{
	(void)count;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
	const unsigned char *text = sqlite3_value_text(arguments[0]);
	const unsigned char *words = sqlite3_value_text(arguments[1]);
	if (text == NULL || words == NULL) {
		sqlite3_result_int(context, 0);
	} else if (zr_fold_text((const char *)text, &folded) != 0) {
		sqlite3_result_error_nomem(context);
	} else {
		sqlite3_result_int(
			context, zr_fold_has(zr_buffer_text(&folded), (const char *)words));
	}
}

int zr_sqlite_add_has_words(struct zr_database *database, struct zr_error *error)
{
	assert(database != NULL);
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
	int result = sqlite3_create_function(
		zr_database_handle(database), "has_words", 2, flags, NULL, has_words, NULL, NULL);
	return result == SQLITE_OK
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "no memory to search the store's words");
}

/* The conditions that no index serves, behind those that one does. */
#define RECORD_FILTER                                                                              \
	" AND (?2 IS NULL OR form_id = ?2) AND (?3 = x'' OR device_id = ?3)"                       \
	" AND (?4 IS NULL OR household_id = ?4)"                                                   \
	" AND (?5 IS NULL OR form_version = ?5) AND (NOT ?6 OR NOT EXISTS(SELECT 1 FROM form"      \
	" WHERE form.form_id = record.form_id AND form.version = record.form_version))"            \
	" AND (?8 IS NULL OR " ZR_SQLITE_HAS_WORDS(                                                \
		"?8") ")"                                                                          \
		      " AND (NOT ?9 OR NOT " ZR_SQLITE_IS_FOLLOWED                                 \
		      ") AND (?10 = 0 OR result = ?10) AND " ZR_SQLITE_IS_WITHIN("?15")
#define ANY_AREA "(?1 IS NULL OR area_id = ?1)"
/* By rank, which every index ends with: nothing is sorted, for envelopes would have to go along. As
 * it stood when ?12 had come last. */
#define IN_ORDER_OF_ARRIVAL                                                                        \
	RECORD_FILTER " AND (?7 OR NOT " ZR_SQLITE_IS_REPLACED_BY(                                 \
		" AND newer.rank <= ?12") ")"                                                      \
					  " AND rank > ?11 AND rank <= ?12 AND finished_us >= ?13" \
					  " AND finished_us < ?14 ORDER BY rank LIMIT ?16"

/* A long list with all that a record holds. */
static int list_whole(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	static const char any[] =
		RECORD_COLUMNS("?15") WITH_PLACE " FROM record WHERE " ANY_AREA IN_ORDER_OF_ARRIVAL;
	static const char of_version[] = RECORD_COLUMNS("?15") WITH_PLACE
		" FROM record INDEXED BY record_by_form WHERE form_id = ?2"
		" AND form_version = ?5 AND " ANY_AREA IN_ORDER_OF_ARRIVAL;
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	bool is_of_version = filter->form_id != NULL && filter->form_version != NULL;
	int code = zr_statement_start(zr_sqlite_database(store), is_of_version ? of_version : any,
		&statement, error, "ttbttiitiiiiiiti", filter->area_id, filter->form_id,
		(const void *)filter->device_id,
		(size_t)(filter->device_id != NULL ? ZR_PARTY_ID_BYTES : 0), filter->household_id,
		filter->form_version, (int64_t)filter->without_form, (int64_t)filter->with_replaced,
		filter->words, (int64_t)filter->without_followed, (int64_t)filter->result,
		filter->after_rank, filter->until_rank > 0 ? filter->until_rank : INT64_MAX,
		filter->finished_from_us > 0 ? filter->finished_from_us : INT64_MIN,
		filter->finished_before_us > 0 ? filter->finished_before_us : INT64_MAX,
		zr_sqlite_part_of(filter->territory), (int64_t)filter->count_max);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		code = visit_row(store, statement, visit, user);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* To whom a page is shown. */
struct viewer {
	const char *territory;
	zr_store_visit_record *visit;
	void *user;
};

static int show_record(
	struct zr_store *store, int64_t rank, const struct viewer *viewer, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		RECORD_COLUMNS("?2") " FROM record WHERE rank = ?1", &row, error, "it", rank,
		zr_sqlite_part_of(viewer->territory));
	return code == 1 ? visit_row(store, row, viewer->visit, viewer->user) : code;
}

static int list_page(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	struct zr_sqlite_page page = {0};
	const struct viewer viewer = {filter->territory, visit, user};
	int code = zr_sqlite_page_find(zr_sqlite_database(store), filter, &page, error);
	for (size_t i = 0; code == 0 && i < page.count; i++) {
		code = show_record(store, page.ranks[i], &viewer, error);
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = page.rest;
	}
	return code;
}

static int list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	return filter->with_envelope ? list_whole(store, filter, visit, user, error)
				     : list_page(store, filter, visit, user, error);
}

static int last_rank(struct zr_store *store, int64_t *ret_rank, struct zr_error *error)
{
	return zr_statement_read_int(
		zr_sqlite_database(store), "SELECT max(rank) FROM record", ret_rank, error);
}

static int get_record(struct zr_store *store, const struct zr_store_record_name *name,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	/* Whoever uses the id of another tablet's record later does not stand in its place. */
	static const char newest[] = RECORD_COLUMNS("?3") WITH_PLACE
		" FROM record INDEXED BY record_by_id WHERE record_id = ?1 AND ?2 = x''"
		" AND " ZR_SQLITE_IS_WITHIN(
			"?3") " AND device_id = (SELECT device_id FROM record AS first INDEXED BY "
			      "record_by_id"
			      " WHERE first.record_id = ?1 AND (?3 IS NULL OR EXISTS(SELECT 1"
			      " FROM area AS part WHERE part.area_id = first.area_id"
			      " AND " ZR_SQLITE_IN_PART(
				      "part", "?3") ")) ORDER BY received_us, rank LIMIT 1)"
						    " ORDER BY received_us DESC, rank DESC LIMIT 1";
	static const char by_hash[] = RECORD_COLUMNS("?3") WITH_PLACE
		" FROM record INDEXED BY record_by_id WHERE record_id = ?1 AND hash = ?2"
		" AND " ZR_SQLITE_IS_WITHIN("?3");
	int code = zr_statement_find(zr_sqlite_database(store),
		name->hash != NULL ? by_hash : newest, &statement, error, "tbt", name->record_id,
		(const void *)name->hash, (size_t)(name->hash != NULL ? ZR_HASH_BYTES : 0),
		zr_sqlite_part_of(name->territory));
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such record");
	}
	return code < 0 ? code : visit_row(store, statement, visit, user);
}

const struct zr_store_engine_records zr_sqlite_records = {
	.find_record = find_record,
	.add_record = add_record,
	.list_records = list_records,
	.last_rank = last_rank,
	.get_record = get_record,
};
