/*
 * The hub's durable store. One writer, any number of readers, each used by one thread.
 * What it keeps is in stored.h. Which engine keeps it is told by the path (store_engine.h); callers
 * see no difference, and test/unit/hub/store/store_contract.h says what each engine owes them.
 *
 * Everything is keyed so that it can be split by device or by area: there is no number that all
 * devices share. Writes happen between begin and commit; commit returns after the bytes are on
 * disk. mark and unmark bracket one request's writes, so that one that fails takes back its own
 * and no other's. Texts and bytes that a visit function gets are valid during the call only.
 * Errors: ZR_E_FULL, ZR_E_IO, ZR_E_NOMEM from all; ZR_E_NOT_FOUND where said.
 */
#ifndef ZR_HUB_STORE_STORE_H
#define ZR_HUB_STORE_STORE_H

#include "hub/store/stored.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_store;

/* path is the database file, or a name that begins with that of another engine. The writer makes
 * the schema; ZR_E_INVALID when it is not ours or from a newer version. A reader never writes, not
 * even a checkpoint. */
int zr_store_open(
	const char *path, struct zr_store **ret_store, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_open_reader(
	const char *path, struct zr_store **ret_store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_close(struct zr_store *store);

int zr_store_begin(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_commit(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_rollback(struct zr_store *store);
int zr_store_mark(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
/* An engine may write ahead of the answers, within a transaction: this waits for them, so that what
 * failed is the fault of the request that wrote it. */
int zr_store_settle(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
/* Keeps or takes back what was written since the mark. */
int zr_store_unmark(struct zr_store *store, bool is_kept, struct zr_error *error) ZR_MUST_CHECK;

/* A consistent picture for several reads: between these two a reader sees one commit. */
int zr_store_read_begin(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_read_end(struct zr_store *store);

/* Writes one picture of the whole store to a new file, and to what belongs beside it, while the
 * writer goes on. */
int zr_store_copy(struct zr_store *store, const char *path, struct zr_error *error) ZR_MUST_CHECK;
/* Reads through all of it: ZR_E_INVALID when something is damaged. */
int zr_store_check(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

/* ---- facts of the hub itself: small, by name ---- */
#define ZR_STORE_FACT_EPOCH "epoch" /* ZR_EPOCH_BYTES: the store's present life */
int zr_store_get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* Puts it where there is none of the name, and gives what stands there then: of several hubs one
 * says what a fact is. */
int zr_store_claim_fact(struct zr_store *store, const struct zr_store_fact *fact,
	struct zr_buffer *ret_value, struct zr_error *error) ZR_MUST_CHECK;
/* ---- people ---- */
int zr_store_get_account(struct zr_store *store, const char *name, struct zr_account *ret_account,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* New, or changed; territory is not looked at. */
int zr_store_put_account(struct zr_store *store, const struct zr_account *account,
	struct zr_error *error) ZR_MUST_CHECK;
/* By name. */
int zr_store_list_accounts(struct zr_store *store, const struct zr_account_filter *filter,
	zr_store_visit_account *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_add_token(struct zr_store *store, const struct zr_store_token *token,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_token(struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES],
	struct zr_store_token *ret_token,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* Those of an account, the oldest first. */
int zr_store_list_tokens(struct zr_store *store, const char *account, zr_store_visit_token *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;
/* One that is not there is dropped already. */
int zr_store_drop_token(struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;
/* A session is over before its time: remembered until then. What is past `now_us` goes. */
int zr_store_end_session(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	int64_t until_us, int64_t now_us, struct zr_error *error) ZR_MUST_CHECK;
/* 1 it is, 0 it is not. */
int zr_store_is_session_ended(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* ---- territories ---- */
int zr_store_get_territory(struct zr_store *store, const char *territory_id,
	struct zr_territory *ret_territory,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* New, or changed. Of one that has another path now, all below it goes along, areas too. */
int zr_store_put_territory(struct zr_store *store, const struct zr_territory *territory,
	struct zr_error *error) ZR_MUST_CHECK;
/* The subtree of a path with its top, or all for "": by path, so that what is above comes first. */
int zr_store_list_territories(struct zr_store *store, const char *path,
	zr_store_visit_territory *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* The area belongs to the node with that path; "" to none. */
int zr_store_place_area(struct zr_store *store, const char *area_id, const char *path,
	struct zr_error *error) ZR_MUST_CHECK;
/* ZR_E_NOT_FOUND: there is no such area. */
int zr_store_locate_area(struct zr_store *store, const char *area_id,
	char ret_path[ZR_STORE_PATH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* ---- devices ---- */
int zr_store_get_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	struct zr_device *ret_device, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_add_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK;
/* From now on device->certificate_key is the good one, and no other, and it is welcome again; with
 * its version and enrolled_us, for it may have enrolled anew. */
int zr_store_certify_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* From device->revoked_us on it is not welcome: its certificate is forgotten. */
int zr_store_revoke_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* What the device told of itself and how far it is: all but keys, name, area and its count of
 * records. */
int zr_store_touch_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK;
/* Gives it to another area; "" to none. What it collected in the old one goes on counting. */
int zr_store_move_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* A page. Stops at the first non-zero answer and returns it. */
int zr_store_list_devices(struct zr_store *store, const struct zr_device_filter *filter,
	zr_store_visit_device *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* ---- enrolment codes: only the hash of the secret is kept ---- */
int zr_store_add_code(struct zr_store *store, const struct zr_store_code *code,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_store_code *ret_code, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_use_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* ---- arrivals: what tablets sent, unopened ---- */
/* Takes those that are not there yet, between begin and commit: they are on disk when commit
 * returns. All that a request brings in one call; an engine may gather the calls of a group. */
int zr_store_take_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error) ZR_MUST_CHECK;
/* By rank. What is damaged on disk is visited without its envelope. */
int zr_store_list_arrivals(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* Those that were not opened yet, the first first; the span's rank is not looked at. */
int zr_store_list_waiting(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* Whether it still waits: 1, or 0 when another hub over the same database has opened it meanwhile.
 * From the first on that is asked for, no other hub writes what it opened until this one commits.
 */
int zr_store_is_waiting(struct zr_store *store, const struct zr_store_arrival *arrival,
	struct zr_error *error) ZR_MUST_CHECK;
/* These were opened, which is what list_waiting gave, in its order, from the first on: in the
 * transaction that writes what was found in them. */
int zr_store_settle_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error) ZR_MUST_CHECK;
/* One with its envelope. ZR_E_NOT_FOUND; ZR_E_IO: it is damaged on disk. */
int zr_store_get_arrival(struct zr_store *store, const struct zr_store_arrival_name *name,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_arrival_marks(struct zr_store *store, struct zr_store_arrival_marks *ret_marks,
	struct zr_error *error) ZR_MUST_CHECK;
/* The highest sequence from `from` on without a gap: from itself when from + 1 is missing. */
int zr_store_high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error) ZR_MUST_CHECK;
/* The highest sequence from device->durable_through on without a gap of which all envelopes are
 * within last_rank, a mark of when all was copied. */
int zr_store_durable_through(struct zr_store *store, const struct zr_device *device,
	int64_t last_rank, uint64_t *ret_sequence, struct zr_error *error) ZR_MUST_CHECK;

/* ---- records ---- */
/* 1 when this very envelope was stored before; 2 when this tablet's same interview, to the byte,
 * stands there in another envelope; 0 when it is new: then ret_conflict says what of it stands
 * there already, in bits of enum zr_store_conflict. */
int zr_store_find_record(struct zr_store *store, const struct zr_store_record *record,
	unsigned *ret_conflict, struct zr_error *error) ZR_MUST_CHECK;
/* Counts it with its device, too. */
int zr_store_add_record(struct zr_store *store, const struct zr_store_record *record,
	struct zr_error *error) ZR_MUST_CHECK;
/* A page, the newest first. rank is a place within the store. */
int zr_store_list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* The rank of the record that came last, 0 when there is none. */
int zr_store_last_rank(
	struct zr_store *store, int64_t *ret_rank, struct zr_error *error) ZR_MUST_CHECK;
/* One record with its envelope. Without a hash: the last received of that id, which may have
 * brothers (conflict says so; zr_store_list_records() with the id lists them). ZR_E_NOT_FOUND. */
int zr_store_get_record(struct zr_store *store, const struct zr_store_record_name *name,
	zr_store_visit_record *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* ---- what was refused, and who did what ---- */
/* Strangers, and a tablet after ZR_HUB_AUDIT_DEVICE_COUNT_MAX rows in an hour, are counted in one
 * row for each hour, kind and code, without details. */
int zr_store_add_audit(struct zr_store *store, const struct zr_store_audit *audit,
	struct zr_error *error) ZR_MUST_CHECK;
/* What people did: lines are added behind the last, which is locked against others until the
 * commit, and never changed. */
int zr_store_last_act(
	struct zr_store *store, struct zr_act_mark *ret_last, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_add_act(
	struct zr_store *store, const struct zr_act *act, struct zr_error *error) ZR_MUST_CHECK;
/* By number, behind that of the span. */
int zr_store_list_acts(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_act *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* All of the audit, newest first: what people did and what others were refused. */
int zr_store_list_audit(struct zr_store *store, size_t count_max, zr_store_visit_audit *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_quarantine(struct zr_store *store, const struct zr_store_refused *refused,
	struct zr_error *error) ZR_MUST_CHECK;
/* A page, the newest first. */
int zr_store_list_refused(struct zr_store *store, const struct zr_store_refused_filter *filter,
	zr_store_visit_refused *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* ---- questionnaires ---- */
/* A file that waits for its form.xml: version is "". Replaces one of the same name. */
int zr_store_put_media(struct zr_store *store, const struct zr_store_file_name *file,
	const void *data, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;
/* Makes the version current, with a copy of the files that wait for it. 1 when it is new, 0 when it
 * stood there with the same bytes and nothing is changed; ZR_E_EXISTS when it stands with others.
 */
int zr_store_put_form(struct zr_store *store, const struct zr_store_form *form, const void *xml,
	size_t bytes, struct zr_error *error) ZR_MUST_CHECK;
/* Keeps the workbook that the version was made from; tablets never get it. */
int zr_store_put_workbook(struct zr_store *store, const struct zr_store_form *form,
	const void *data, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;
/* version NULL: the current one. ZR_E_NOT_FOUND. */
int zr_store_get_workbook(struct zr_store *store, const char *form_id, const char *version,
	struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;
/* version NULL: the current one. ZR_E_NOT_FOUND. */
int zr_store_get_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_store_form *ret_form, struct zr_error *error) ZR_MUST_CHECK;
/* Current versions, by id. */
int zr_store_list_forms(struct zr_store *store, zr_store_visit_form *visit, void *user,
	struct zr_error *error) ZR_MUST_CHECK;
/* All versions of one, the newest first. */
int zr_store_list_versions(struct zr_store *store, const char *form_id, zr_store_visit_form *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;
/* The files of a version, form.xml first, or those that wait. */
int zr_store_list_files(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_file *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* Their names alone. */
int zr_store_list_file_names(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_name *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_file(struct zr_store *store, const struct zr_store_file_name *file,
	struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */

/* ---- areas ---- */
/* Makes the area, or gives it another name, questionnaire or zone; its edition grows by one. */
int zr_store_put_area(
	struct zr_store *store, const struct zr_area *area, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_area(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* A page, with their counts. */
int zr_store_list_areas(struct zr_store *store, const struct zr_area_filter *filter,
	zr_store_visit_area *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Stores it under its area and id, new or changed. */
int zr_store_put_household(struct zr_store *store, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error) ZR_MUST_CHECK;
/* Those that are there, by place. */
int zr_store_list_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* All, those that were removed last, with what is known of each. */
int zr_store_survey_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Addresses in no list of the area at which somebody was, with their visits, by id; at most
 * ZR_HUB_PAGE_COUNT_MAX. Their address is that of the newest record. */
int zr_store_list_found(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* The households at which the device has an open draft: replaces what it told before. */
int zr_store_put_drafts(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	char *const *household_ids, size_t count, struct zr_error *error) ZR_MUST_CHECK;

/* ---- orders: per device, by sequence ---- */
/* Makes this the newest order of its kind to the device: nothing when the newest is the same, else
 * the next sequence; older unacknowledged ones of the kind go. */
int zr_store_want_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error) ZR_MUST_CHECK;
/* The newest order of the kind to the device, done or not: 1, or 0 when there was none. */
int zr_store_get_newest_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	enum zr_order_kind kind, struct zr_store_order *ret_order,
	struct zr_error *error) ZR_MUST_CHECK;
/* 1, or 0 when the device has no area, or one whose questionnaire is missing. */
int zr_store_get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_duty *ret_duty, struct zr_error *error) ZR_MUST_CHECK;
/* Gives this very order its envelope; one that has one keeps it. */
int zr_store_seal_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error) ZR_MUST_CHECK;
/* It can never be sealed: nobody waits for it any more. The next one of its kind may. */
int zr_store_fail_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, int code, struct zr_error *error) ZR_MUST_CHECK;
/* The tablet has it (or refused it: code). Unknown ones change nothing. */
int zr_store_acknowledge_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_receipt_entry *entry, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_order_marks(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order_marks *ret_marks, struct zr_error *error) ZR_MUST_CHECK;
/* The newest order of each kind is given again, with sequences above all of the device's and above
 * `above`; nothing counts as acknowledged any more. Orders to come are above it, too, when there is
 * none to give again. Of records that were sent back all are news again, to be ordered as they fit
 * (hub/store/reviews.h). For a hub or a tablet that was set back. */
int zr_store_reissue_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t above, struct zr_error *error) ZR_MUST_CHECK;
/* Those not acknowledged, by sequence. */
int zr_store_list_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_store_visit_order *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Whether a commit is with a second server, too, before it returns. */
int zr_store_is_replicated(
	struct zr_store *store, bool *ret_is_replicated, struct zr_error *error) ZR_MUST_CHECK;
/* ---- all that follows from arrivals, anew ---- */
/* Forgets records, what is counted of them, and what was wrong with them: all arrivals wait again
 * to be opened, and what the audit told of them it does not tell again. Between begin and commit;
 * an engine that keeps envelopes in files finds them again when it is opened next. ZR_E_INVALID: an
 * envelope is damaged, so that its record would not come back; nothing is forgotten. */
int zr_store_forget_index(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
/* Of arrivals up to this rank the audit has been told; 0 in a store whose index was never made
 * anew. */
int zr_store_get_told_rank(
	struct zr_store *store, int64_t *ret_rank, struct zr_error *error) ZR_MUST_CHECK;

/* Of a reader that asks the same few questions all day, each for what has one key: it works out
 * once how to answer them, where lists are worked out for what they are asked for. Before the
 * reader's first question. */
void zr_store_expect_keys(struct zr_store *store);

#endif
