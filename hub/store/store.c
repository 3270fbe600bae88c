/*
 * The calls of the store: what the caller promised is asserted here, once for all engines, and the
 * engine does the rest. Also the order of transactions, which no engine need check again.
 */
#include "hub/store/store.h"

#include <assert.h>
#include <string.h>

#include "hub/store/store_engine.h"
#include "hub/store/postgres/postgres.h"
#include "hub/store/sqlite/sqlite.h"
#include "lib/base/cleanup.h"

/* The first whose prefix fits: the one with none comes last. */
static const struct zr_store_engine *const engines[] = {&zr_postgres_engine, &zr_sqlite_engine};

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	assert(path != NULL && ret_store != NULL);
	struct zr_store *store = NULL;
	size_t i = 0;
	while (strncmp(path, engines[i]->prefix, strlen(engines[i]->prefix)) != 0) {
		i++;
		assert(i < sizeof engines / sizeof engines[0]);
	}
	int code = engines[i]->open(path, is_reader, &store, error);
	if (code != 0) {
		return code;
	}
	assert(store != NULL && store->is_reader == is_reader);
	store->engine = engines[i];
	*ret_store = store;
	return 0;
}

int zr_store_open(const char *path, struct zr_store **ret_store, struct zr_error *error)
{
	return open_store(path, false, ret_store, error);
}

int zr_store_open_reader(const char *path, struct zr_store **ret_store, struct zr_error *error)
{
	return open_store(path, true, ret_store, error);
}

void zr_store_close(struct zr_store *store)
{
	if (store != NULL) {
		store->engine->close(store);
	}
}

int zr_store_begin(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && !store->is_writing);
	int code = store->engine->begin(store, error);
	store->is_writing = code == 0;
	return code;
}

int zr_store_commit(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && !store->is_marked);
	int code = store->engine->commit(store, error);
	store->is_writing = code != 0;
	return code;
}

void zr_store_rollback(struct zr_store *store)
{
	assert(store != NULL && !store->is_reading);
	store->is_writing = store->is_marked = false;
	store->engine->rollback(store);
}

int zr_store_mark(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && !store->is_marked);
	int code = store->engine->mark(store, error);
	store->is_marked = code == 0;
	return code;
}

int zr_store_settle(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && store->is_writing);
	return store->engine->settle != NULL ? store->engine->settle(store, error) : 0;
}

int zr_store_unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	assert(store != NULL && store->is_marked);
	store->is_marked =
		false; /* a failure spoils the transaction: what is left is to roll back */
	return store->engine->unmark(store, is_kept, error);
}

int zr_store_read_begin(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && !store->is_reading);
	if (store->is_writing) {
		return 0; /* the writer, within its transaction: it sees one picture anyway */
	}
	int code = store->engine->read_begin(store, error);
	store->is_reading = code == 0;
	return code;
}

void zr_store_read_end(struct zr_store *store)
{
	assert(store != NULL);
	if (store->is_reading) {
		store->is_reading = false;
		store->engine->read_end(store);
	}
}

int zr_store_copy(struct zr_store *store, const char *path, struct zr_error *error)
{
	assert(store != NULL && path != NULL);
	return store->engine->copy(store, path, error);
}

int zr_store_check(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL);
	return store->engine->check(store, error);
}

int zr_store_get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error)
{
	assert(store != NULL && name != NULL && ret_value != NULL);
	return store->engine->get_fact(store, name, ret_value, error);
}

int zr_store_put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error)
{
	assert(store != NULL && name != NULL && (value != NULL || bytes == 0));
	return store->engine->put_fact(store, name, value, bytes, error);
}

int zr_store_claim_fact(struct zr_store *store, const struct zr_store_fact *fact,
	struct zr_buffer *ret_value, struct zr_error *error)
{
	assert(store != NULL && fact != NULL && ret_value != NULL);
	assert(fact->name != NULL && fact->value != NULL && !store->is_reader);
	int code = store->engine->add_fact(store, fact, error);
	return code == 0 ? store->engine->get_fact(store, fact->name, ret_value, error) : code;
}

int zr_store_get_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	struct zr_device *ret_device, struct zr_error *error)
{
	assert(store != NULL && id != NULL && ret_device != NULL);
	return store->engine->fleet->get_device(store, id, ret_device, error);
}

int zr_store_add_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	assert(store != NULL && device != NULL);
	return store->engine->fleet->add_device(store, device, error);
}

int zr_store_certify_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	assert(store != NULL && device != NULL && device->certified_us > 0);
	return store->engine->fleet->certify_device(store, device, error);
}

int zr_store_revoke_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	assert(store != NULL && device != NULL && device->revoked_us > 0);
	return store->engine->fleet->revoke_device(store, device, error);
}

int zr_store_touch_device(
	struct zr_store *store, const struct zr_device *device, struct zr_error *error)
{
	assert(store != NULL && device != NULL);
	return store->engine->fleet->touch_device(store, device, error);
}

int zr_store_move_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	assert(store != NULL && id != NULL && area_id != NULL);
	return store->engine->fleet->move_device(store, id, area_id, error);
}

int zr_store_list_devices(struct zr_store *store, const struct zr_device_filter *filter,
	zr_store_visit_device *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL && filter->count_max > 0);
	return store->engine->fleet->list_devices(store, filter, visit, user, error);
}

int zr_store_add_code(
	struct zr_store *store, const struct zr_store_code *code, struct zr_error *error)
{
	assert(store != NULL && code != NULL);
	return store->engine->fleet->add_code(store, code, error);
}

int zr_store_get_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_store_code *ret_code, struct zr_error *error)
{
	assert(store != NULL && secret_hash != NULL && ret_code != NULL);
	return store->engine->fleet->get_code(store, secret_hash, ret_code, error);
}

int zr_store_use_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	assert(store != NULL && secret_hash != NULL && device_id != NULL);
	return store->engine->fleet->use_code(store, secret_hash, device_id, error);
}

int zr_store_take_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && arrivals != NULL && count > 0);
	for (size_t i = 0; i < count; i++) {
		assert(arrivals[i].sequence > 0 && arrivals[i].sequence <= INT64_MAX);
		assert(arrivals[i].envelope != NULL && arrivals[i].bytes > 0);
	}
	return store->engine->arrivals->take(store, arrivals, count, error);
}

static void check_span(const struct zr_store_span *span)
{
	assert(span != NULL && span->after_rank >= 0);
	assert(span->count_max > 0 && span->bytes_max > 0);
}

int zr_store_list_arrivals(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	check_span(span);
	return store->engine->arrivals->list(store, span, visit, user, error);
}

int zr_store_list_waiting(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	check_span(span);
	return store->engine->arrivals->list_waiting(store, span, visit, user, error);
}

int zr_store_settle_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && arrivals != NULL && count > 0);
	assert(arrivals[0].rank <= arrivals[count - 1].rank);
	return store->engine->arrivals->settle(store, arrivals, count, error);
}

int zr_store_get_arrival(struct zr_store *store, const struct zr_store_arrival_name *name,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && name != NULL && visit != NULL);
	assert(name->device_id != NULL && name->hash != NULL);
	return store->engine->arrivals->get(store, name, visit, user, error);
}

int zr_store_get_arrival_marks(
	struct zr_store *store, struct zr_store_arrival_marks *ret_marks, struct zr_error *error)
{
	assert(store != NULL && ret_marks != NULL);
	return store->engine->arrivals->get_marks(store, ret_marks, error);
}

int zr_store_high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_high_water != NULL);
	return store->engine->arrivals->high_water(store, device_id, from, ret_high_water, error);
}

int zr_store_durable_through(struct zr_store *store, const struct zr_device *device,
	int64_t last_rank, uint64_t *ret_sequence, struct zr_error *error)
{
	assert(store != NULL && device != NULL && last_rank >= 0 && ret_sequence != NULL);
	return store->engine->arrivals->durable_through(
		store, device, last_rank, ret_sequence, error);
}

int zr_store_find_record(struct zr_store *store, const struct zr_store_record *record,
	unsigned *ret_conflict, struct zr_error *error)
{
	assert(store != NULL && record != NULL && ret_conflict != NULL);
	return store->engine->records->find_record(store, record, ret_conflict, error);
}

int zr_store_add_record(
	struct zr_store *store, const struct zr_store_record *record, struct zr_error *error)
{
	assert(store != NULL && record != NULL);
	assert(record->sequence > 0);
	assert(record->content.record_id != NULL);
	return store->engine->records->add_record(store, record, error);
}

int zr_store_list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL && filter->count_max > 0);
	return store->engine->records->list_records(store, filter, visit, user, error);
}

int zr_store_last_rank(struct zr_store *store, int64_t *ret_rank, struct zr_error *error)
{
	assert(store != NULL && ret_rank != NULL);
	return store->engine->records->last_rank(store, ret_rank, error);
}

int zr_store_get_record(struct zr_store *store, const struct zr_store_record_name *name,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && name != NULL && visit != NULL);
	assert(name->record_id != NULL);
	return store->engine->records->get_record(store, name, visit, user, error);
}

int zr_store_add_audit(
	struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error)
{
	assert(store != NULL && audit != NULL);
	assert(audit->who != NULL && audit->what != NULL && audit->detail != NULL);
	return store->engine->audit->add_audit(store, audit, error);
}

int zr_store_list_audit(struct zr_store *store, size_t count_max, zr_store_visit_audit *visit,
	void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	assert(count_max > 0);
	return store->engine->audit->list_audit(store, count_max, visit, user, error);
}

int zr_store_quarantine(
	struct zr_store *store, const struct zr_store_refused *refused, struct zr_error *error)
{
	assert(store != NULL && refused != NULL);
	return store->engine->audit->quarantine(store, refused, error);
}

int zr_store_list_refused(struct zr_store *store, const struct zr_store_refused_filter *filter,
	zr_store_visit_refused *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && filter->count_max > 0 && visit != NULL);
	return store->engine->audit->list_refused(store, filter, visit, user, error);
}

int zr_store_put_media(struct zr_store *store, const struct zr_store_file_name *file,
	const void *data, size_t bytes, struct zr_error *error)
{
	assert(store != NULL && file != NULL && (data != NULL || bytes == 0));
	assert(file->version != NULL && file->version[0] == '\0'); /* it waits */
	return store->engine->forms->put_media(store, file, data, bytes, error);
}

int zr_store_put_form(struct zr_store *store, const struct zr_store_form *form, const void *xml,
	size_t bytes, struct zr_error *error)
{
	assert(store != NULL && form != NULL && (xml != NULL || bytes == 0));
	assert(form->form_id[0] != '\0' && form->version[0] != '\0');
	return store->engine->forms->put_form(store, form, xml, bytes, error);
}

int zr_store_put_workbook(struct zr_store *store, const struct zr_store_form *form,
	const void *data, size_t bytes, struct zr_error *error)
{
	assert(store != NULL && form != NULL && (data != NULL || bytes == 0));
	return store->engine->forms->put_workbook(store, form, data, bytes, error);
}

int zr_store_get_workbook(struct zr_store *store, const char *form_id, const char *version,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(store != NULL && form_id != NULL && ret_bytes != NULL);
	return store->engine->forms->get_workbook(store, form_id, version, ret_bytes, error);
}

int zr_store_get_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_store_form *ret_form, struct zr_error *error)
{
	assert(store != NULL && form_id != NULL && ret_form != NULL);
	return store->engine->forms->get_form(store, form_id, version, ret_form, error);
}

int zr_store_list_forms(
	struct zr_store *store, zr_store_visit_form *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	return store->engine->forms->list_forms(store, visit, user, error);
}

int zr_store_list_versions(struct zr_store *store, const char *form_id, zr_store_visit_form *visit,
	void *user, struct zr_error *error)
{
	assert(store != NULL && form_id != NULL && visit != NULL);
	return store->engine->forms->list_versions(store, form_id, visit, user, error);
}

int zr_store_list_files(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_file *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	assert(of->form_id != NULL && of->version != NULL);
	return store->engine->forms->list_files(store, of, visit, user, error);
}

int zr_store_list_file_names(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_name *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	assert(of->form_id != NULL && of->version != NULL);
	return store->engine->forms->list_file_names(store, of, visit, user, error);
}

int zr_store_get_file(struct zr_store *store, const struct zr_store_file_name *file,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(store != NULL && file != NULL && ret_bytes != NULL);
	assert(file->form_id != NULL && file->version != NULL && file->name != NULL);
	return store->engine->forms->get_file(store, file, ret_bytes, error);
}

int zr_store_put_area(struct zr_store *store, const struct zr_area *area, struct zr_error *error)
{
	assert(store != NULL && area != NULL);
	return store->engine->areas->put_area(store, area, error);
}

int zr_store_get_area(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
	struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && ret_area != NULL);
	return store->engine->areas->get_area(store, area_id, ret_area, error);
}

int zr_store_list_areas(struct zr_store *store, const struct zr_area_filter *filter,
	zr_store_visit_area *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL && filter->count_max > 0);
	return store->engine->areas->list_areas(store, filter, visit, user, error);
}

int zr_store_put_household(struct zr_store *store, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && household != NULL);
	assert(household->household_id != NULL && household->address != NULL);
	return store->engine->areas->put_household(store, area_id, household, error);
}

int zr_store_list_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && visit != NULL);
	return store->engine->areas->list_households(store, area_id, visit, user, error);
}

int zr_store_survey_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && visit != NULL);
	return store->engine->areas->survey_households(store, area_id, visit, user, error);
}

int zr_store_list_found(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && visit != NULL);
	return store->engine->areas->list_found(store, area_id, visit, user, error);
}

int zr_store_put_drafts(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	char *const *household_ids, size_t count, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && (household_ids != NULL || count == 0));
	return store->engine->areas->put_drafts(store, device_id, household_ids, count, error);
}

int zr_store_want_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && order != NULL);
	return store->engine->orders->want_order(store, device_id, order, error);
}

int zr_store_get_newest_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	enum zr_order_kind kind, struct zr_store_order *ret_order, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_order != NULL);
	return store->engine->orders->get_newest_order(store, device_id, kind, ret_order, error);
}

int zr_store_get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_duty *ret_duty, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_duty != NULL);
	return store->engine->orders->get_duty(store, device_id, ret_duty, error);
}

int zr_store_seal_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && order != NULL);
	assert(order->envelope != NULL && order->envelope_bytes > 0);
	return store->engine->orders->seal_order(store, device_id, order, error);
}

int zr_store_fail_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, int code, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && order != NULL);
	assert(code != 0);
	return store->engine->orders->fail_order(store, device_id, order, code, error);
}

int zr_store_acknowledge_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_receipt_entry *entry, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && entry != NULL);
	return store->engine->orders->acknowledge_order(store, device_id, entry, error);
}

int zr_store_get_order_marks(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order_marks *ret_marks, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_marks != NULL);
	return store->engine->orders->get_order_marks(store, device_id, ret_marks, error);
}

int zr_store_reissue_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t above, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL);
	return store->engine->orders->reissue_orders(store, device_id, above, error);
}

int zr_store_list_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_store_visit_order *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && visit != NULL);
	return store->engine->orders->list_orders(store, device_id, visit, user, error);
}

void zr_store_expect_keys(struct zr_store *store)
{
	assert(store != NULL && store->is_reader);
	if (store->engine->expect_keys != NULL) {
		store->engine->expect_keys(store);
	}
}

int zr_store_is_replicated(struct zr_store *store, bool *ret_is_replicated, struct zr_error *error)
{
	assert(store != NULL && ret_is_replicated != NULL);
	*ret_is_replicated = false;
	return store->engine->is_replicated != NULL
		       ? store->engine->is_replicated(store, ret_is_replicated, error)
		       : 0;
}
