/*
 * The sealed outbox: finished records as envelopes, from submit to the hub's signed receipt and
 * after. Sequences are 1, 2, 3 … without gaps, also over power cuts, because the number is taken in
 * the transaction that stores the record and rows are never deleted. Only a tablet that was set
 * back to an older copy leaves some out: it goes on above what the hub has of it.
 *
 * Invariants, held by the schema too: an envelope is dropped only after a receipt that
 * says "received" is stored and the hub has called its sequence durable; until then it is *kept*,
 * to be sent again to a hub that was set back; a received record becomes something else only when
 * the hub itself was set back (hub_life.h). Every function commits before it returns. The database
 * is opened by zr_identity_open_store().
 */
#ifndef ZR_STORE_OUTBOX_H
#define ZR_STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"
#include "lib/envelope/envelope.h"
#include "lib/sqlite/database.h"
#include "lib/sync/sync.h"

enum zr_outbox_state {
	ZR_OUTBOX_WAITING = 1,
	ZR_OUTBOX_RECEIVED = 3, /* the numbers of enum zr_local_state */
	ZR_OUTBOX_REFUSED = 4,
};

/* Texts are lent: by the caller of add, by a list during visit; NULL is "". */
struct zr_outbox_record {
	uint64_t sequence;
	const char *record_id;
	const char *household_id;
	const char *address; /* where it was made, as the area */
	const char *area_id;
	const char *outcome; /* and what it came to: of these the tablet keeps the plain text */
	const char *appointment;
	const char *previous_id; /* visit before, "" */
	const char *replaces_id; /* record that it corrects, "" */
	enum zr_visit_result result;
	uint8_t hash[ZR_HASH_BYTES];
	size_t bytes; /* of the envelope, also after it was dropped */
	enum zr_outbox_state state;
	int code;           /* REFUSED: why */
	int64_t changed_us; /* wall time of the present state; may be wrong */
	bool is_damaged;    /* sequence, hash or size is none: it cannot be sent. Listed only */
};

/* The sequence under which this record is stored: 0 when it is not. */
int zr_outbox_find(struct zr_database *database, const char *record_id, uint64_t *ret_sequence,
	struct zr_error *error) ZR_MUST_CHECK;

/* The sequence that the next record must have. */
int zr_outbox_next_sequence(
	struct zr_database *database, uint64_t *ret_sequence, struct zr_error *error) ZR_MUST_CHECK;

/* Stores the record as WAITING. Its sequence must be the next one, its id new. ZR_E_FULL: nothing
 * was stored. */
int zr_outbox_add(struct zr_database *database, const struct zr_outbox_record *record,
	const struct zr_buffer *envelope, struct zr_error *error) ZR_MUST_CHECK;

/* The sealed bytes. ZR_E_NOT_FOUND when they were dropped or never were. */
int zr_outbox_get(struct zr_database *database, uint64_t sequence, struct zr_buffer *ret_envelope,
	struct zr_error *error) ZR_MUST_CHECK;

/* Each record in ascending sequence, or only those that wait; stops at visit's first non-zero
 * answer and returns it. One that is damaged holds no other back. */
int zr_outbox_list(struct zr_database *database, bool is_waiting_only,
	int (*visit)(void *user, const struct zr_outbox_record *record), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* Stores the hub's receipt and what it changes, in one transaction. */
struct zr_outbox_settlement {
	const struct zr_buffer *receipt; /* the signed envelope as it came */
	const struct zr_sync_change *changes;
	size_t change_count; /* at least one */
	int64_t now_us;      /* wall time */
};
int zr_outbox_settle(struct zr_database *database, const struct zr_outbox_settlement *settlement,
	struct zr_error *error) ZR_MUST_CHECK;

struct zr_outbox_counts {
	uint64_t waiting;
	uint64_t received;
	uint64_t refused;
	int64_t last_received_us; /* wall time of the last receipt that was stored, 0: none */
	uint64_t kept_bytes;      /* envelopes of received records that are still here … */
	uint64_t droppable_bytes; /* … of these, those that are durable */
	uint64_t kept_count;      /* received and not durable yet: kept whatever happens */
};
int zr_outbox_count(struct zr_database *database, struct zr_outbox_counts *ret_counts,
	struct zr_error *error) ZR_MUST_CHECK;

/* The latest wall time that a record carries, 0 without one. */
int zr_outbox_newest_us(
	struct zr_database *database, int64_t *ret_time_us, struct zr_error *error) ZR_MUST_CHECK;

/* Drops envelopes of received records that are durable, oldest first, until at most kept_bytes_max
 * of received ones are left, or none that may go. Their rows and receipts stay. */
int zr_outbox_drop(struct zr_database *database, uint64_t kept_bytes_max,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
