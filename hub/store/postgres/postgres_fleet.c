/*
 * The store's devices and enrolment codes. Of a code there is the hash of its secret alone: a copy
 * of the store enrols nobody.
 */
#include <assert.h>
#include <stdio.h>

#include "lib/base/fold.h"
#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"
#include "lib/base/hex.h"

#define DEVICE_COLUMNS                                                                             \
	"SELECT device_id, name, area_id, sign, agree, version, enrolled_us, contact_us,"          \
	" record_count, high_water, unsent_count, durable_through, battery, certificate_key,"      \
	" certified_us, revoked_us, draft_digest FROM device "

static struct zr_device read_device(const struct zr_query *row)
{
	struct zr_device device = {
		.enrolled_us = zr_query_int(row, 6),
		.contact_us = zr_query_int(row, 7),
		.record_count = (uint64_t)zr_query_int(row, 8),
		.high_water = (uint64_t)zr_query_int(row, 9),
		.unsent_count = (uint64_t)zr_query_int(row, 10),
		.durable_through = (uint64_t)zr_query_int(row, 11),
		.battery_percent = (int)zr_query_int(row, 12),
		.certified_us = zr_query_int(row, 14),
		.revoked_us = zr_query_int(row, 15),
		.draft_digest = (uint64_t)zr_query_int(row, 16),
	};
	(void)zr_query_copy_blob(row, 13, device.certificate_key, sizeof device.certificate_key);
	(void)zr_query_copy_blob(row, 0, device.keys.id, sizeof device.keys.id);
	(void)zr_query_copy_text(row, 1, device.name, sizeof device.name);
	(void)zr_query_copy_text(row, 2, device.area_id, sizeof device.area_id);
	(void)zr_query_copy_blob(row, 3, device.keys.sign, sizeof device.keys.sign);
	(void)zr_query_copy_blob(row, 4, device.keys.agree, sizeof device.keys.agree);
	(void)zr_query_copy_text(row, 5, device.version, sizeof device.version);
	return device;
}

/* Who reads it in order to write it again holds it until the commit, against other hubs. */
static int get_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	struct zr_device *ret_device, struct zr_error *error)
{
	static const char looked_at[] = DEVICE_COLUMNS "WHERE device_id = $1";
	static const char held[] = DEVICE_COLUMNS "WHERE device_id = $1 FOR UPDATE";
	assert(!store->is_writing || !store->is_reader);
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		store->is_writing ? held : looked_at, error, "d", id);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"this tablet is not enrolled at this hub; enrol it with a new code");
	}
	if (code == 1) {
		*ret_device = read_device(&row);
	}
	return code < 0 ? code : 0;
}

/* The name and the beginning of the id, for the search. Apart from the device's row, which is
 * written at each contact. */
static int add_words(struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer words = {0};
	char text[ZR_STORE_NAME_BYTES + 2 * ZR_PARTY_ID_BYTES + 2];
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(device->keys.id, sizeof device->keys.id, id);
	(void)snprintf(text, sizeof text, "%s %s", device->name, id);
	if (zr_fold_text(text, &words) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the words of a name");
	}
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO device_name(device_id, words) VALUES($1, $2)"
		" ON CONFLICT(device_id) DO UPDATE SET words = $2",
		error, "dt", device->keys.id, zr_buffer_text(&words));
}

/* What it collects there counts, also when it is of another area later. */
static int join_area(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	return area_id[0] == '\0'
		       ? 0
		       : zr_query_run(zr_postgres_conduit(store),
				 "INSERT INTO membership(device_id, area_id) VALUES($1, $2)"
				 " ON CONFLICT DO NOTHING",
				 error, "dt", id, area_id);
}

static int add_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	int code = add_words(store, device, error);
	if (code == 0) {
		code = join_area(store, device->keys.id, device->area_id, error);
	}
	return code != 0 ? code
			 : zr_query_run(zr_postgres_conduit(store),
				   "INSERT INTO device(device_id, name, area_id, sign, agree,"
				   " version, enrolled_us, contact_us, record_count, high_water,"
				   " unsent_count, receipt_sequence, battery, certificate_key,"
				   " certified_us)"
				   " VALUES($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, -1, $9,"
				   " $10)",
				   error, "dtthhtiihi", device->keys.id, device->name,
				   device->area_id, device->keys.sign, device->keys.agree,
				   device->version, device->enrolled_us, device->contact_us,
				   device->certificate_key, device->certified_us);
}

static int check_changed(int found, struct zr_error *error)
{
	if (found < 0) {
		return found;
	}
	return found == 1 ? 0 : zr_error_set(error, ZR_E_NOT_FOUND, "there is no such tablet");
}

static int certify_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	return check_changed(
		zr_query_find(&row, zr_postgres_conduit(store),
			"UPDATE device SET version = $1, enrolled_us = $2, certificate_key = $3,"
			" certified_us = $4, revoked_us = 0 WHERE device_id = $5 RETURNING 1",
			error, "tihid", device->version, device->enrolled_us,
			device->certificate_key, device->certified_us, device->keys.id),
		error);
}

static int revoke_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	static const uint8_t none[ZR_HASH_BYTES];
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	return check_changed(zr_query_find(&row, zr_postgres_conduit(store),
				     "UPDATE device SET revoked_us = $1, certificate_key = $2"
				     " WHERE device_id = $3 RETURNING 1",
				     error, "ihd", device->revoked_us, none, device->keys.id),
		error);
}

static int touch_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE device SET version = $1, contact_us = $2, high_water = $3,"
		" unsent_count = $4, durable_through = $5, battery = $6, draft_digest = $7"
		" WHERE device_id = $8",
		error, "tiiiiiid", device->version, device->contact_us, (int64_t)device->high_water,
		(int64_t)device->unsent_count, (int64_t)device->durable_through,
		(int64_t)device->battery_percent, (int64_t)device->draft_digest, device->keys.id);
}

static int move_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	struct zr_device device;
	int code = get_device(store, id, &device, error);
	if (code == 0) {
		code = zr_query_run(zr_postgres_conduit(store),
			"UPDATE device SET area_id = $1 WHERE device_id = $2", error, "td", area_id,
			id);
	}
	return code == 0 ? join_area(store, id, area_id, error) : code;
}

/* ---- lists ---- */

/* A list goes along the index of its order, from its place on. A condition that is not asked for is
 * not there when the statement is planned. */
#define LIST(column, place, than, way, condition)                                                  \
	DEVICE_COLUMNS                                                                             \
	"WHERE ($1 IS NULL OR area_id = $1) AND ($2 IS NULL OR version = $2)"                      \
	" AND ($3 = 0 OR contact_us < $3) AND ($4 = 0 OR (battery >= 0 AND battery < $4))"         \
	" AND ($8 IS NULL OR device_id IN (SELECT device_id FROM device_name"                      \
	" WHERE words LIKE $9 AND has_words(words, $8)))"                                          \
	" AND ($10 IS NULL OR $10 = '' OR area_id IN (SELECT area_id FROM area "                   \
	"WHERE " ZR_POSTGRES_IS_WITHIN("$10") "))"                                                 \
					      " AND ($5 = 0 OR (" column ", device_id) " than      \
					      " (" place ", $7))" condition                        \
					      " ORDER BY " column way ", device_id" way            \
					      " LIMIT $12"
#define BY_TEXT(column)   LIST(column, "$6", ">", "", "")
#define BY_NUMBER(column) LIST(column, "$11", ">", "", "")

static const char *const lists[] = {
	[ZR_DEVICE_BY_NAME] = BY_TEXT("name"),
	[ZR_DEVICE_BY_AREA] = BY_TEXT("area_id"),
	[ZR_DEVICE_BY_VERSION] = BY_TEXT("version"),
	[ZR_DEVICE_BY_CONTACT] = BY_NUMBER("contact_us"),
	[ZR_DEVICE_BY_UNSENT] = LIST("unsent_count", "$11", "<", " DESC", " AND unsent_count > 0"),
};

static void set_place(
	struct zr_store_place *ret_place, const struct zr_device *device, enum zr_device_sort sort)
{
	const char *text = sort == ZR_DEVICE_BY_AREA      ? device->area_id
			   : sort == ZR_DEVICE_BY_VERSION ? device->version
							  : device->name;
	*ret_place = (struct zr_store_place){.is_set = true,
		.number = sort == ZR_DEVICE_BY_CONTACT ? device->contact_us
						       : (int64_t)device->unsent_count};
	(void)snprintf(ret_place->text, sizeof ret_place->text, "%s", text);
	zr_hex_encode(device->keys.id, sizeof device->keys.id, ret_place->id);
}

static int start_list(struct zr_store *store, const struct zr_device_filter *filter,
	struct zr_query *row, struct zr_error *error)
{
	static const struct zr_store_place beginning = {0};
	const struct zr_store_place *after = filter->place != NULL ? filter->place : &beginning;
	uint8_t id[ZR_PARTY_ID_BYTES] = {0};
	char pattern[ZR_STORE_NAME_BYTES + 2];
	if (after->is_set && zr_hex_decode(after->id, id, sizeof id) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "the list has no such place");
	}
	zr_postgres_format_pattern(filter->words, pattern);
	return zr_query_start(row, zr_postgres_conduit(store), lists[filter->sort], error,
		"ttiiitdtttii", filter->area_id, filter->version, filter->silent_since_us,
		(int64_t)filter->battery_below, (int64_t)after->is_set, after->text, id,
		filter->words, pattern, filter->territory, after->number,
		(int64_t)filter->count_max);
}

static int list_devices(struct zr_store *store, const struct zr_device_filter *filter,
	zr_store_visit_device *visit, void *user, struct zr_error *error)
{
	struct zr_store_place rest = {0};
	size_t count = 0;
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = start_list(store, filter, &row, error);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_device device = read_device(&row);
		if (++count == filter->count_max) {
			set_place(&rest, &device, filter->sort);
		}
		code = visit(user, &device);
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = rest;
	}
	return code;
}

static int add_code(
	struct zr_store *store, const struct zr_store_code *code, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO code(secret_hash, name, area_id, expires_us) VALUES($1, $2, $3, $4)",
		error, "htti", code->secret_hash, code->name, code->area_id, code->expires_us);
}

/* Held as a device is: of two tablets that bring one code to two hubs one finds it used. */
static int get_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_store_code *ret_code, struct zr_error *error)
{
	static const char looked_at[] =
		"SELECT name, area_id, expires_us, device_id FROM code WHERE secret_hash = $1";
	static const char held[] = "SELECT name, area_id, expires_us, device_id FROM code"
				   " WHERE secret_hash = $1 FOR UPDATE";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		store->is_writing ? held : looked_at, error, "h", secret_hash);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such code");
	}
	if (code < 0) {
		return code;
	}
	*ret_code = (struct zr_store_code){.expires_us = zr_query_int(&row, 2)};
	(void)zr_query_copy_text(&row, 0, ret_code->name, sizeof ret_code->name);
	(void)zr_query_copy_text(&row, 1, ret_code->area_id, sizeof ret_code->area_id);
	ret_code->is_used = !zr_query_is_null(&row, 3);
	(void)zr_query_copy_blob(&row, 3, ret_code->device_id, sizeof ret_code->device_id);
	return 0;
}

static int use_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE code SET device_id = $1 WHERE secret_hash = $2 AND device_id IS NULL",
		error, "dh", device_id, secret_hash);
}

const struct zr_store_engine_fleet zr_postgres_fleet = {
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
