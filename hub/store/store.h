/*
 * The hub's durable store. One writer, any number of readers, each used by one thread.
 *
 * Everything is keyed so that it can be split by device or by area: there is no number that all
 * devices share. Writes happen between begin and commit; commit returns after the bytes are on
 * disk. mark and unmark bracket one request's writes, so that one that fails takes back its own
 * and no other's. Texts and bytes that a visit function gets are valid during the call only.
 * Errors: ZR_E_FULL, ZR_E_IO, ZR_E_NOMEM from all; ZR_E_NOT_FOUND where said.
 */
#ifndef ZR_HUB_STORE_STORE_H
#define ZR_HUB_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"
#include "lib/order/orders.h"
#include "lib/envelope/envelope.h"

#define ZR_STORE_NAME_BYTES 128 /* a name a person gave, UTF-8, with its NUL */
#define ZR_STORE_ID_BYTES   64  /* an identifier with its NUL */

struct zr_store;

/* path is the database file. The writer makes the schema; ZR_E_INVALID when it is not ours or from
 * a newer version. A reader never writes, not even a checkpoint. */
int zr_store_open(
	const char *path, struct zr_store **ret_store, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_open_reader(
	const char *path, struct zr_store **ret_store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_close(struct zr_store *store);

int zr_store_begin(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_commit(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_rollback(struct zr_store *store);
int zr_store_mark(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
/* Keeps or takes back what was written since the mark. */
int zr_store_unmark(struct zr_store *store, bool is_kept, struct zr_error *error) ZR_MUST_CHECK;

/* A consistent picture for several reads: between these two a reader sees one commit. */
int zr_store_read_begin(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
void zr_store_read_end(struct zr_store *store);

/* Writes one picture of the whole store to a new file, while the writer goes on. */
int zr_store_copy(struct zr_store *store, const char *path, struct zr_error *error) ZR_MUST_CHECK;
/* Reads through all of it: ZR_E_INVALID when something is damaged. */
int zr_store_check(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

/* ---- facts of the hub itself: small, by name ---- */
#define ZR_STORE_FACT_EPOCH "epoch" /* ZR_EPOCH_BYTES: the store's present life */
int zr_store_get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* ---- devices ---- */
struct zr_device {
	struct zr_party_public keys;
	char name[ZR_STORE_NAME_BYTES];
	char area_id[ZR_STORE_ID_BYTES]; /* "" for none */
	char version[ZR_STORE_ID_BYTES];
	int64_t enrolled_us;
	int64_t contact_us;
	uint64_t record_count;
	uint64_t high_water;
	uint64_t unsent_count;
	uint64_t receipt_sequence; /* of the hub's last receipt to it */
	int32_t battery_percent;
};
int zr_store_get_device(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	struct zr_device *ret_device, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_add_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK;
/* What the device told of itself and what the hub counted: all but keys, name and area. */
int zr_store_touch_device(struct zr_store *store, const struct zr_device *device,
	struct zr_error *error) ZR_MUST_CHECK;
/* By name; stops at the first non-zero answer and returns it. area_id NULL: all. */
int zr_store_list_devices(struct zr_store *store, const char *area_id,
	int (*visit)(void *user, const struct zr_device *device), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* ---- enrolment codes: only the hash of the secret is kept ---- */
struct zr_store_code {
	uint8_t secret_hash[ZR_HASH_BYTES];
	char name[ZR_STORE_NAME_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
	int64_t expires_us;
	bool is_used;
	uint8_t device_id[ZR_PARTY_ID_BYTES]; /* when used */
};
int zr_store_add_code(struct zr_store *store, const struct zr_store_code *code,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	struct zr_store_code *ret_code, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
int zr_store_use_code(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* ---- records ---- */
/* What else stands where a record stands: both were signed by their tablets, so both are kept. */
enum zr_store_conflict {
	ZR_STORE_CONFLICT_SEQUENCE = 1, /* this tablet used the sequence twice: it was set back */
	ZR_STORE_CONFLICT_ID = 2,       /* another record has this record id */
};
struct zr_store_record {
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	const char *device_name; /* in answers of the store, and the address below */
	const char *address;     /* of the household, "" when it is not in the area's list */
	const char *zone;        /* of the area, "" for the hub's own */
	bool is_replaced;        /* another record corrects this one */
	unsigned conflict;       /* likewise: bits of enum zr_store_conflict */
	uint64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
	uint8_t content_hash[ZR_HASH_BYTES]; /* of what was sealed; not in answers */
	int64_t received_us;
	const void *envelope; /* NULL in answers */
	size_t envelope_bytes;
	struct zr_record content; /* texts borrowed, never NULL in answers; xml NULL in lists; files
				   * by zr_store_list_record_files() */
};
/* 1 when this very envelope was stored before; 2 when this tablet's same interview, to the byte,
 * stands there in another envelope; 0 when it is new: then ret_conflict says what of it stands
 * there already, in bits of enum zr_store_conflict. */
int zr_store_find_record(struct zr_store *store, const struct zr_store_record *record,
	unsigned *ret_conflict, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_add_record(struct zr_store *store, const struct zr_store_record *record,
	struct zr_error *error) ZR_MUST_CHECK;
/* The highest sequence from `from` on without a gap: from itself when from + 1 is missing. What was
 * signed and refused for good is there too, in quarantine. */
int zr_store_high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error) ZR_MUST_CHECK;

struct zr_store_record_filter {
	const char *area_id; /* NULL: any, also below */
	const char *form_id;
	const uint8_t *device_id;
	const char *record_id;
	const char *household_id;
	const char *form_version;
	const char *words;           /* of the address, folded (hub/census/fold.h) */
	bool without_form;           /* only those whose version the hub does not have */
	bool with_replaced;          /* also those that another one corrects */
	bool without_followed;       /* none that a later visit at its household follows */
	enum zr_visit_result result; /* UNKNOWN: any */
	int64_t before_us; /* received before; 0: the newest. With before_rank: the page's place */
	int64_t before_rank;
	size_t count_max;
	bool with_xml;
	bool oldest_first; /* and before_* do not count */
};
typedef int zr_store_visit_record(void *user, const struct zr_store_record *record, int64_t rank);
/* Newest first. rank is a place within the store, for before_rank of the next page. */
int zr_store_list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* One record with its XML. Without a hash: the last received of that id, which may have brothers
 * (conflict says so; zr_store_list_records() with the id lists them). ZR_E_NOT_FOUND. */
struct zr_store_record_name {
	const char *record_id;
	const uint8_t *hash; /* NULL: any */
};
int zr_store_get_record(struct zr_store *store, const struct zr_store_record_name *name,
	zr_store_visit_record *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
typedef int zr_store_visit_file(void *user, const char *name, const void *data, size_t bytes);
/* The files of a record, by name. */
int zr_store_list_record_files(struct zr_store *store, int64_t rank, zr_store_visit_file *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* ---- what was refused, and who did what ---- */
#define ZR_STORE_OPERATOR "operator"
#define ZR_STORE_STRANGER "unknown" /* whoever did not show keys that are enrolled here */
struct zr_store_audit {
	int64_t time_us;
	const char *who;    /* device id in hex, or one of the two above */
	const char *what;   /* "record", "enrol", "login", "form", … */
	int code;           /* 0: it was done; else the ZR_E_* it was refused with */
	const char *detail; /* identifiers only */
	uint64_t count;     /* in answers: how often within one hour; time_us is the last */
};
/* Strangers, and a tablet after ZR_HUB_AUDIT_DEVICE_COUNT_MAX rows in an hour, are counted in one
 * row for each hour, kind and code, without details. */
int zr_store_add_audit(struct zr_store *store, const struct zr_store_audit *audit,
	struct zr_error *error) ZR_MUST_CHECK;
/* Newest first. */
int zr_store_list_audit(struct zr_store *store, size_t count_max,
	int (*visit)(void *user, const struct zr_store_audit *audit), void *user,
	struct zr_error *error) ZR_MUST_CHECK;
/* Refused bytes: their name and size, and whole what a device signed. The oldest names go when
 * there are too many, and the oldest of that device. */
struct zr_store_refused {
	int64_t time_us;
	uint8_t hash[ZR_HASH_BYTES];
	int code;             /* why; 0: it is there already, in another envelope */
	const void *envelope; /* NULL: nobody known signed it */
	size_t bytes;
	uint8_t device_id[ZR_PARTY_ID_BYTES]; /* with an envelope, and the sequence */
	uint64_t sequence;
};
int zr_store_quarantine(struct zr_store *store, const struct zr_store_refused *refused,
	struct zr_error *error) ZR_MUST_CHECK;

/* ---- questionnaires ---- */
struct zr_store_form {
	char form_id[ZR_STORE_ID_BYTES];
	char version[ZR_STORE_ID_BYTES];
	char title[ZR_STORE_NAME_BYTES];
	int64_t uploaded_us;
	uint64_t warning_count;        /* when it was checked */
	uint64_t record_count;         /* in answers of the store */
	uint64_t version_record_count; /* likewise: of this version alone */
	bool has_workbook;             /* likewise: an XLSForm was brought and is kept */
};
/* A file of a questionnaire. Until its form.xml comes a file waits, and belongs to no version. */
struct zr_store_file_name {
	const char *form_id;
	const char *version; /* "" for those that wait */
	const char *name;    /* not looked at where all are meant */
};
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
int zr_store_list_forms(struct zr_store *store,
	int (*visit)(void *user, const struct zr_store_form *form), void *user,
	struct zr_error *error) ZR_MUST_CHECK;
/* All versions of one, the newest first. */
int zr_store_list_versions(struct zr_store *store, const char *form_id,
	int (*visit)(void *user, const struct zr_store_form *form), void *user,
	struct zr_error *error) ZR_MUST_CHECK;
/* The files of a version, form.xml first, or those that wait. */
int zr_store_list_files(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_file *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* Their names alone. */
int zr_store_list_file_names(struct zr_store *store, const struct zr_store_file_name *of,
	int (*visit)(void *user, const char *name), void *user,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_file(struct zr_store *store, const struct zr_store_file_name *file,
	struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */

/* ---- areas ---- */
struct zr_area {
	char area_id[ZR_STORE_ID_BYTES];
	char name[ZR_STORE_NAME_BYTES];
	char form_id[ZR_STORE_ID_BYTES];
	char zone[ZR_STORE_ID_BYTES]; /* IANA name; "" for the hub's own */
	uint64_t edition;             /* grows with every change */
	uint64_t household_count;     /* of those that are there */
	uint64_t record_count;        /* in lists, as all below */
	uint64_t device_count;
	uint64_t found_count;                       /* addresses in no list that were visited */
	uint64_t result_counts[ZR_RESULT_LAST + 1]; /* households by the newest visit's result;
						     * UNKNOWN: nobody was there yet */
};
/* Makes the area, or gives it another name, questionnaire or zone; its edition grows by one. */
int zr_store_put_area(
	struct zr_store *store, const struct zr_area *area, struct zr_error *error) ZR_MUST_CHECK;
int zr_store_get_area(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
	struct zr_error *error) ZR_MUST_CHECK; /* ZR_E_NOT_FOUND */
/* With their counts. */
int zr_store_list_areas(struct zr_store *store,
	int (*visit)(void *user, const struct zr_area *area), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* A household is never deleted: one that is removed keeps its id and address for its records. */
struct zr_store_household {
	const char *household_id;
	const char *address;
	size_t place; /* in the list */
	bool is_removed;
	uint64_t record_count;       /* in surveys, as all below */
	uint64_t draft_count;        /* tablets that told of an open draft */
	enum zr_visit_result result; /* of the newest visit; UNKNOWN: none yet */
	const char *appointment;     /* of the newest visit, "" for none */
};
typedef int zr_store_visit_household(void *user, const struct zr_store_household *household);
/* Stores it under its area and id, new or changed. */
int zr_store_put_household(struct zr_store *store, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error) ZR_MUST_CHECK;
/* Those that are there, by place. */
int zr_store_list_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* All, those that were removed last, with what is known of each. */
int zr_store_survey_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* The households at which the device has an open draft: replaces what it told before. */
int zr_store_put_drafts(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	char *const *household_ids, size_t count, struct zr_error *error) ZR_MUST_CHECK;

/* ---- orders: per device, by sequence ---- */
struct zr_store_order {
	uint64_t sequence;
	enum zr_order_kind kind;
	char subject[ZR_STORE_ID_BYTES];     /* form or area id */
	char edition[2 * ZR_STORE_ID_BYTES]; /* version or edition of the subject */
	const void *envelope;                /* NULL: not sealed yet */
	size_t envelope_bytes;
	uint8_t hash[ZR_HASH_BYTES]; /* when sealed */
	bool is_acknowledged;
};
/* Makes this the newest order of its kind to the device: nothing when the newest is the same, else
 * the next sequence; older unacknowledged ones of the kind go. */
int zr_store_want_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error) ZR_MUST_CHECK;
/* Gives an order its envelope; one that has one keeps it. */
int zr_store_seal_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error) ZR_MUST_CHECK;
/* It can never be sealed: nobody waits for it any more. The next one of its kind may. */
int zr_store_fail_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, int code, struct zr_error *error) ZR_MUST_CHECK;
/* The tablet has it (or refused it: code). Unknown ones change nothing. */
int zr_store_acknowledge_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_receipt_entry *entry, struct zr_error *error) ZR_MUST_CHECK;
/* What a device must be at by the hub's book. */
struct zr_store_order_marks {
	uint64_t highest;      /* of all its orders */
	uint64_t acknowledged; /* highest that the device said is done */
};
int zr_store_get_order_marks(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order_marks *ret_marks, struct zr_error *error) ZR_MUST_CHECK;
/* The newest order of each kind is given again, with sequences above all of the device's and above
 * `above`; nothing counts as acknowledged any more. Orders to come are above it, too, when there is
 * none to give again. For a hub or a tablet that was set back. */
int zr_store_reissue_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t above, struct zr_error *error) ZR_MUST_CHECK;
/* Those not acknowledged, by sequence. */
int zr_store_list_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	int (*visit)(void *user, const struct zr_store_order *order), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
