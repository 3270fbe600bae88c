/*
 * The schema and its history. A new file goes the same way as one of version 1, so that there is
 * one schema and not a new and a grown one (lib/sqlite/database.h).
 *
 * To change the schema: append a step. A step that stands on main is never edited; files of it are
 * out there.
 */
#include "hub/store/sqlite/sqlite_parts.h"

#include "lib/sqlite/database.h"

/* Version 1. */
static const char first_schema[] =
	"CREATE TABLE fact(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE device(device_id BLOB PRIMARY KEY, name TEXT NOT NULL, area_id TEXT NOT NULL,"
	" sign BLOB NOT NULL, agree BLOB NOT NULL, version TEXT NOT NULL, enrolled_us INT NOT NULL,"
	" contact_us INT NOT NULL, record_count INT NOT NULL, high_water INT NOT NULL,"
	" unsent_count INT NOT NULL, receipt_sequence INT NOT NULL, battery INT NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE INDEX device_area ON device(area_id);"
	"CREATE TABLE code(secret_hash BLOB PRIMARY KEY, name TEXT NOT NULL, area_id TEXT NOT NULL,"
	" expires_us INT NOT NULL, device_id BLOB) WITHOUT ROWID;"
	"CREATE TABLE record(device_id BLOB NOT NULL, sequence INT NOT NULL, hash BLOB NOT NULL,"
	" received_us INT NOT NULL, record_id TEXT NOT NULL, form_id TEXT NOT NULL,"
	" form_version TEXT NOT NULL, area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" outcome TEXT NOT NULL, started_us INT NOT NULL, finished_us INT NOT NULL,"
	" xml BLOB NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY(device_id, sequence));"
	"CREATE INDEX record_by_id ON record(record_id);"
	"CREATE INDEX record_by_area ON record(area_id, received_us);"
	"CREATE INDEX record_by_time ON record(received_us);"
	"CREATE TABLE audit(audit_id INTEGER PRIMARY KEY, time_us INT NOT NULL, who TEXT NOT NULL,"
	" what TEXT NOT NULL, code INT NOT NULL, detail TEXT NOT NULL);"
	"CREATE TABLE quarantine(quarantine_id INTEGER PRIMARY KEY, time_us INT NOT NULL,"
	" hash BLOB NOT NULL, bytes INT NOT NULL);"
	"CREATE TABLE form(form_id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,"
	" uploaded_us INT NOT NULL, warning_count INT NOT NULL, is_current INT NOT NULL,"
	" PRIMARY KEY(form_id, version)) WITHOUT ROWID;"
	"CREATE TABLE form_file(form_id TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL,"
	" data BLOB NOT NULL, PRIMARY KEY(form_id, version, name));"
	"CREATE TABLE area(area_id TEXT PRIMARY KEY, name TEXT NOT NULL, form_id TEXT NOT NULL,"
	" edition INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX area_form ON area(form_id);"
	"CREATE TABLE household(area_id TEXT NOT NULL, place INT NOT NULL,"
	" household_id TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY(area_id, place))"
	" WITHOUT ROWID;"
	"CREATE INDEX household_by_id ON household(area_id, household_id);"
	"CREATE TABLE orders(device_id BLOB NOT NULL, sequence INT NOT NULL, kind INT NOT NULL,"
	" subject TEXT NOT NULL, edition TEXT NOT NULL, is_acknowledged INT NOT NULL, code INT,"
	" hash BLOB, envelope BLOB, PRIMARY KEY(device_id, sequence));";

/* 2: the workbooks that questionnaires were made from. */
static const char workbooks[] =
	"CREATE TABLE form_workbook(form_id TEXT NOT NULL, version TEXT NOT NULL,"
	" data BLOB NOT NULL, PRIMARY KEY(form_id, version));";

/*
 * 3: what a visit came to, where, and after which one; files of records. Two records of one tablet
 * may stand at one sequence, because a tablet that is set back to an older copy of itself numbers
 * on from there: so the hash is part of the key. The rank is a column of its own, because a copy
 * made by VACUUM numbers bare rows anew.
 */
static const char records_with_results[] =
	"ALTER TABLE record RENAME TO record_2;"
	"DROP INDEX record_by_id; DROP INDEX record_by_area; DROP INDEX record_by_time;"
	"CREATE TABLE record(rank INTEGER PRIMARY KEY, device_id BLOB NOT NULL,"
	" sequence INT NOT NULL, hash BLOB NOT NULL, received_us INT NOT NULL,"
	" record_id TEXT NOT NULL, form_id TEXT NOT NULL, form_version TEXT NOT NULL,"
	" area_id TEXT NOT NULL, household_id TEXT NOT NULL, outcome TEXT NOT NULL,"
	" started_us INT NOT NULL, finished_us INT NOT NULL, result INT NOT NULL DEFAULT 0,"
	" address TEXT NOT NULL DEFAULT '', previous_id TEXT NOT NULL DEFAULT '',"
	" replaces_id TEXT NOT NULL DEFAULT '', appointment TEXT NOT NULL DEFAULT '',"
	" xml BLOB NOT NULL, envelope BLOB NOT NULL, UNIQUE(device_id, sequence, hash));"
	"INSERT INTO record(rank, device_id, sequence, hash, received_us, record_id, form_id,"
	" form_version, area_id, household_id, outcome, started_us, finished_us, xml, envelope)"
	" SELECT rowid, device_id, sequence, hash, received_us, record_id, form_id, form_version,"
	" area_id, household_id, outcome, started_us, finished_us, xml, envelope FROM record_2;"
	"DROP TABLE record_2;"
	"CREATE INDEX record_by_id ON record(record_id);"
	"CREATE INDEX record_by_area ON record(area_id, received_us);"
	"CREATE INDEX record_by_time ON record(received_us);"
	"CREATE INDEX record_by_replaced ON record(replaces_id) WHERE replaces_id != '';"
	"CREATE TABLE record_file(rank INT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL,"
	" PRIMARY KEY(rank, name));";

/*
 * 4: households that are never deleted, known by area and id; the zone of an area; open drafts.
 * Records from before there were results get theirs from the outcome's word, as
 * lib/envelope/result.c would say.
 */
static const char lasting_households[] =
	"ALTER TABLE area ADD COLUMN zone TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE household RENAME TO household_3;"
	"DROP INDEX household_by_id;"
	"CREATE TABLE household(area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" place INT NOT NULL, address TEXT NOT NULL, is_removed INT NOT NULL,"
	" PRIMARY KEY(area_id, household_id)) WITHOUT ROWID;"
	"INSERT INTO household SELECT area_id, household_id, place, address, 0 FROM household_3;"
	"DROP TABLE household_3;"
	"CREATE TABLE draft(device_id BLOB NOT NULL, household_id TEXT NOT NULL,"
	" PRIMARY KEY(device_id, household_id)) WITHOUT ROWID;"
	"CREATE INDEX draft_by_household ON draft(household_id);"
	"CREATE INDEX record_by_household ON record(area_id, household_id);"
	"UPDATE record SET result = CASE WHEN outcome IN ('later', 'absent', 'nobody_home',"
	" 'not_home', 'come_back', 'postponed', 'broken_off', 'partial') THEN 2"
	" WHEN outcome IN ('refused', 'refusal') THEN 3"
	" WHEN outcome IN ('empty', 'vacant', 'uninhabited', 'demolished', 'not_a_dwelling') THEN 4"
	" ELSE 1 END WHERE result = 0;";

/*
 * 5: what a device signed and the hub refused is kept whole. The audit counts what strangers do, a
 * row for each hour, kind and error, instead of a row for each.
 */
static const char refusals[] =
	"ALTER TABLE quarantine ADD COLUMN device_id BLOB;"
	"ALTER TABLE quarantine ADD COLUMN sequence INT;"
	"ALTER TABLE quarantine ADD COLUMN code INT;"
	"ALTER TABLE quarantine ADD COLUMN envelope BLOB;"
	"CREATE UNIQUE INDEX quarantine_by_device ON quarantine(device_id, sequence, hash)"
	" WHERE device_id IS NOT NULL;"
	"ALTER TABLE audit ADD COLUMN hour INT NOT NULL DEFAULT 0;"
	"ALTER TABLE audit ADD COLUMN count INT NOT NULL DEFAULT 1;"
	"CREATE UNIQUE INDEX audit_by_hour ON audit(who, what, code, hour) WHERE hour > 0;"
	"CREATE INDEX audit_by_who ON audit(who, time_us);";

/* 6: records are counted by questionnaire and version. */
static const char records_by_form[] =
	"CREATE INDEX record_by_form ON record(form_id, form_version);";

/* 7: what a record holds, by hash: the same interview sealed twice is one record. */
static const char content_hashes[] =
	"ALTER TABLE record ADD COLUMN content_hash BLOB NOT NULL DEFAULT x'';";

/* 8: the highest order that a tablet knew when one of the two was set back: numbers go on above it,
 * also when the hub has no order left to give again. */
static const char order_floors[] =
	"CREATE TABLE order_floor(device_id BLOB PRIMARY KEY, sequence INT NOT NULL) WITHOUT "
	"ROWID;";

/*
 * 9: people. The one operator of before becomes an account like any other, with his password as it
 * was hashed then; where territories are, areas lie in them. What a session was is not kept, only
 * that one was ended before its time.
 */
static const char accounts[] =
	"CREATE TABLE territory(territory_id TEXT PRIMARY KEY, parent_id TEXT NOT NULL,"
	" kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL UNIQUE) WITHOUT ROWID;"
	"ALTER TABLE area ADD COLUMN territory TEXT NOT NULL DEFAULT '';"
	"CREATE INDEX area_by_territory ON area(territory, area_id);"
	"CREATE TABLE account(name TEXT PRIMARY KEY, person TEXT NOT NULL, role TEXT NOT NULL,"
	" territory_id TEXT NOT NULL, password TEXT NOT NULL, is_locked INT NOT NULL,"
	" must_change INT NOT NULL, has_totp INT NOT NULL, totp BLOB NOT NULL,"
	" totp_step INT NOT NULL, made_us INT NOT NULL, login_us INT NOT NULL,"
	" session_since_us INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX account_by_territory ON account(territory_id);"
	"INSERT INTO account SELECT 'operator', '', 'administrator', '',"
	" '$scrypt$' || lower(hex(value)), 0, 0, 0, zeroblob(20), 0, 0, 0, 0 FROM fact"
	" WHERE name = 'operator-password';"
	"DELETE FROM fact WHERE name = 'operator-password';"
	"CREATE TABLE ended_session(session BLOB PRIMARY KEY, until_us INT NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE INDEX ended_session_by_time ON ended_session(until_us);";

/* 10: what a household said stands in its envelope alone, sealed. */
static const char sealed_answers[] = "DROP TABLE record_file;"
				     "ALTER TABLE record DROP COLUMN xml;"
				     "ALTER TABLE record ADD COLUMN doubts INT NOT NULL DEFAULT 0;";

/* What people did, from here on: a chain of lines (hub/core/acts.h). */
static const char acts[] =
	"CREATE TABLE act(number INTEGER PRIMARY KEY, time_us INT NOT NULL, who TEXT NOT NULL,"
	" origin TEXT NOT NULL, what TEXT NOT NULL, code INT NOT NULL, detail TEXT NOT NULL,"
	" hash BLOB NOT NULL);";

/* Programs act as accounts. */
static const char tokens[] =
	"CREATE TABLE token(hash BLOB PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,"
	" made_us INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX token_by_account ON token(account, made_us);";
/* Data collectors, and what of a submission waits for the rest of it. */
static const char collector_schema[] =
	"CREATE TABLE collector(name TEXT PRIMARY KEY, device_id BLOB NOT NULL,"
	" secret BLOB NOT NULL, made_us INT NOT NULL, is_closed INT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE submission_part(rank INTEGER PRIMARY KEY, device_id BLOB NOT NULL,"
	" instance_id TEXT NOT NULL, hash BLOB NOT NULL, received_us INT NOT NULL, envelope BLOB,"
	" UNIQUE(device_id, instance_id, hash));"
	"CREATE INDEX submission_part_waiting ON submission_part(device_id)"
	" WHERE envelope IS NOT NULL;";

/*
 * 11: what pages show is counted when it changes (sqlite_tally.c), found by index, and searched by
 * the words of names; what is odd about a record is told when it comes. membership: the areas that
 * a tablet ever was of. The words are filled in when the store is opened (sqlite_words.c).
 */
#define COUNTING_OF_ONE ZR_SQLITE_COUNTING_VISIT("one.area_id", "one.household_id")
static const char tallies[] =
	"CREATE TABLE membership(device_id BLOB NOT NULL, area_id TEXT NOT NULL,"
	" PRIMARY KEY(device_id, area_id)) WITHOUT ROWID;"
	"INSERT INTO membership SELECT device_id, area_id FROM device WHERE area_id != '' UNION"
	" SELECT device_id, subject FROM orders WHERE kind = 2;"
	"CREATE TABLE doubt(rank INTEGER PRIMARY KEY, bits INT NOT NULL, received_us INT NOT NULL);"
	"CREATE INDEX doubt_by_time ON doubt(received_us, rank);"
	"INSERT INTO doubt SELECT rank, bits, received_us FROM (SELECT rank, received_us,"
	" EXISTS(SELECT 1 FROM record AS other WHERE other.device_id = record.device_id"
	" AND other.sequence = record.sequence AND other.rank != record.rank)"
	" + 2 * EXISTS(SELECT 1 FROM record AS other INDEXED BY record_by_id"
	" WHERE other.record_id = record.record_id AND other.rank != record.rank)"
	" + 4 * (EXISTS(SELECT 1 FROM membership WHERE membership.device_id = record.device_id)"
	" AND NOT EXISTS(SELECT 1 FROM membership WHERE membership.device_id = record.device_id"
	" AND membership.area_id = record.area_id))"
	" + 8 * (finished_us < started_us OR finished_us > received_us + 86400000000) AS bits"
	" FROM record) WHERE bits != 0;"
	"CREATE TABLE form_tally(form_id TEXT NOT NULL, form_version TEXT NOT NULL,"
	" record_count INT NOT NULL, PRIMARY KEY(form_id, form_version)) WITHOUT ROWID;"
	"INSERT INTO form_tally SELECT form_id, form_version, count(*) FROM record GROUP BY 1, 2;"
	"CREATE TABLE visit(area_id TEXT NOT NULL, household_id TEXT NOT NULL, result INT NOT NULL,"
	" appointment TEXT NOT NULL, record_count INT NOT NULL, PRIMARY KEY(area_id, household_id))"
	" WITHOUT ROWID;"
	"INSERT INTO visit SELECT area_id, household_id,"
	" ifnull((SELECT result FROM (" COUNTING_OF_ONE ")), 0),"
	" ifnull((SELECT appointment FROM (" COUNTING_OF_ONE ")), ''), count(*)"
	" FROM record AS one WHERE household_id != '' GROUP BY 1, 2;"
	"CREATE TABLE area_tally(area_id TEXT PRIMARY KEY, record_count INT NOT NULL,"
	" household_count INT NOT NULL, device_count INT NOT NULL, found_count INT NOT NULL,"
	" open_count INT NOT NULL, done_count INT NOT NULL, revisit_count INT NOT NULL,"
	" refused_count INT NOT NULL, empty_count INT NOT NULL) WITHOUT ROWID;"
	"INSERT INTO area_tally SELECT area_id, sum(r), sum(h), sum(d), sum(f), sum(r0), sum(r1),"
	" sum(r2), sum(r3), sum(r4) FROM ("
	"SELECT area_id, count(*) AS r, 0 AS h, 0 AS d, 0 AS f, 0 AS r0, 0 AS r1, 0 AS r2, 0 AS r3,"
	" 0 AS r4 FROM record GROUP BY area_id"
	" UNION ALL SELECT area_id, 0, 0, count(*), 0, 0, 0, 0, 0, 0 FROM device GROUP BY area_id"
	" UNION ALL SELECT area_id, 0, 0, 0, count(*), 0, 0, 0, 0, 0 FROM visit WHERE NOT EXISTS("
	"SELECT 1 FROM household WHERE household.area_id = visit.area_id"
	" AND household.household_id = visit.household_id) GROUP BY area_id"
	" UNION ALL SELECT area_id, 0, count(*), 0, 0, sum(ifnull(result, 0) = 0),"
	" sum(ifnull(result, 0) = 1), sum(ifnull(result, 0) = 2), sum(ifnull(result, 0) = 3),"
	" sum(ifnull(result, 0) = 4) FROM household"
	" LEFT JOIN visit USING(area_id, household_id) WHERE NOT is_removed GROUP BY area_id)"
	" GROUP BY area_id;"
	"CREATE TABLE device_word(word TEXT NOT NULL, device_id BLOB NOT NULL,"
	" PRIMARY KEY(word, device_id)) WITHOUT ROWID;"
	"CREATE TABLE area_word(word TEXT NOT NULL, area_id TEXT NOT NULL,"
	" PRIMARY KEY(word, area_id)) WITHOUT ROWID;"
	"CREATE INDEX device_by_name ON device(name, device_id);"
	"DROP INDEX device_area;"
	"CREATE INDEX device_by_area ON device(area_id, device_id);"
	"CREATE INDEX device_by_version ON device(version, device_id);"
	"CREATE INDEX device_by_contact ON device(contact_us, device_id);"
	"CREATE INDEX device_by_unsent ON device(unsent_count, device_id) WHERE unsent_count > 0;"
	"CREATE INDEX area_by_name ON area(name, area_id);"
	"CREATE INDEX area_by_open ON area_tally(open_count, area_id);"
	"CREATE INDEX record_by_device ON record(device_id, received_us);";

/* Which key of a tablet's certificates is good, since when, and whether the tablet is welcome.
 */
static const char certificates[] =
	"ALTER TABLE device ADD COLUMN certificate_key BLOB NOT NULL DEFAULT"
	" x'0000000000000000000000000000000000000000000000000000000000000000';"
	"ALTER TABLE device ADD COLUMN certified_us INT NOT NULL DEFAULT 0;"
	"ALTER TABLE device ADD COLUMN revoked_us INT NOT NULL DEFAULT 0;";

/* An area of before in which there was nothing yet has its sums, too: lists find it by them. */
static const char empty_areas[] =
	"INSERT OR IGNORE INTO area_tally SELECT area_id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM area;";

/*
 * Envelopes stand in segments beside the database, a small row for each here; what stands in
 * rows is moved at the next start (sqlite_recovery.c). A row's place is where its entry begins.
 */
static const char arrivals[] =
	"CREATE TABLE arrival(device_id BLOB NOT NULL, sequence INT NOT NULL, hash BLOB NOT NULL,"
	" place INT NOT NULL, bytes INT NOT NULL, received_us INT NOT NULL,"
	" PRIMARY KEY(device_id, sequence, hash)) WITHOUT ROWID;"
	"CREATE TABLE arrival_mark(id INTEGER PRIMARY KEY CHECK(id = 0), end_place INT NOT NULL,"
	" opened_place INT NOT NULL);"
	"INSERT INTO arrival_mark VALUES(0, 0, 0);"
	"CREATE TABLE envelope_to_move(kind INT NOT NULL, id INT NOT NULL, PRIMARY KEY(kind, id))"
	" WITHOUT ROWID;"
	"INSERT INTO envelope_to_move SELECT 1, rank FROM record;"
	"INSERT INTO envelope_to_move SELECT 2, quarantine_id FROM quarantine"
	" WHERE envelope IS NOT NULL;"
	"ALTER TABLE device ADD COLUMN durable_through INT NOT NULL DEFAULT 0;"
	"ALTER TABLE device ADD COLUMN draft_digest INT NOT NULL DEFAULT 0;";

/* What is brought of the register, until it is taken; where an address lies. The line about a row
 * stands once. */
static const char upload_schema[] =
	"ALTER TABLE household ADD COLUMN position TEXT NOT NULL DEFAULT '';"
	"CREATE TABLE upload(upload_id TEXT PRIMARY KEY, account TEXT NOT NULL,"
	" territory TEXT NOT NULL, made_us INT NOT NULL, state INT NOT NULL,"
	" taken_bytes INT NOT NULL, line INT NOT NULL, layout TEXT NOT NULL,"
	" ignored TEXT NOT NULL, row_count INT NOT NULL, fault_count INT NOT NULL,"
	" area_count INT NOT NULL, done_count INT NOT NULL, change_count INT NOT NULL,"
	" added INT NOT NULL, changed INT NOT NULL, returned INT NOT NULL, removed INT NOT NULL,"
	" same INT NOT NULL, held INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX upload_by_time ON upload(made_us);"
	"CREATE TABLE upload_area(area_id TEXT NOT NULL, upload_id TEXT NOT NULL,"
	" name TEXT NOT NULL, form_id TEXT NOT NULL, row_count INT NOT NULL, state INT NOT NULL,"
	" is_changed INT NOT NULL, added INT NOT NULL, changed INT NOT NULL,"
	" returned INT NOT NULL, removed INT NOT NULL, same INT NOT NULL, held INT NOT NULL,"
	" PRIMARY KEY(area_id, upload_id)) WITHOUT ROWID;"
	"CREATE INDEX upload_area_by_upload ON upload_area(upload_id, state, area_id);"
	"CREATE INDEX upload_area_by_change ON upload_area(upload_id, is_changed, area_id);"
	"CREATE TABLE upload_row(area_id TEXT NOT NULL, upload_id TEXT NOT NULL,"
	" line INT NOT NULL, household_id TEXT NOT NULL, address TEXT NOT NULL,"
	" position TEXT NOT NULL, PRIMARY KEY(area_id, upload_id, line)) WITHOUT ROWID;"
	"CREATE TABLE upload_fault(upload_id TEXT NOT NULL, line INT NOT NULL,"
	" fault TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(upload_id, line)) WITHOUT ROWID;";

/* Which addresses of an area are which tablet's. */
static const char share_schema[] =
	"CREATE TABLE share(area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" device_id BLOB NOT NULL, since_us INT NOT NULL,"
	" PRIMARY KEY(area_id, household_id)) WITHOUT ROWID;"
	"CREATE INDEX share_by_device ON share(device_id, area_id);";
/* What was decided of records: news for a device are numbered (hub/store/reviews.h). */
static const char review_schema[] =
	"CREATE TABLE review(area_id TEXT NOT NULL, hash BLOB NOT NULL, record_id TEXT NOT NULL,"
	" household_id TEXT NOT NULL, state INT NOT NULL, who TEXT NOT NULL, time_us INT NOT NULL,"
	" remark_count INT NOT NULL, remarks BLOB, device_id BLOB NOT NULL, number INT NOT NULL,"
	" parcel BLOB, PRIMARY KEY(area_id, hash));"
	"CREATE UNIQUE INDEX review_by_device ON review(device_id, number) WHERE number > 0;";
/* Households that answer for themselves: devices that take their answers, by the enrolment codes
 * that were made for them; codes of areas; who answered. */
static const char online_schema[] =
	"CREATE TABLE respondent(secret_hash BLOB PRIMARY KEY, device_id BLOB) WITHOUT ROWID;"
	"CREATE INDEX respondent_by_device ON respondent(device_id);"
	"CREATE TABLE invitation(area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" lookup BLOB NOT NULL, PRIMARY KEY(area_id, household_id)) WITHOUT ROWID;"
	"CREATE TABLE invited_area(area_id TEXT PRIMARY KEY, edition INT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE answered(area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" record_id TEXT NOT NULL, answered_us INT NOT NULL, PRIMARY KEY(area_id, household_id))"
	" WITHOUT ROWID;"
	"CREATE TABLE answered_area(area_id TEXT PRIMARY KEY, edition INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX orders_by_subject ON orders(device_id, kind, subject);";
/* What few rows have is found by an index of its own: a filter that fits none looks at none. */
static const char rare_rows[] =
	"CREATE INDEX record_by_result ON record(result, received_us) WHERE result > 1;"
	"CREATE INDEX device_of_version ON device(version, name, device_id);";
/* How many wait to be opened: room is kept for what follows from them. */
static const char waiting_arrivals[] =
	"ALTER TABLE arrival_mark ADD COLUMN waiting_count INT NOT NULL DEFAULT 0;";

/* What was done with a record is found by its id. */
static const char act_details[] = "CREATE INDEX act_by_detail ON act(detail);";

static const char *const steps[] = {
	first_schema,
	workbooks,
	records_with_results,
	lasting_households,
	refusals,
	records_by_form,
	content_hashes,
	order_floors,
	accounts,
	sealed_answers,
	acts,
	tokens,
	tallies,
	certificates,
	collector_schema,
	empty_areas,
	arrivals,
	upload_schema,
	zr_sqlite_progress_schema,
	zr_sqlite_outline_schema,
	share_schema,
	review_schema,
	online_schema,
	rare_rows,
	waiting_arrivals,
	act_details,
	zr_sqlite_double_schema,
};

const struct zr_database_kind zr_sqlite_kind = {
	.name = "the hub's store hub.db",
	.application_id = 0x5a415259, /* "ZARY" */
	.steps = steps,
	.version = sizeof steps / sizeof steps[0],
	.has_readers = true,
	/* What a schema of before kept in clear must be gone when it is dropped. */
	.is_secret = true,
};
