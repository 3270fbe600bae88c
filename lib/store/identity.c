/*
 * The identity row and the schema of the agent's store, in one place so that the file has one
 * version.
 */
#include "lib/store/identity.h"

#include <assert.h>
#include <string.h>

#include "lib/sqlite/statement.h"

static const char *const steps[] = {
	"CREATE TABLE identity("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" random BLOB NOT NULL,"
	" is_enrolled INTEGER NOT NULL DEFAULT 0,"
	" hub_url TEXT NOT NULL DEFAULT '',"
	" device_name TEXT NOT NULL DEFAULT '',"
	" hub_sign BLOB, hub_agree BLOB, hub_ca BLOB"
	") STRICT;"
	/* Sequences of receipts that this tablet signed: gaps are allowed, repeats not. */
	"CREATE TABLE own_receipt("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" reserved INTEGER NOT NULL"
	") STRICT;"
	"INSERT INTO own_receipt VALUES(1, 0);"
	/* The hub's receipts, as they came. */
	"CREATE TABLE receipt("
	" id INTEGER PRIMARY KEY,"
	" envelope BLOB NOT NULL"
	") STRICT;"
	/* Rows are never deleted. */
	"CREATE TABLE record("
	" sequence INTEGER PRIMARY KEY,"
	" record_id TEXT NOT NULL UNIQUE,"
	" household_id TEXT NOT NULL,"
	" hash BLOB NOT NULL,"
	" bytes INTEGER NOT NULL,"
	" state INTEGER NOT NULL CHECK(state IN (1, 3, 4)),"
	" code INTEGER NOT NULL DEFAULT 0,"
	" changed_us INTEGER NOT NULL,"
	" receipt INTEGER REFERENCES receipt(id),"
	" CHECK(state = 1 OR receipt IS NOT NULL)"
	") STRICT;"
	/* Apart from the record's row, so that a receipt changes some bytes and not all. */
	"CREATE TABLE envelope("
	" sequence INTEGER PRIMARY KEY REFERENCES record(sequence),"
	" data BLOB NOT NULL"
	") STRICT;"
	"CREATE TRIGGER envelope_is_kept BEFORE DELETE ON envelope"
	" WHEN (SELECT state FROM record WHERE sequence = OLD.sequence) <> 3"
	" BEGIN SELECT RAISE(ABORT, 'the hub has not received it'); END;"
	"CREATE INDEX record_by_state ON record(state, sequence);"
	"CREATE TABLE hub_order("
	" sequence INTEGER PRIMARY KEY,"
	" hash BLOB NOT NULL,"
	" code INTEGER NOT NULL,"
	" is_acknowledged INTEGER NOT NULL DEFAULT 0"
	") STRICT;"
	"CREATE TABLE form("
	" form_id TEXT NOT NULL,"
	" version TEXT NOT NULL,"
	" directory TEXT NOT NULL,"
	" sequence INTEGER NOT NULL,"
	" PRIMARY KEY(form_id, version)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE assignment("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" area_id TEXT NOT NULL,"
	" area_name TEXT NOT NULL,"
	" form_id TEXT NOT NULL,"
	" sequence INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE household("
	" place INTEGER PRIMARY KEY,"
	" household_id TEXT NOT NULL UNIQUE,"
	" address TEXT NOT NULL"
	") STRICT;",
	/* A record says where it was made and what it came to. Those of version 1 are given the
	 * address that their household has now, while the list still knows it. */
	"ALTER TABLE record ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE record ADD COLUMN area_id TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE record ADD COLUMN outcome TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE record ADD COLUMN result INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE record ADD COLUMN appointment TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE record ADD COLUMN previous_id TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE record ADD COLUMN replaces_id TEXT NOT NULL DEFAULT '';"
	"UPDATE record SET address = ifnull((SELECT address FROM household"
	" WHERE household.household_id = record.household_id), ''),"
	" area_id = ifnull((SELECT area_id FROM assignment), '');"
	"ALTER TABLE assignment ADD COLUMN zone TEXT NOT NULL DEFAULT '';"
	/* Households with an open draft, as the application told last. */
	"CREATE TABLE open_draft(household_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;",
	/* What the hub told of its store last. */
	"CREATE TABLE hub_life("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" epoch BLOB NOT NULL,"
	" high_water INTEGER NOT NULL"
	") STRICT;",
	/* By what this tablet speaks TLS. */
	"ALTER TABLE identity ADD COLUMN certificate BLOB;"
	"ALTER TABLE identity ADD COLUMN tls_key BLOB;"
	"ALTER TABLE identity ADD COLUMN renew_from_us INTEGER NOT NULL DEFAULT 0;",
	/* To whom answers are sealed: until the hub names an office, to the hub. */
	"ALTER TABLE identity ADD COLUMN office_sign BLOB;"
	"ALTER TABLE identity ADD COLUMN office_agree BLOB;"
	"UPDATE identity SET office_sign = hub_sign, office_agree = hub_agree;",
	/* Copies of records for another server; without an envelope: it has that record. */
	"CREATE TABLE dispatch("
	" rank INTEGER PRIMARY KEY,"
	" record_id TEXT NOT NULL UNIQUE,"
	" envelope BLOB"
	") STRICT;",
	/* What the hub has received is kept until the hub says that it would outlive its disk. */
	"ALTER TABLE hub_life ADD COLUMN durable_through INTEGER NOT NULL DEFAULT 0;"
	"DROP TABLE own_receipt;" /* they are not numbered any more */
	"DROP TRIGGER envelope_is_kept;"
	"CREATE TRIGGER envelope_is_kept BEFORE DELETE ON envelope"
	" WHEN (SELECT state FROM record WHERE sequence = OLD.sequence) <> 3"
	" OR OLD.sequence > ifnull((SELECT durable_through FROM hub_life), 0)"
	" BEGIN SELECT RAISE(ABORT, 'the hub has not received it for good'); END;",
	/* Records that were sent back, sealed to this tablet (returned.h). */
	"CREATE TABLE returned("
	" record_id TEXT PRIMARY KEY,"
	" sequence INTEGER NOT NULL,"
	" remark_count INTEGER NOT NULL,"
	" parcel BLOB"
	") STRICT;",
	/* Households that answered online, of one area; and, at the device that takes such answers,
	 * who may give them. */
	"CREATE TABLE answered_area("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" area_id TEXT NOT NULL,"
	" sequence INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE answered(household_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
	"CREATE TABLE invited_area("
	" area_id TEXT PRIMARY KEY,"
	" form_id TEXT NOT NULL,"
	" zone TEXT NOT NULL,"
	" sequence INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE invitation("
	" lookup BLOB PRIMARY KEY,"
	" area_id TEXT NOT NULL,"
	" household_id TEXT NOT NULL,"
	" address TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX invitation_by_area ON invitation(area_id);",
};

static const struct zr_database_kind kind = {
	.name = "the outbox",
	.application_id = 0x5a724f62, /* "ZrOb" */
	.steps = steps,
	.version = sizeof steps / sizeof steps[0],
};

int zr_identity_open_store(
	const char *path, struct zr_database **ret_database, struct zr_error *error)
{
	assert(path != NULL && ret_database != NULL);
	return zr_database_open(path, &kind, ret_database, error);
}

static bool read_hub(const struct zr_statement *row, struct zr_identity *identity)
{
	return zr_statement_copy_blob(row, 4, identity->hub_sign, ZR_KEY_BYTES) &&
	       zr_statement_copy_blob(row, 5, identity->hub_agree, ZR_KEY_BYTES) &&
	       zr_statement_copy_blob(row, 10, identity->office_sign, ZR_KEY_BYTES) &&
	       zr_statement_copy_blob(row, 11, identity->office_agree, ZR_KEY_BYTES);
}

/* All but the certificate. */
static bool read_identity(const struct zr_statement *row, struct zr_identity *identity)
{
	if (!zr_statement_copy_blob(row, 0, identity->random, sizeof identity->random)) {
		return false;
	}
	identity->is_enrolled = zr_statement_int(row, 1) != 0;
	return zr_statement_copy_text(row, 2, identity->hub_url, sizeof identity->hub_url) &&
	       zr_statement_copy_text(
		       row, 3, identity->device_name, sizeof identity->device_name) &&
	       (!identity->is_enrolled || read_hub(row, identity));
}

int zr_identity_get(
	struct zr_database *database, struct zr_identity *ret_identity, struct zr_error *error)
{
	assert(database != NULL && ret_identity != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		"SELECT random, is_enrolled, hub_url, device_name, hub_sign, hub_agree, hub_ca,"
		" certificate, tls_key, renew_from_us, office_sign, office_agree FROM identity",
		&row, error, "");
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "this tablet has no identity yet");
	}
	if (code < 0) {
		return code;
	}
	ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
	if (!read_identity(row, &identity)) {
		return zr_error_set(error, ZR_E_INVALID, "the identity in the outbox is damaged");
	}
	identity.tls.renew_from_us = zr_statement_int(row, 9);
	if (identity.is_enrolled &&
		(zr_statement_append(row, 6, &identity.hub_ca) != 0 ||
			zr_statement_append(row, 7, &identity.tls.certificate) != 0 ||
			zr_statement_append(row, 8, &identity.tls.key) != 0)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read the identity");
	}
	*ret_identity = identity;
	identity.hub_ca = (struct zr_buffer){0};
	identity.tls = (struct zr_identity_certificate){0};
	return 0;
}

int zr_identity_make(struct zr_database *database, const uint8_t random[ZR_IDENTITY_RANDOM_BYTES],
	struct zr_error *error)
{
	assert(database != NULL && random != NULL);
	return zr_statement_run(database, "INSERT INTO identity(one, random) VALUES(1, ?)", error,
		"b", (const void *)random, (size_t)ZR_IDENTITY_RANDOM_BYTES);
}

int zr_identity_enrol(
	struct zr_database *database, const struct zr_identity *identity, struct zr_error *error)
{
	assert(identity->hub_url[0] != '\0' && identity->hub_ca.bytes > 0);
	int code = zr_statement_run(database,
		"UPDATE identity SET is_enrolled = 1, hub_url = ?, device_name = ?, hub_sign = ?,"
		" hub_agree = ?, hub_ca = ?, certificate = ?, tls_key = ?, renew_from_us = ?,"
		" office_sign = ?, office_agree = ?"
		" WHERE is_enrolled = 0 OR hub_sign = ?3",
		error, "ttbbbbbibb", identity->hub_url, identity->device_name,
		(const void *)identity->hub_sign, sizeof identity->hub_sign,
		(const void *)identity->hub_agree, sizeof identity->hub_agree,
		(const void *)identity->hub_ca.data, identity->hub_ca.bytes,
		(const void *)identity->tls.certificate.data, identity->tls.certificate.bytes,
		(const void *)identity->tls.key.data, identity->tls.key.bytes,
		identity->tls.renew_from_us, (const void *)identity->office_sign,
		sizeof identity->office_sign, (const void *)identity->office_agree,
		sizeof identity->office_agree);
	if (code == 0 && zr_database_change_count(database) == 0) {
		return zr_error_set(error, ZR_E_STATE, "this tablet belongs to a hub already");
	}
	return code;
}

int zr_identity_set_office(
	struct zr_database *database, const struct zr_party_public *office, struct zr_error *error)
{
	assert(database != NULL && office != NULL);
	return zr_statement_run(database,
		"UPDATE identity SET office_sign = ?, office_agree = ? WHERE is_enrolled = 1",
		error, "bb", (const void *)office->sign, (size_t)ZR_KEY_BYTES,
		(const void *)office->agree, (size_t)ZR_KEY_BYTES);
}

int zr_identity_certify(struct zr_database *database, const struct zr_identity_certificate *tls,
	struct zr_error *error)
{
	assert(database != NULL && tls->certificate.bytes > 0 && tls->key.bytes > 0);
	return zr_statement_run(database,
		"UPDATE identity SET certificate = ?, tls_key = ?, renew_from_us = ?"
		" WHERE is_enrolled = 1",
		error, "bbi", (const void *)tls->certificate.data, tls->certificate.bytes,
		(const void *)tls->key.data, tls->key.bytes, tls->renew_from_us);
}

void zr_identity_finish(struct zr_identity *identity)
{
	assert(identity != NULL);
	zr_buffer_finish(&identity->tls.certificate);
	zr_buffer_wipe(&identity->tls.key);
	zr_buffer_finish(&identity->hub_ca);
	explicit_bzero(identity, sizeof *identity);
}
