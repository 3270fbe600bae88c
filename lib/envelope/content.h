/*
 * What is inside envelopes: record and receipt contents, as CBOR maps with integer keys.
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

/* A file that goes with a form or a record. */
struct zr_content_file {
	char *name; /* plain: no path, no leading dot */
	char *data; /* owned, NUL behind it */
	size_t bytes;
};

/* What a visit came to, whatever words the questionnaire has for it. */
enum zr_visit_result {
	ZR_RESULT_UNKNOWN = 0, /* written before there were results */
	ZR_RESULT_DONE = 1,    /* the household is counted */
	ZR_RESULT_REVISIT = 2, /* nobody at home, come back later: somebody must go again */
	ZR_RESULT_REFUSED = 3,
	ZR_RESULT_EMPTY = 4, /* nobody lives there: nothing to count */
	ZR_RESULT_LAST = ZR_RESULT_EMPTY
};

/* What a controller remarked on a record that was sent back, and what the tablet answered. */
struct zr_record_remark {
	char *place; /* path of the question (zr_node_path()); "" for the whole record */
	char *text;
	char *reply; /* "" while it was not answered */
};

#define ZR_RECORD_DIGEST_BYTES 32

/* A finished interview. Ids are the tablet's or the hub's own: nothing of them comes from what an
 * author or a respondent wrote. */
struct zr_record {
	char *record_id; /* drawn by the tablet; the form's instanceID is in xml and is data */
	char *form_id;
	char *form_version;
	char *area_id;      /* enumeration area; "" outside one */
	char *household_id; /* in the assignment; "" for one that the enumerator found */
	char *outcome;      /* the questionnaire's own code: "refused", "later", "online" … */
	int64_t started_us;
	int64_t finished_us;
	char *xml; /* the submission, NUL-terminated */
	size_t xml_bytes;
	/* What follows may be missing in a record of an older tablet: then 0 and "". */
	enum zr_visit_result result;
	char *address;     /* as the enumerator saw it, or wrote it when it was in no list */
	char *previous_id; /* record of the visit before at this household, "" for the first */
	char *replaces_id; /* record that this one corrects, "" for none */
	char *appointment; /* REVISIT: local time "2026-12-28T18:30" or "2026-12-28"; "" none */
	struct zr_content_file *files; /* signatures, pictures; owned */
	size_t file_count;
	uint64_t doubt_count; /* doubts that the questionnaire had at its end */
	uint8_t answers_digest[ZR_RECORD_DIGEST_BYTES]; /* of a cover: below; else zeros */
	struct zr_record_remark *remarks; /* on the record that this one corrects; owned */
	size_t remark_count;
};
int zr_record_encode(const struct zr_record *record, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_record_decode(const void *content, size_t bytes, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_record_finish(struct zr_record *record);

/*
 * The two parts of a record on its way (lib/envelope/sealed_pair.h). The cover is for the hub: all
 * but what names people, and a digest of the answers that the tablet alone can make
 * (zr_party_digest()), by which the same interview, sealed again, is known. The answers are for the
 * office: the record's id, the XML, the files, the remarks. What a decoded part has
 * not is "" or nothing.
 */
int zr_record_encode_cover(const struct zr_record *record, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_record_decode_cover(const void *content, size_t bytes, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_record_encode_answers(const struct zr_record *record, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_record_decode_answers(const void *content, size_t bytes, struct zr_record *ret_record,
	struct zr_error *error) ZR_MUST_CHECK;

/* Whether each field is within its limit: asked before a record is sealed and after it was opened.
 * ZR_E_LIMIT names the field, ZR_E_INVALID a missing id or a file's name that has a path. */
int zr_record_check(const struct zr_record *record, struct zr_error *error) ZR_MUST_CHECK;

#define ZR_EPOCH_BYTES 16

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
	uint64_t high_water;   /* hub: the device's highest sequence below which nothing is missing;
				* tablet: the highest sequence of the hub's orders that it knows */
	int64_t time_us;       /* the writer's clock */
	uint64_t unsent_count; /* tablet: records still waiting */
	int32_t battery_percent; /* tablet: -1 when it has none */
	char *version;           /* of the software that wrote it */
	/* What follows may be missing: then zeros. */
	bool has_epoch;                /* of a decoded one: the writer knows of epochs */
	uint8_t epoch[ZR_EPOCH_BYTES]; /* hub: of its store, new at each restore from a backup;
					* tablet: the hub's that it saw last */
	char **draft_ids;              /* tablet: households with an open draft; owned */
	size_t draft_count;
	uint64_t durable_through; /* hub: all of the device up to this sequence would outlive the
				   * hub's disk; tablet: what it knows of that */
	uint32_t pause_s;         /* hub: until the next contact when nothing waits; 0: as you do */
	uint64_t nonce;           /* tablet: drawn for this exchange; hub: the same back */
};
int zr_receipt_encode(const struct zr_receipt *receipt, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_receipt_decode(const void *content, size_t bytes, struct zr_receipt *ret_receipt,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_receipt_finish(struct zr_receipt *receipt);

/* A list of envelopes as one HTTP body: a CBOR array of byte strings, at most
 * ZR_EXCHANGE_COUNT_MAX. decode calls visit with each, borrowed from bytes, and stops at its first
 * non-zero answer. */
int zr_exchange_begin(struct zr_buffer *ret_body, size_t envelope_count) ZR_MUST_CHECK;
int zr_exchange_add(struct zr_buffer *body, const void *envelope, size_t bytes) ZR_MUST_CHECK;
int zr_exchange_decode(const void *body, size_t bytes,
	int (*visit)(void *user, const void *envelope, size_t bytes), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
