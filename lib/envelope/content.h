/*
 * What is inside envelopes: record, receipt and order contents, as CBOR maps with integer keys.
 * decode gives structs whose texts are owned by the struct; finish frees them. Unknown keys are
 * skipped, missing ones are ZR_E_SYNTAX with the key's name in where.
 * Source: the table in docs/envelope.md.
 */
#ifndef ZR_ENVELOPE_CONTENT_H
#define ZR_ENVELOPE_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/envelope.h"

/* A finished interview. */
struct zr_record {
	char *record_id; /* instanceID without "uuid:" */
	char *form_id;
	char *form_version;
	char *area_id;      /* enumeration area; "" outside one */
	char *household_id; /* in the assignment; "" for one that the enumerator found */
	char *outcome;      /* "completed", "refused", "absent", "online" … */
	int64_t started_us;
	int64_t finished_us;
	char *xml; /* the submission, NUL-terminated */
	size_t xml_bytes;
};
int zr_record_encode(const struct zr_record *record, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_record_decode(const void *content, size_t bytes, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_record_finish(struct zr_record *record);

/* What became of envelopes. From the hub: of records. From a tablet: of orders, and with no entries
 * it is the tablet's greeting, which asks for orders. */
struct zr_receipt_entry {
	uint8_t hash[ZR_HASH_BYTES];
	uint64_t sequence;
	int32_t code; /* 0 stored (also when it already was), else ZR_E_* */
};
struct zr_receipt {
	struct zr_receipt_entry *entries; /* owned */
	size_t entry_count;
	uint64_t high_water; /* hub: the device's highest sequence below which nothing is missing */
	int64_t time_us;     /* the writer's clock */
	uint64_t unsent_count;   /* tablet: records still waiting */
	int32_t battery_percent; /* tablet: -1 when it has none */
	char *version;           /* of the software that wrote it */
};
int zr_receipt_encode(const struct zr_receipt *receipt, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_receipt_decode(const void *content, size_t bytes, struct zr_receipt *ret_receipt,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_receipt_finish(struct zr_receipt *receipt);

/* An order of the hub: a questionnaire with its files, or an assignment. */
enum zr_order_kind {
	ZR_ORDER_FORM = 1,
	ZR_ORDER_ASSIGNMENT = 2
};
struct zr_order_file {
	char *name; /* "form.xml" first for a form, then its media by plain file name; never a path
		     */
	char *data; /* owned, NUL behind it */
	size_t bytes;
};
struct zr_order_household {
	char *household_id;
	char *address;
};
struct zr_order {
	enum zr_order_kind kind;
	char *form_id;
	char *form_version;
	struct zr_order_file *files; /* FORM */
	size_t file_count;
	char *area_id; /* ASSIGNMENT, and the two below */
	char *area_name;
	struct zr_order_household *households;
	size_t household_count;
};
int zr_order_encode(const struct zr_order *order, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_order_decode(const void *content, size_t bytes, struct zr_order *ret_order,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_order_finish(struct zr_order *order);

/* A list of envelopes as one HTTP body: a CBOR array of byte strings, at most
 * ZR_EXCHANGE_COUNT_MAX. decode calls visit with each, borrowed from bytes, and stops at its first
 * non-zero answer. */
int zr_exchange_begin(struct zr_buffer *ret_body, size_t envelope_count) ZR_MUST_CHECK;
int zr_exchange_add(struct zr_buffer *body, const void *envelope, size_t bytes) ZR_MUST_CHECK;
int zr_exchange_decode(const void *body, size_t bytes,
	int (*visit)(void *user, const void *envelope, size_t bytes), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
