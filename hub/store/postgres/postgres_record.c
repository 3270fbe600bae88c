/*
 * The store's records. What a tablet signed is never thrown away for being the second of its kind:
 * of two with one sequence, or one id, both stand and are marked where they are listed. Which
 * record counts is asked for and not stored, so that one that comes late changes the answer by
 * being there. The envelope goes along only where it is asked for, and then in pieces: an answer is
 * held whole. What the household said stands in the envelope alone.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fold.h"
#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/result.h"

enum {
	DEVICE_NAME_COLUMN = 20,
	ADDRESS_COLUMN = 21,
	CONFLICT_COLUMN = 22,
	ZONE_COLUMN = 23,
	REPLACED_COLUMN = 24,
	ENVELOPE_COLUMN = 25,
};

/* A record is corrected by one of the same household alone: nobody can hide another's. */
#define IS_REPLACED_BY(condition)                                                                  \
	"EXISTS(SELECT 1 FROM record AS newer WHERE newer.replaces_id = record.record_id"          \
	" AND newer.replaces_id <> '' AND newer.area_id = record.area_id"                          \
	" AND newer.household_id = record.household_id AND newer.rank <> record.rank" condition    \
	" AND NOT " ZR_POSTGRES_IS_FOREIGN("newer") ")"
#define IS_REPLACED IS_REPLACED_BY("")

/* Whether the record's area lies in the part of that path: '0' follows '/'. */
#define LIES_WITHIN(record, path)                                                                  \
	"(" path "::text IS NULL OR EXISTS(SELECT 1 FROM area AS part"                             \
	" WHERE part.area_id = " record ".area_id AND part.territory >= " path "::text"            \
	" AND part.territory < substr(" path "::text, 1, length(" path "::text) - 1) || '0'))"
#define IS_WITHIN(path) LIES_WITHIN("record", path)

/* Who sees a part learns nothing of what lies outside: an id that is used again there is used once
 * here. */
#define CONFLICT(path)                                                                             \
	"EXISTS(SELECT 1 FROM record AS other WHERE other.device_id = record.device_id"            \
	" AND other.sequence = record.sequence AND other.rank <> record.rank)::int"                \
	" + 2 * EXISTS(SELECT 1 FROM record AS other WHERE other.record_id = record.record_id"     \
	" AND other.rank <> record.rank AND " LIES_WITHIN("other",                                 \
		path) ")::int"                                                                     \
		      " + 4 * " ZR_POSTGRES_IS_FOREIGN(                                            \
			      "record") "::int"                                                    \
					" + 8 * (finished_us < started_us OR "                     \
					"finished_us > received_us + 86400000000)::int"            \
					" + 16 * EXISTS(SELECT 1 FROM share WHERE share.area_id "  \
					"= "                                                       \
					"record.area_id AND share.household_id = "                 \
					"record.household_id AND "                                 \
					"share.device_id <> record.device_id AND share.since_us "  \
					"< "                                                       \
					"record.received_us)::int"                                 \
					" + 32 * (household_id <> '' AND result = 1 AND "          \
					"previous_id = '' AND "                                    \
					"replaces_id = '' AND EXISTS(SELECT 1 FROM record AS "     \
					"other WHERE "                                             \
					"other.area_id = record.area_id AND other.household_id = " \
					"record.household_id AND other.record_id <> "              \
					"record.record_id AND "                                    \
					"other.result = 1 AND other.rank < record.rank))::int"

#define OF_RECORD                                                                                  \
	" WHERE arrival.device_id = record.device_id AND arrival.sequence = record.sequence"       \
	" AND arrival.hash = record.hash"
#define WITH_ENVELOPE ", (SELECT envelope FROM arrival" OF_RECORD ")"

/* The conflicts are those of enum zr_store_conflict. */
#define RECORD_COLUMNS(path)                                                                       \
	"SELECT rank, device_id, sequence, hash, received_us, record_id, form_id, form_version,"   \
	" area_id, household_id, outcome, started_us, finished_us, result, doubts, address,"       \
	" previous_id,"                                                                            \
	" replaces_id, appointment, (SELECT octet_length(envelope) FROM arrival" OF_RECORD "),"    \
	" (SELECT name FROM device WHERE device.device_id = record.device_id),"                    \
	" (SELECT address FROM household WHERE household.area_id = record.area_id"                 \
	" AND household.household_id = record.household_id),"                                      \
	" " CONFLICT(                                                                              \
		path) ","                                                                          \
		      " (SELECT zone FROM area WHERE area.area_id = record.area_id), " IS_REPLACED

/* Who looks in order to write by what he finds is the only one until the commit: of two hubs that
 * have the same record in hand the second finds the first one's. */
static int hold_counting(struct zr_store *store, struct zr_error *error)
{
	return store->is_writing
		       ? zr_query_run(zr_postgres_conduit(store),
				 "SELECT pg_advisory_xact_lock(" ZR_POSTGRES_COUNTING_LOCK ")",
				 error, "")
		       : 0;
}

static int find_record(struct zr_store *store, const struct zr_store_record *record,
	unsigned *ret_conflict, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = hold_counting(store, error);
	if (code != 0) {
		return code;
	}
	code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT EXISTS(SELECT 1 FROM record WHERE device_id = $1 AND sequence = $2"
		" AND hash = $3),"
		" EXISTS(SELECT 1 FROM record WHERE record_id = $4 AND device_id = $1"
		" AND content_hash = $5),"
		" EXISTS(SELECT 1 FROM record WHERE device_id = $1 AND sequence = $2)::int"
		" + 2 * EXISTS(SELECT 1 FROM record WHERE record_id = $4)::int",
		error, "dihth", record->device_id, (int64_t)record->sequence, record->hash,
		record->content.record_id, record->content_hash);
	if (code < 0) {
		return code;
	}
	*ret_conflict = 0;
	if (zr_query_int(&row, 0) != 0) {
		return 1; /* the envelope itself, sent again */
	}
	if (zr_query_int(&row, 1) != 0) {
		return 2; /* the same interview, sealed again by a tablet that was set back */
	}
	*ret_conflict = (unsigned)zr_query_int(&row, 2);
	return 0;
}

/* What another hub stored meanwhile is stored. */
static int add_record(
	struct zr_store *store, const struct zr_store_record *record, struct zr_error *error)
{
	const struct zr_record *content = &record->content;
	enum zr_visit_result result = content->result != ZR_RESULT_UNKNOWN
					      ? content->result
					      : zr_result_of_code(content->outcome);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer words = {0};
	if (zr_fold_text(content->address != NULL ? content->address : "", &words) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an address");
	}
	int code = zr_query_run(zr_postgres_conduit(store),
		"WITH added AS (INSERT INTO record(device_id, sequence, hash, received_us,"
		" record_id, form_id, form_version, area_id, household_id, outcome, started_us, "
		"finished_us, result,"
		" doubts, address, previous_id, replaces_id, appointment, content_hash,"
		" address_words)"
		" VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
		" coalesce($15, ''), coalesce($16, ''), coalesce($17, ''), coalesce($18, ''),"
		" $19, $20) ON CONFLICT DO NOTHING RETURNING *)"
		" SELECT count_record(area_id, household_id, form_id, form_version, received_us)"
		" FROM added",
		error, "dihittttttiiiittttht", record->device_id, (int64_t)record->sequence,
		record->hash, record->received_us, content->record_id, content->form_id,
		content->form_version, content->area_id, content->household_id, content->outcome,
		content->started_us, content->finished_us, (int64_t)result,
		(int64_t)content->doubt_count, content->address, content->previous_id,
		content->replaces_id, content->appointment, record->content_hash,
		zr_buffer_text(&words));
	if (code == 0) {
		code = zr_postgres_note_online(store, record, result, error);
	}
	return code == 0 ? zr_query_run(zr_postgres_conduit(store),
				   "UPDATE device SET record_count = record_count + 1"
				   " WHERE device_id = $1",
				   error, "d", record->device_id)
			 : code;
}

/* The row as a record whose texts are the answer's. */
static int visit_row(const struct zr_query *row, zr_store_visit_record *visit, void *user)
{
	struct zr_store_record record = {
		.sequence = (uint64_t)zr_query_int(row, 2),
		.received_us = zr_query_int(row, 4),
		.envelope_bytes = (size_t)zr_query_int(row, 19),
		.device_name = zr_query_text(row, DEVICE_NAME_COLUMN),
		.address = zr_query_text(row, ADDRESS_COLUMN),
		.zone = zr_query_text(row, ZONE_COLUMN),
		.is_replaced = zr_query_int(row, REPLACED_COLUMN) != 0,
		.conflict = (unsigned)zr_query_int(row, CONFLICT_COLUMN),
		.content =
			{
				.record_id = (char *)(uintptr_t)zr_query_text(row, 5),
				.form_id = (char *)(uintptr_t)zr_query_text(row, 6),
				.form_version = (char *)(uintptr_t)zr_query_text(row, 7),
				.area_id = (char *)(uintptr_t)zr_query_text(row, 8),
				.household_id = (char *)(uintptr_t)zr_query_text(row, 9),
				.outcome = (char *)(uintptr_t)zr_query_text(row, 10),
				.started_us = zr_query_int(row, 11),
				.finished_us = zr_query_int(row, 12),
				.result = (enum zr_visit_result)zr_query_int(row, 13),
				.address = (char *)(uintptr_t)zr_query_text(row, 15),
				.doubt_count = (uint64_t)zr_query_int(row, 14),
				.previous_id = (char *)(uintptr_t)zr_query_text(row, 16),
				.replaces_id = (char *)(uintptr_t)zr_query_text(row, 17),
				.appointment = (char *)(uintptr_t)zr_query_text(row, 18),
			},
	};
	(void)zr_query_copy_blob(row, 1, record.device_id, sizeof record.device_id);
	(void)zr_query_copy_blob(row, 3, record.hash, sizeof record.hash);
	if (zr_query_column_count(row) > ENVELOPE_COLUMN) {
		record.envelope = zr_query_blob(row, ENVELOPE_COLUMN);
	}
	return visit(user, &record, zr_query_int(row, 0));
}

#define IS_FOLLOWED                                                                                \
	"EXISTS(SELECT 1 FROM record AS later WHERE later.area_id = record.area_id"                \
	" AND later.household_id = record.household_id AND later.household_id <> ''"               \
	" AND later.previous_id = record.record_id AND later.rank <> record.rank"                  \
	" AND NOT " ZR_POSTGRES_IS_FOREIGN("later") ")"

/* A reader's statements are planned with their arguments: a condition that is not asked for is not
 * there, and the index of what is asked for is found. */
#define RECORD_FILTER_AT(condition)                                                                \
	" FROM record WHERE ($1 IS NULL OR area_id = $1) AND ($2 IS NULL OR form_id = $2)"         \
	" AND ($3 = ''::bytea OR device_id = $3) AND ($4 IS NULL OR household_id = $4)"            \
	" AND ($5 IS NULL OR form_version = $5) AND ($6 = 0 OR NOT EXISTS(SELECT 1 FROM form"      \
	" WHERE form.form_id = record.form_id AND form.version = record.form_version))"            \
	" AND ($7 <> 0 OR NOT " IS_REPLACED_BY(                                                    \
		condition) ")"                                                                     \
			   " AND ($8 IS NULL OR has_words(address_words, $8) OR "                  \
			   "has_words((SELECT household.address_words FROM "                       \
			   "household"                                                             \
			   " WHERE household.area_id = record.area_id"                             \
			   " AND household.household_id = record.household_id), $8))"              \
			   " AND ($12 IS NULL OR record_id = $12) AND ($13 = 0 OR "                \
			   "NOT " IS_FOLLOWED ")"                                                  \
			   " AND ($14 = 0 OR result = $14) AND ($9 = 0 OR (received_us, rank) < "  \
			   "($9, $10)) AND " IS_WITHIN("$18") " AND ($19 = 0 OR " CONFLICT(        \
				   "$18") " <> 0) AND ($20 = 0 OR received_us >= $20)"             \
					  " AND ($21 = 0 OR received_us < $21)"

/* Where a piece of a list begins, and how long it is. */
struct place {
	int64_t received_us;
	int64_t rank;
	size_t count_max;
};

/* NULL for the whole. */
static const char *part_of(const char *territory)
{
	return territory != NULL && territory[0] != '\0' ? territory : NULL;
}

/* What was decided of it: a state has no row while it is new, or one that says so again. */
#define OF_REVIEW                                                                                  \
	" AND ($22 = 0 OR doubts > 0) AND ($23 < 0 OR $23 = coalesce((SELECT state FROM review"    \
	" WHERE review.area_id = record.area_id AND review.hash = record.hash), 0))"

static int ask(struct zr_store *store, const struct zr_store_record_filter *filter,
	const struct place *place, struct zr_query *row, struct zr_error *error)
{
	static const char newest[] = RECORD_COLUMNS("$18")
		RECORD_FILTER_AT("") " AND $15 >= 0 AND $16 <= $17" OF_REVIEW
				     " ORDER BY received_us DESC, rank DESC LIMIT $11";
	/* As it stood when $15 had come last. */
	static const char whole[] = RECORD_COLUMNS("$18") WITH_ENVELOPE RECORD_FILTER_AT(
		" AND newer.rank <= $15") " AND rank > $10 AND rank <= $15 AND finished_us >= $16 "
					  "AND finished_us < $17" OF_REVIEW
					  " ORDER BY rank LIMIT $11";
	assert(place->count_max > 0);
	return zr_query_start(row, zr_postgres_conduit(store),
		filter->with_envelope ? whole : newest, error, "ttbttiitiiitiiiiitiiiii",
		filter->area_id, filter->form_id, (const void *)filter->device_id,
		(size_t)(filter->device_id != NULL ? ZR_PARTY_ID_BYTES : 0), filter->household_id,
		filter->form_version, (int64_t)filter->without_form,
		(int64_t)(filter->with_replaced || filter->record_id != NULL), filter->words,
		place->received_us, place->rank, (int64_t)place->count_max, filter->record_id,
		(int64_t)filter->without_followed, (int64_t)filter->result,
		filter->until_rank > 0 ? filter->until_rank : INT64_MAX,
		filter->finished_from_us > 0 ? filter->finished_from_us : INT64_MIN,
		filter->finished_before_us > 0 ? filter->finished_before_us : INT64_MAX,
		part_of(filter->territory), (int64_t)filter->with_doubt, filter->since_us,
		filter->until_us, (int64_t)filter->is_doubtful,
		filter->has_review ? (int64_t)filter->review : INT64_C(-1));
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	size_t left = filter->count_max;
	size_t piece = filter->with_envelope ? ZR_HUB_POSTGRES_PIECE_COUNT : left;
	bool has_place = !filter->with_envelope && filter->place != NULL && filter->place->is_set;
	struct place place = {.received_us = has_place ? filter->place->number : 0,
		.rank = has_place ? (int64_t)strtoll(filter->place->id, NULL, 10)
				  : filter->after_rank};
	struct zr_store_place rest = {0};
	bool is_end = false;
	int code = 0;
	while (code == 0 && !is_end && left > 0) {
		ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
		size_t count = 0;
		place.count_max = smaller(piece, left);
		code = ask(store, filter, &place, &row, error);
		for (; code == 0 && zr_query_step(&row); count++) {
			place.rank = zr_query_int(&row, 0);
			rest.number = zr_query_int(&row, 4);
			code = visit_row(&row, visit, user);
		}
		left -= count;
		is_end = count < place.count_max;
	}
	if (code == 0 && filter->place != NULL) {
		rest.is_set = !is_end;
		(void)snprintf(rest.id, sizeof rest.id, "%" PRId64, place.rank);
		*filter->place = rest;
	}
	return code;
}

static int last_rank(struct zr_store *store, int64_t *ret_rank, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT coalesce(max(rank), 0) FROM record", error, "");
	if (code == 1) {
		*ret_rank = zr_query_int(&row, 0);
	}
	return code < 0 ? code : 0;
}

static int get_record(struct zr_store *store, const struct zr_store_record_name *name,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		RECORD_COLUMNS("$3") WITH_ENVELOPE
		" FROM record WHERE record_id = $1 AND (($2 = ''::bytea AND device_id ="
		" (SELECT device_id FROM record AS first WHERE first.record_id = $1 "
		"AND " LIES_WITHIN("first", "$3") " ORDER BY received_us, rank LIMIT 1)) OR hash = "
						  "$2) AND " IS_WITHIN(
							  "$3") " ORDER BY received_us DESC, rank "
								"DESC LIMIT 1",
		error, "tbt", name->record_id, (const void *)name->hash,
		(size_t)(name->hash != NULL ? ZR_HASH_BYTES : 0), part_of(name->territory));
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such record");
	}
	return code < 0 ? code : visit_row(&row, visit, user);
}

const struct zr_store_engine_records zr_postgres_records = {
	.find_record = find_record,
	.add_record = add_record,
	.list_records = list_records,
	.last_rank = last_rank,
	.get_record = get_record,
};
