/*
 * The schema and its history. A new database goes the same way as one of version 1, so that there
 * is one schema and not a new and a grown one. All steps are one transaction under a lock of the
 * database, so that of several hubs that start together one does it and the others find it done.
 *
 * To change the schema: append a step. A step that stands on main is never edited; databases of it
 * are out there.
 *
 * What tablets send is partitioned by tablet from the beginning, because a table that is not cannot
 * become so: one partition holds all until the operator makes more, here or on other servers
 * (docs/operations.md). Unique keys stand on the partitions, for a table with partitions on other
 * servers can have none; all begin with the tablet. Texts compare by their bytes, as in SQLite.
 */
#include "hub/store/postgres/postgres_parts.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/postgres/query.h"
#include "hub/store/postgres/transaction.h"

#define WORD   " text COLLATE \"C\" NOT NULL"
#define NUMBER " bigint NOT NULL"
#define BYTES  " bytea NOT NULL"
#define TRUTH  " boolean NOT NULL"
/* What is compressed or sealed already: kept as it is, out of the row. */
#define OUT_OF_ROW(table, column)                                                                  \
	"ALTER TABLE " table " ALTER COLUMN " column " SET STORAGE EXTERNAL;"

static const char first_schema[] =
	"CREATE TABLE fact(name" WORD " PRIMARY KEY, value" BYTES ");"
	"CREATE TABLE device(device_id bytea PRIMARY KEY, name" WORD ", area_id" WORD ", sign" BYTES
	", agree" BYTES ", version" WORD ", enrolled_us" NUMBER ", contact_us" NUMBER
	", record_count" NUMBER ", high_water" NUMBER ", unsent_count" NUMBER
	", receipt_sequence" NUMBER ", battery" NUMBER ");"
	"CREATE INDEX device_area ON device(area_id);"
	"CREATE TABLE code(secret_hash bytea PRIMARY KEY, name" WORD ", area_id" WORD
	", expires_us" NUMBER ", device_id bytea);"
	"CREATE TABLE area(area_id" WORD " PRIMARY KEY, name" WORD ", form_id" WORD ", zone" WORD
	", edition" NUMBER ");"
	"CREATE INDEX area_form ON area(form_id);"
	"CREATE TABLE household(area_id" WORD ", household_id" WORD ", place" NUMBER
	", address" WORD ", address_words" WORD ", is_removed" TRUTH
	", PRIMARY KEY(area_id, household_id));"
	"CREATE TABLE draft(device_id" BYTES ", household_id" WORD
	", PRIMARY KEY(device_id, household_id));"
	"CREATE INDEX draft_by_household ON draft(household_id);"
	"CREATE TABLE orders(device_id" BYTES ", sequence" NUMBER ", kind" NUMBER ", subject" WORD
	", edition" WORD ", is_acknowledged" TRUTH ", code bigint, hash bytea, envelope bytea,"
	" PRIMARY KEY(device_id, sequence));" OUT_OF_ROW("orders",
		"envelope") "CREATE TABLE order_floor(device_id bytea PRIMARY KEY, sequence" NUMBER
			    ");";

static const char first_records[] =
	"CREATE SEQUENCE record_rank;"
	"CREATE TABLE record(rank" NUMBER " DEFAULT nextval('record_rank'), device_id" BYTES
	", sequence" NUMBER ", hash" BYTES ", content_hash" BYTES ", received_us" NUMBER
	", record_id" WORD ", form_id" WORD ", form_version" WORD ", area_id" WORD
	", household_id" WORD ", outcome" WORD ", started_us" NUMBER ", finished_us" NUMBER
	", result" NUMBER ", address" WORD ", address_words" WORD ", previous_id" WORD
	", replaces_id" WORD ", appointment" WORD ", xml" BYTES ", envelope" BYTES
	") PARTITION BY RANGE (device_id);" OUT_OF_ROW("record",
		"envelope") "CREATE INDEX record_by_rank ON record(rank);"
			    "CREATE INDEX record_by_id ON record(record_id);"
			    "CREATE INDEX record_by_area ON record(area_id, received_us, rank);"
			    "CREATE INDEX record_by_time ON record(received_us, rank);"
			    "CREATE INDEX record_by_replaced ON record(replaces_id) WHERE "
			    "replaces_id <> '';"
			    "CREATE INDEX record_by_household ON record(area_id, household_id);"
			    "CREATE INDEX record_by_form ON record(form_id, form_version);"
			    "CREATE TABLE record_1 PARTITION OF record(PRIMARY KEY(device_id, "
			    "sequence, hash))"
			    " FOR VALUES FROM (MINVALUE) TO (MAXVALUE);"
			    "ALTER TABLE record_1 SET (toast_tuple_target = 4080);"
			    "CREATE TABLE record_file(device_id" BYTES ", rank" NUMBER ", name" WORD
			    ", data" BYTES
			    ") PARTITION BY RANGE (device_id);" OUT_OF_ROW("record_file",
				    "data") "CREATE INDEX record_file_by_rank ON record_file(rank);"
					    "CREATE TABLE record_file_1 PARTITION OF "
					    "record_file(PRIMARY KEY(device_id, rank, name))"
					    " FOR VALUES FROM (MINVALUE) TO (MAXVALUE);";

static const char first_audit[] =
	"CREATE TABLE audit(audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
	"time_us" NUMBER ", who" WORD ", what" WORD ", code" NUMBER ", detail" WORD ", hour" NUMBER
	" DEFAULT 0,"
	" count" NUMBER " DEFAULT 1);"
	"CREATE UNIQUE INDEX audit_by_hour ON audit(who, what, code, hour) WHERE hour > 0;"
	"CREATE INDEX audit_by_who ON audit(who, time_us);"
	"CREATE TABLE quarantine(quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
	" time_us" NUMBER ", hash" BYTES ", bytes" NUMBER ", device_id bytea, sequence bigint,"
	" code bigint, envelope bytea);" OUT_OF_ROW(
		"quarantine", "envelope") "CREATE UNIQUE INDEX quarantine_by_device ON "
					  "quarantine(device_id, sequence, hash)"
					  " WHERE device_id IS NOT NULL;"
					  "CREATE INDEX quarantine_of_nobody ON "
					  "quarantine(quarantine_id) WHERE device_id IS NULL;";

static const char first_forms[] =
	"CREATE TABLE form(form_id" WORD ", version" WORD ", title" WORD ", uploaded_us" NUMBER
	", warning_count" NUMBER ", is_current" TRUTH ", PRIMARY KEY(form_id, version));"
	"CREATE TABLE form_file(form_id" WORD ", version" WORD ", name" WORD ", data" BYTES
	", PRIMARY KEY(form_id, version, name));"
	"CREATE TABLE form_workbook(form_id" WORD ", version" WORD ", data" BYTES
	", PRIMARY KEY(form_id, version));" OUT_OF_ROW("form_workbook", "data");

/* Words as zr_fold_has() of lib/base/fold.h compares them: each stands somewhere in the text, one
 * that begins with a digit at the beginning of a word. */
static const char word_search[] =
	"CREATE FUNCTION has_words(folded text, words text) RETURNS boolean LANGUAGE sql IMMUTABLE"
	" STRICT PARALLEL SAFE AS $$ SELECT coalesce(bool_and(CASE WHEN word ~ '^[0-9]'"
	" THEN strpos(' ' || folded, ' ' || word) > 0 OR strpos(folded, '/' || word) > 0"
	" OR strpos(folded, '-' || word) > 0 ELSE strpos(folded, word) > 0 END), true)"
	" FROM unnest(string_to_array(words, ' ')) AS word WHERE word <> '' $$;";

/* People, and the territories that they and areas belong to. */
static const char accounts[] =
	"CREATE TABLE territory(territory_id" WORD " PRIMARY KEY, parent_id" WORD ", kind" WORD
	", name" WORD ", path" WORD " UNIQUE);"
	"ALTER TABLE area ADD COLUMN territory" WORD " DEFAULT '';"
	"CREATE INDEX area_by_territory ON area(territory, area_id);"
	"CREATE TABLE account(name" WORD " PRIMARY KEY, person" WORD ", role" WORD
	", territory_id" WORD ", password" WORD ", is_locked" NUMBER ", must_change" NUMBER
	", has_totp" NUMBER ", totp" BYTES ", totp_step" NUMBER ", made_us" NUMBER
	", login_us" NUMBER ", session_since_us" NUMBER ");"
	"CREATE INDEX account_by_territory ON account(territory_id);"
	"CREATE TABLE ended_session(session bytea PRIMARY KEY, until_us" NUMBER ");"
	"CREATE INDEX ended_session_by_time ON ended_session(until_us);";
/* Data collectors, and what of a submission waits for the rest of it. */
static const char collector_schema[] =
	"CREATE TABLE collector(name" WORD " PRIMARY KEY, device_id" BYTES ", secret" BYTES
	", made_us" NUMBER ", is_closed" NUMBER ");"
	"CREATE TABLE submission_part(rank bigint GENERATED ALWAYS AS IDENTITY, device_id" BYTES
	", instance_id" WORD ", hash" BYTES ", received_us" NUMBER
	", envelope bytea, PRIMARY KEY(device_id, instance_id, hash));"
	"CREATE INDEX submission_part_waiting ON submission_part(device_id)"
	" WHERE envelope IS NOT NULL;" OUT_OF_ROW("submission_part", "envelope");

/* What a household said stands in its envelope alone, sealed. */
static const char sealed_answers[] = "DROP TABLE record_file;"
				     "ALTER TABLE record DROP COLUMN xml,"
				     " ADD COLUMN doubts" NUMBER " DEFAULT 0;";

/* What people did: a chain of lines (hub/core/acts.h). */
static const char acts[] =
	"CREATE TABLE act(number bigint PRIMARY KEY, time_us" NUMBER ", who" WORD ", origin" WORD
	", what" WORD ", code" NUMBER ", detail" WORD ", hash" BYTES ");";

static const char tokens[] = "CREATE TABLE token(hash bytea PRIMARY KEY, account" WORD ", name" WORD
			     ", made_us" NUMBER ");"
			     "CREATE INDEX token_by_account ON token(account, made_us);";
/* What lists are sorted and searched by, and of which areas a tablet ever was. */
static const char lists[] =
	"CREATE EXTENSION IF NOT EXISTS pg_trgm;"
	"CREATE TABLE membership(device_id" BYTES ", area_id" WORD
	", PRIMARY KEY(device_id, area_id));"
	"INSERT INTO membership SELECT device_id, area_id FROM device WHERE area_id <> ''"
	" UNION SELECT device_id, subject FROM orders WHERE kind = 2;"
	"CREATE TABLE device_name(device_id bytea PRIMARY KEY, words" WORD ");"
	"INSERT INTO device_name SELECT device_id, lower(name) || ' ' || encode(device_id, 'hex')"
	" FROM device;"
	"CREATE INDEX device_name_words ON device_name USING gin(words gin_trgm_ops);"
	"CREATE INDEX device_by_name ON device(name, device_id);"
	"DROP INDEX device_area;"
	"CREATE INDEX device_by_area ON device(area_id, device_id);"
	"CREATE INDEX device_by_version ON device(version, device_id);"
	"CREATE INDEX device_by_contact ON device(contact_us, device_id);"
	"CREATE INDEX device_by_unsent ON device(unsent_count, device_id) WHERE unsent_count > 0;"
	"ALTER TABLE area ADD COLUMN words" WORD " DEFAULT '';"
	"UPDATE area SET words = lower(name) || ' ' || lower(area_id);"
	"CREATE INDEX area_words ON area USING gin(words gin_trgm_ops);"
	"CREATE INDEX area_by_name ON area(name, area_id);"
	"CREATE INDEX record_by_device ON record(device_id, received_us);";

/* Which key of a tablet's certificates is good, since when, and whether the tablet is welcome. */
static const char certificates[] =
	"ALTER TABLE device ADD COLUMN certificate_key bytea NOT NULL DEFAULT"
	" decode(repeat('00', 32), 'hex');"
	"ALTER TABLE device ADD COLUMN certified_us bigint NOT NULL DEFAULT 0;"
	"ALTER TABLE device ADD COLUMN revoked_us bigint NOT NULL DEFAULT 0;";

/* Envelopes have rows of their own, which are there before anybody opens them. */
static const char arrivals[] =
	"CREATE SEQUENCE arrival_rank;"
	"CREATE TABLE arrival(rank" NUMBER " DEFAULT nextval('arrival_rank'), device_id" BYTES
	", sequence" NUMBER ", hash" BYTES ", received_us" NUMBER ", is_waiting" TRUTH
	" DEFAULT true, envelope" BYTES ") PARTITION BY RANGE (device_id);" OUT_OF_ROW("arrival",
		"envelope") "CREATE INDEX arrival_by_rank ON arrival(rank);"
			    "CREATE INDEX arrival_waiting ON arrival(rank) WHERE is_waiting;"
			    "CREATE TABLE arrival_1 PARTITION OF arrival(PRIMARY KEY(device_id,"
			    " sequence, hash)) FOR VALUES FROM (MINVALUE) TO (MAXVALUE);"
			    "ALTER TABLE arrival_1 SET (toast_tuple_target = 4080);"
			    "INSERT INTO arrival(device_id, sequence, hash, received_us, "
			    "is_waiting,"
			    " envelope) SELECT device_id, sequence, hash, received_us, false,"
			    " envelope FROM record ORDER BY rank;"
			    "INSERT INTO arrival(device_id, sequence, hash, received_us, "
			    "is_waiting,"
			    " envelope) SELECT device_id, sequence, hash, time_us, false, envelope"
			    " FROM quarantine WHERE envelope IS NOT NULL ON CONFLICT DO NOTHING;"
			    "ALTER TABLE record DROP COLUMN envelope;"
			    "ALTER TABLE quarantine DROP COLUMN envelope;"
			    "ALTER TABLE device ADD COLUMN durable_through" NUMBER " DEFAULT 0;"
			    "ALTER TABLE device ADD COLUMN draft_digest" NUMBER " DEFAULT 0;";

/* What is brought of the register, until it is taken; where an address lies. */
static const char upload_schema[] =
	"ALTER TABLE household ADD COLUMN position" WORD " DEFAULT '';"
	"CREATE TABLE upload(upload_id" WORD " PRIMARY KEY, account" WORD ", territory" WORD
	", made_us" NUMBER ", state" NUMBER ", taken_bytes" NUMBER ", line" NUMBER ", layout" WORD
	", ignored" WORD ", row_count" NUMBER ", fault_count" NUMBER ", area_count" NUMBER
	", done_count" NUMBER ", change_count" NUMBER ", added" NUMBER ", changed" NUMBER
	", returned" NUMBER ", removed" NUMBER ", same" NUMBER ", held" NUMBER ");"
	"CREATE INDEX upload_by_time ON upload(made_us);"
	"CREATE TABLE upload_area(area_id" WORD ", upload_id" WORD ", name" WORD ", form_id" WORD
	", row_count" NUMBER ", state" NUMBER ", is_changed" NUMBER ", added" NUMBER
	", changed" NUMBER ", returned" NUMBER ", removed" NUMBER ", same" NUMBER ", held" NUMBER
	", PRIMARY KEY(area_id, upload_id));"
	"CREATE INDEX upload_area_by_upload ON upload_area(upload_id, state, area_id);"
	"CREATE INDEX upload_area_by_change ON upload_area(upload_id, is_changed, area_id);"
	"CREATE TABLE upload_row(area_id" WORD ", upload_id" WORD ", line" NUMBER
	", household_id" WORD ", address" WORD ", position" WORD
	", PRIMARY KEY(area_id, upload_id, line));"
	"CREATE TABLE upload_fault(upload_id" WORD ", line" NUMBER ", fault" WORD ", value" WORD
	", PRIMARY KEY(upload_id, line));";

/* Which addresses of an area are which tablet's. */
static const char share_schema[] =
	"CREATE TABLE share(area_id" WORD ", household_id" WORD ", device_id" BYTES
	", since_us" NUMBER ", PRIMARY KEY(area_id, household_id));"
	"CREATE INDEX share_by_device ON share(device_id, area_id);";
/* What was decided of records: news for a device are numbered (hub/store/reviews.h). */
static const char review_schema[] =
	"CREATE TABLE review(area_id" WORD ", hash" BYTES ", record_id" WORD ", household_id" WORD
	", state" NUMBER ", who" WORD ", time_us" NUMBER ", remark_count" NUMBER
	", remarks bytea, device_id" BYTES ", number" NUMBER
	", parcel bytea, PRIMARY KEY(area_id, hash));" OUT_OF_ROW("review",
		"parcel") "CREATE UNIQUE INDEX review_by_device ON review(device_id, number)"
			  " WHERE number > 0;";
/* Households that answer for themselves: devices that take their answers, by the enrolment codes
 * that were made for them; codes of areas; who answered. */
static const char online_schema[] =
	"CREATE TABLE respondent(secret_hash bytea PRIMARY KEY, device_id bytea);"
	"CREATE INDEX respondent_by_device ON respondent(device_id);"
	"CREATE TABLE invitation(area_id" WORD ", household_id" WORD ", lookup" BYTES
	", PRIMARY KEY(area_id, household_id));"
	"CREATE TABLE invited_area(area_id" WORD " PRIMARY KEY, edition" NUMBER ");"
	"CREATE TABLE answered(area_id" WORD ", household_id" WORD ", record_id" WORD
	", answered_us" NUMBER ", PRIMARY KEY(area_id, household_id));"
	"CREATE TABLE answered_area(area_id" WORD " PRIMARY KEY, edition" NUMBER ");"
	"CREATE INDEX orders_by_subject ON orders(device_id, kind, subject);";

/* What was done with a record is found by its id. */
static const char act_details[] = "CREATE INDEX act_by_detail ON act(detail);";

/* What counts a record is planned once a connection, not at each: by triggers that ask for what has
 * one key, a plan that goes by indexes is right whatever the tables hold. $5 is found, a word of
 * PL/pgSQL's own. */
/* clang-format off */
static const char kept_plans[] =
	"CREATE OR REPLACE FUNCTION line_above(area text) RETURNS text[] LANGUAGE plpgsql STABLE"
	" AS $$ BEGIN RETURN line_of(coalesce((SELECT a.territory FROM area a WHERE a.area_id ="
	" $1), '')); END $$;"
	"CREATE OR REPLACE FUNCTION tally_area(area text, records bigint, homes bigint, tablets"
	" bigint, found bigint, before bigint, after bigint, at bigint) RETURNS void LANGUAGE"
	" plpgsql AS $$ BEGIN INSERT INTO area_tally AS s VALUES(area, records, homes, tablets,"
	" $5, (after = 0)::int - (before = 0)::int, (after = 1)::int - (before = 1)::int,"
	" (after = 2)::int - (before = 2)::int, (after = 3)::int - (before = 3)::int,"
	" (after = 4)::int - (before = 4)::int, at) ON CONFLICT(area_id) DO"
	" UPDATE SET record_count = s.record_count + excluded.record_count,"
	" household_count = s.household_count + excluded.household_count, device_count ="
	" s.device_count + excluded.device_count, found_count = s.found_count +"
	" excluded.found_count, open_count = s.open_count + excluded.open_count,"
	" done_count = s.done_count + excluded.done_count, revisit_count = s.revisit_count"
	" + excluded.revisit_count, refused_count = s.refused_count +"
	" excluded.refused_count, empty_count = s.empty_count + excluded.empty_count,"
	" last_us = greatest(s.last_us, excluded.last_us); END $$;"
	"ALTER FUNCTION count_record(text, text, text, text, bigint)"
	" SET plan_cache_mode = force_generic_plan SET enable_seqscan = off;";
/* clang-format on */

static const char *const steps[] = {
	first_schema,
	first_records,
	first_audit,
	first_forms,
	word_search,
	accounts,
	sealed_answers,
	acts,
	tokens,
	certificates,
	collector_schema,
	lists,
	arrivals,
	upload_schema,
	zr_postgres_progress_schema,
	zr_postgres_outline_schema,
	share_schema,
	review_schema,
	online_schema,
	act_details,
	kept_plans,
	zr_postgres_double_schema,
};
enum {
	VERSION = sizeof steps / sizeof steps[0]
};

static const char read_version[] = "SELECT version FROM zarya_store";
/* In one look: another hub may be making them. */
static const char count_tables[] =
	"SELECT count(*) FILTER (WHERE relname = 'zarya_store'), count(*) FROM pg_class"
	" WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')";

/* 0 for a database without tables. */
static int find_version(struct zr_conduit *conduit, int64_t *ret_version, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query tables = {0};
	int code = zr_query_find(&tables, conduit, count_tables, error, "");
	if (code <= 0) {
		return code;
	}
	if (zr_query_int(&tables, 0) == 0) {
		*ret_version = 0;
		return zr_query_int(&tables, 1) == 0
			       ? 0
			       : zr_error_set(error, ZR_E_INVALID,
					 "the database has tables that are not a hub's; give the "
					 "hub a database of its own");
	}
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	code = zr_query_find(&row, conduit, read_version, error, "");
	if (code == 1) {
		*ret_version = zr_query_int(&row, 0);
	}
	return code < 0 ? code : 0;
}

static int refuse_version(struct zr_conduit *conduit, int64_t version, struct zr_error *error)
{
	bool is_older = version < VERSION;
	return zr_error_set(error, ZR_E_INVALID,
		"the database is of version %lld and this program %s %d; %s", (long long)version,
		zr_conduit_is_reader(conduit) && is_older ? "reads" : "knows", VERSION,
		is_older ? "start a hub, which brings it there" : "update the program");
}

static int run_steps(struct zr_conduit *conduit, int64_t from, struct zr_error *error)
{
	char mark[200];
	(void)snprintf(mark, sizeof mark,
		"CREATE TABLE IF NOT EXISTS zarya_store(version bigint NOT NULL);"
		"DELETE FROM zarya_store; INSERT INTO zarya_store VALUES(%d)",
		VERSION);
	int code = 0;
	for (int64_t step = from; step < VERSION && code == 0; step++) {
		code = zr_transaction_script(conduit, steps[step], error);
	}
	return code == 0 ? zr_transaction_script(conduit, mark, error) : code;
}

static int migrate(struct zr_conduit *conduit, struct zr_error *error)
{
	int64_t version = 0;
	int code = zr_transaction_begin(conduit, error);
	if (code == 0) { /* "ZARY" */
		code = zr_transaction_script(
			conduit, "SELECT pg_advisory_xact_lock(1514230361)", error);
	}
	if (code == 0) {
		code = find_version(conduit, &version, error);
	}
	if (code == 0 && version < VERSION) {
		code = run_steps(conduit, version, error);
	}
	if (code == 0) {
		code = zr_transaction_commit(conduit, error);
	}
	zr_transaction_rollback(conduit);
	return code;
}

int zr_postgres_prepare_schema(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL && !zr_conduit_is_in_transaction(conduit));
	int64_t version = 0;
	int code = find_version(conduit, &version, error);
	if (code != 0 || version == VERSION) {
		return code;
	}
	return zr_conduit_is_reader(conduit) || version > VERSION
		       ? refuse_version(conduit, version, error)
		       : migrate(conduit, error);
}

void zr_postgres_format_pattern(const char *words, char ret_pattern[ZR_STORE_NAME_BYTES + 2])
{
	assert(ret_pattern != NULL);
	size_t longest = 0;
	const char *chosen = "";
	for (const char *word = words != NULL ? words : ""; *word != '\0';
		word += strspn(word, " ")) {
		size_t bytes = strcspn(word, " ");
		if (bytes > longest && bytes < ZR_STORE_NAME_BYTES) {
			longest = bytes;
			chosen = word;
		}
		word += bytes;
	}
	/* Folded words hold neither % nor _. */
	(void)snprintf(ret_pattern, ZR_STORE_NAME_BYTES + 2, "%%%.*s%%", (int)longest, chosen);
}
