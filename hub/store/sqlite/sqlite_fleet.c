/*
 * The store's devices and enrolment codes. A list goes along the index of its order and looks at a
 * bounded number of rows, whatever is asked (stored.h). Of a code there is the hash of its secret
 * alone: a copy of the store enrols nobody.
 */
#include <assert.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

#define DEVICE_COLUMNS                                                                             \
	"SELECT device_id, name, area_id, sign, agree, version, enrolled_us, contact_us,"          \
	" record_count, high_water, unsent_count, durable_through, battery, certificate_key,"      \
	" certified_us, revoked_us, draft_digest"
#define MATCH_COLUMN 17 /* in lists */
#define PLACE_COLUMN 18

static struct zr_device read_device(struct zr_statement *row)
{
	struct zr_device device = {
		.enrolled_us = zr_statement_int(row, 6),
		.contact_us = zr_statement_int(row, 7),
		.record_count = (uint64_t)zr_statement_int(row, 8),
		.high_water = (uint64_t)zr_statement_int(row, 9),
		.unsent_count = (uint64_t)zr_statement_int(row, 10),
		.durable_through = (uint64_t)zr_statement_int(row, 11),
		.battery_percent = (int)zr_statement_int(row, 12),
		.certified_us = zr_statement_int(row, 14),
		.revoked_us = zr_statement_int(row, 15),
		.draft_digest = (uint64_t)zr_statement_int(row, 16),
	};
	(void)zr_statement_copy_blob(
		row, 13, device.certificate_key, sizeof device.certificate_key);
	(void)zr_statement_copy_blob(row, 0, device.keys.id, sizeof device.keys.id);
	(void)zr_statement_copy_text(row, 1, device.name, sizeof device.name);
	(void)zr_statement_copy_text(row, 2, device.area_id, sizeof device.area_id);
	(void)zr_statement_copy_blob(row, 3, device.keys.sign, sizeof device.keys.sign);
	(void)zr_statement_copy_blob(row, 4, device.keys.agree, sizeof device.keys.agree);
	(void)zr_statement_copy_text(row, 5, device.version, sizeof device.version);
	return device;
}

static int get_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	struct zr_device *ret_device, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		DEVICE_COLUMNS " FROM device WHERE device_id = ?", &statement, error, "d", id);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"this tablet is not enrolled at this hub; enrol it with a new code");
	}
	if (code == 1) {
		*ret_device = read_device(statement);
	}
	return code < 0 ? code : 0;
}

/* What it will collect there counts, also when it is of another area later. */
static int join_area(struct zr_database *database, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	if (area_id[0] == '\0') {
		return 0;
	}
	int code = zr_statement_run(database, "INSERT OR IGNORE INTO membership VALUES(?, ?)",
		error, "dt", id, area_id);
	if (code == 0 && zr_database_change_count(database) == 1) { /* it never was of it */
		code = zr_sqlite_tally_member(database, id, area_id, error);
	}
	return code == 0 ? zr_sqlite_tally_device(database, area_id, 1, error) : code;
}

static int add_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	int code = zr_statement_run(database,
		"INSERT INTO device(device_id, name, area_id, sign, agree, version, enrolled_us,"
		" contact_us, record_count, high_water, unsent_count, receipt_sequence, battery,"
		" certificate_key, certified_us)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, -1, ?, ?)",
		error, "dtthhtiihi", device->keys.id, device->name, device->area_id,
		device->keys.sign, device->keys.agree, device->version, device->enrolled_us,
		device->contact_us, device->certificate_key, device->certified_us);
	if (code == 0) {
		code = zr_sqlite_words_of_device(database, device, error);
	}
	return code == 0 ? join_area(database, device->keys.id, device->area_id, error) : code;
}

static int move_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	struct zr_device device;
	int code = get_device(store, id, &device, error);
	if (code != 0 || strcmp(device.area_id, area_id) == 0) {
		return code;
	}
	code = zr_statement_run(database, "UPDATE device SET area_id = ? WHERE device_id = ?",
		error, "td", area_id, id);
	if (code == 0 && device.area_id[0] != '\0') {
		code = zr_sqlite_tally_device(database, device.area_id, -1, error);
	}
	return code == 0 ? join_area(database, id, area_id, error) : code;
}

static int check_changed(struct zr_store *store, struct zr_error *error)
{
	return zr_database_change_count(zr_sqlite_database(store)) == 1
		       ? 0
		       : zr_error_set(error, ZR_E_NOT_FOUND, "there is no such tablet");
}

static int certify_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"UPDATE device SET version = ?, enrolled_us = ?, certificate_key = ?,"
		" certified_us = ?, revoked_us = 0 WHERE device_id = ?",
		error, "tihid", device->version, device->enrolled_us, device->certificate_key,
		device->certified_us, device->keys.id);
	return code == 0 ? check_changed(store, error) : code;
}

static int revoke_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"UPDATE device SET revoked_us = ?, certificate_key = zeroblob(32)"
		" WHERE device_id = ?",
		error, "id", device->revoked_us, device->keys.id);
	return code == 0 ? check_changed(store, error) : code;
}

static int touch_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE device SET version = ?, contact_us = ?, high_water = ?, unsent_count = ?,"
		" durable_through = ?, battery = ?, draft_digest = ? WHERE device_id = ?",
		error, "tiiiiiid", device->version, device->contact_us, (int64_t)device->high_water,
		(int64_t)device->unsent_count, (int64_t)device->durable_through,
		(int64_t)device->battery_percent, (int64_t)device->draft_digest, device->keys.id);
}

/* ---- lists ---- */

/* How a list is sorted: its index, the column that comes first, and which way it goes. */
struct order {
	const char *index;
	const char *column;
	bool is_number; /* else a text */
	bool is_descending;
	const char *condition; /* that the index is made with */
};
static const struct order orders[] = {
	[ZR_DEVICE_BY_NAME] = {"device_by_name", "name", false, false, ""},
	[ZR_DEVICE_BY_AREA] = {"device_by_area", "area_id", false, false, ""},
	[ZR_DEVICE_BY_VERSION] = {"device_by_version", "version", false, false, ""},
	[ZR_DEVICE_BY_CONTACT] = {"device_by_contact", "contact_us", true, false, ""},
	[ZR_DEVICE_BY_UNSENT] = {"device_by_unsent", "unsent_count", true, true,
		" AND unsent_count > 0"},
};

/* What the list's arguments point to, until it is at its end. */
struct asked {
	char word[ZR_STORE_NAME_BYTES];
	uint8_t id[ZR_PARTY_ID_BYTES]; /* of the place */
};
#define FOUND                                                                                      \
	"(SELECT DISTINCT device_id AS found_id FROM device_word"                                  \
	" WHERE word >= ?2 AND word < ?2 || char(1114111)) CROSS JOIN device"                      \
	" ON device_id = found_id"
/* What no index serves is asked of each row that is looked at: as a condition, for of a value
 * SQLite works out each part. */
#define MATCHES                                                                                    \
	", CASE WHEN (?5 = 0 OR contact_us < ?5)"                                                  \
	" AND (?6 = 0 OR (battery >= 0 AND battery < ?6)) AND (?4 IS NULL OR version = ?4)"        \
	" AND (?3 IS NULL OR has_words(name || ' ' || hex(device_id), ?3))"                        \
	" AND (?11 IS NULL OR EXISTS(SELECT 1 FROM area AS part"                                   \
	" WHERE part.area_id = device.area_id AND " ZR_SQLITE_IN_PART(                             \
		"part", "?11") ")) THEN 1 ELSE 0 END, "

/* A list of one area, or of few that have a word, is sorted when it is read; any other goes along
 * the index of its order. */
static int make_list(const struct zr_device_filter *filter, bool is_few, struct zr_buffer *ret_sql)
{
	const struct order *order = &orders[filter->sort];
	bool is_of_area = filter->area_id != NULL;
	bool has_place = filter->place != NULL && filter->place->is_set;
	bool is_of_version = filter->version != NULL && filter->sort == ZR_DEVICE_BY_NAME;
	const char *of_version = is_of_version ? "device_of_version" : order->index;
	const char *index = is_of_area ? "device_by_area" : of_version;
	const char *way = order->is_descending ? " DESC" : "";
	const char *const parts[] = {
		DEVICE_COLUMNS MATCHES,
		order->column,
		is_few ? " FROM " FOUND : " FROM device INDEXED BY ",
		is_few ? NULL : index,
		" WHERE true",
		order->condition,
		is_of_area ? " AND area_id = ?1" : NULL,
		is_of_version ? " AND version = ?4" : NULL,
		has_place ? " AND (" : NULL,
		has_place ? order->column : NULL,
		has_place ? ", device_id)" : NULL,
		has_place ? (order->is_descending ? " < " : " > ") : NULL,
		has_place ? (order->is_number ? "(?7, ?9)" : "(?8, ?9)") : NULL,
		" ORDER BY ",
		order->column,
		way,
		", device_id",
		way,
		" LIMIT ?10",
	};
	return zr_buffer_join(ret_sql, parts, sizeof parts / sizeof parts[0]);
}

static int start_list(struct zr_database *database, const struct zr_device_filter *filter,
	struct asked *asked, struct zr_statement **ret_row, struct zr_error *error)
{
	static const struct zr_store_place none = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sql = {0};
	const struct zr_store_place *place = filter->place != NULL ? filter->place : &none;
	int is_few = 0;
	if (place->is_set && zr_hex_decode(place->id, asked->id, sizeof asked->id) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "the list has no such place");
	}
	if (filter->words != NULL) {
		zr_sqlite_words_choose(filter->words, asked->word);
		is_few = zr_sqlite_words_find_few(database, false, asked->word, error);
	}
	if (is_few < 0) {
		return is_few;
	}
	if (make_list(filter, is_few == 1, &sql) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a list of tablets");
	}
	return zr_statement_make(database, zr_buffer_text(&sql), ret_row, error, "ttttiiitbit",
		filter->area_id, asked->word, filter->words, filter->version,
		filter->silent_since_us, (int64_t)filter->battery_below, place->number, place->text,
		(const void *)asked->id, sizeof asked->id, (int64_t)ZR_HUB_LIST_SCAN_COUNT_MAX,
		zr_sqlite_part_of(filter->territory));
}

static void set_place(struct zr_store_place *ret_place, const struct zr_statement *row)
{
	uint8_t id[ZR_PARTY_ID_BYTES] = {0};
	*ret_place = (struct zr_store_place){
		.is_set = true, .number = zr_statement_int(row, PLACE_COLUMN)};
	(void)zr_statement_copy_blob(row, 0, id, sizeof id);
	(void)zr_statement_copy_text(row, PLACE_COLUMN, ret_place->text, sizeof ret_place->text);
	zr_hex_encode(id, sizeof id, ret_place->id);
}

static int list_devices(struct zr_store *store, const struct zr_device_filter *filter,
	zr_store_visit_device *visit, void *user, struct zr_error *error)
{
	assert(filter->sort >= ZR_DEVICE_BY_NAME && filter->sort <= ZR_DEVICE_BY_UNSENT);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	struct asked asked = {0};
	struct zr_store_place rest = {0};
	size_t count = 0;
	size_t looked_at = 0;
	int code = start_list(zr_sqlite_database(store), filter, &asked, &row, error);
	while (code == 0 && count < filter->count_max &&
		(code = zr_statement_step(row, error)) == 1) {
		bool is_last = ++looked_at == ZR_HUB_LIST_SCAN_COUNT_MAX;
		code = 0;
		if (zr_statement_int(row, MATCH_COLUMN) != 0) {
			struct zr_device device = read_device(row);
			count++;
			code = visit(user, &device);
		}
		if (code == 0 && (is_last || count == filter->count_max)) {
			set_place(&rest, row);
		}
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = rest;
	}
	return code;
}

/* ---- enrolment codes ---- */

static int add_code(
	struct zr_store *store, const struct zr_store_code *code, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO code(secret_hash, name, area_id, expires_us) VALUES(?, ?, ?, ?)",
		error, "htti", code->secret_hash, code->name, code->area_id, code->expires_us);
}

static int get_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_store_code *ret_code, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT name, area_id, expires_us, device_id FROM code WHERE secret_hash = ?",
		&statement, error, "h", secret_hash);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such code");
	}
	if (code < 0) {
		return code;
	}
	*ret_code = (struct zr_store_code){.expires_us = zr_statement_int(statement, 2)};
	(void)zr_statement_copy_text(statement, 0, ret_code->name, sizeof ret_code->name);
	(void)zr_statement_copy_text(statement, 1, ret_code->area_id, sizeof ret_code->area_id);
	ret_code->is_used = !zr_statement_is_null(statement, 3);
	(void)zr_statement_copy_blob(statement, 3, ret_code->device_id, sizeof ret_code->device_id);
	return 0;
}

static int use_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE code SET device_id = ? WHERE secret_hash = ? AND device_id IS NULL", error,
		"dh", device_id, secret_hash);
}

const struct zr_store_engine_fleet zr_sqlite_fleet = {
	.get_device = get_device,
	.add_device = add_device,
	.touch_device = touch_device,
	.move_device = move_device,
	.certify_device = certify_device,
	.revoke_device = revoke_device,
	.list_devices = list_devices,
	.add_code = add_code,
	.get_code = get_code,
	.use_code = use_code,
};
