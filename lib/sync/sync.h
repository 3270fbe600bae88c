/*
 * When a tablet talks to its hub, and with which records: a pure state machine. Events go in, the
 * next action comes out; clock and randomness are passed in, nothing is read, sent or stored here.
 *
 *	UNENROLLED ── enrolled ──▶ IDLE ── due ──▶ EXCHANGING ── answered ──▶ IDLE
 *	                             ▲                  └──────── failed ──▶ BACKING_OFF
 *	                             └───────────── due: EXCHANGING again ◀──────┘
 *
 * It knows every record that waits for the hub's receipt: sequence, hash, size. Invariants: a
 * record leaves only by zr_sync_settle() with a change that zr_sync_judge() made from an entry with
 * its sequence and its hash; the caller stores the change and the receipt between the two. One that
 * is set aside waits on in the store alone. At most one exchange runs. Times are microseconds of a
 * clock that never jumps; wall time is not used.
 *
 * Back-off doubles from ZR_RETRY_FIRST_MS to ZR_RETRY_LAST_MS, each with jitter of half of it. The
 * hub's Retry-After holds even when somebody asks to hurry. Records go out in the order of their
 * sequence; one that the hub could not even read goes behind the others and is tried alone.
 */
#ifndef ZR_SYNC_SYNC_H
#define ZR_SYNC_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/envelope/content.h"

/* One envelope of an exchange is the tablet's own receipt. */
#define ZR_SYNC_BATCH_COUNT_MAX (ZR_EXCHANGE_COUNT_MAX - 1)

enum zr_sync_state {
	ZR_SYNC_UNENROLLED,
	ZR_SYNC_IDLE,
	ZR_SYNC_EXCHANGING,
	ZR_SYNC_BACKING_OFF,
};

struct zr_sync_record {
	uint64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
	size_t bytes;
	unsigned rejections; /* exchanges with it that the hub refused as a whole */
	bool is_in_flight;
	bool is_sent; /* handed over whole at least once, no receipt yet */
};

struct zr_sync {
	enum zr_sync_state state;
	int64_t poll_us;                /* mean pause between exchanges when nothing waits */
	int64_t due_us;                 /* IDLE, BACKING_OFF: when the next exchange is due */
	int64_t hold_until_us;          /* the hub's Retry-After: not before, whoever asks */
	unsigned failures;              /* in a row */
	bool is_hurried;                /* something came while exchanging */
	size_t batch_count;             /* records of the next exchange, at most */
	size_t flight_count;            /* records of the running exchange */
	uint64_t random;                /* state of the generator behind the jitter */
	struct zr_sync_record *records; /* owned; ascending sequence */
	size_t record_count;
	size_t record_capacity;
};

/* seed: random bits that the caller drew, different on each tablet. */
void zr_sync_init(struct zr_sync *sync, uint64_t seed, int64_t poll_us);
void zr_sync_finish(struct zr_sync *sync);

/* ---- events ---- */

/* The tablet has a hub: exchanges begin at once. */
void zr_sync_enrolled(struct zr_sync *sync, int64_t now_us);

/* Room for one more record, so that add cannot fail after the store's commit. ZR_E_NOMEM,
 * ZR_E_FULL when ZR_OUTBOX_COUNT_MAX records wait. */
int zr_sync_reserve(struct zr_sync *sync, struct zr_error *error) ZR_MUST_CHECK;
/* A record was stored. Room must be reserved and the sequence above all waiting ones. */
void zr_sync_add(
	struct zr_sync *sync, uint64_t sequence, const uint8_t hash[ZR_HASH_BYTES], size_t bytes);

/* Somebody wants an exchange now: a finished record, a person, an order to acknowledge. */
void zr_sync_hurry(struct zr_sync *sync, int64_t now_us);

/* The exchange got the hub's signed answer, whose changes are already settled. */
void zr_sync_answered(struct zr_sync *sync, int64_t now_us);

struct zr_sync_failure {
	int code;              /* ZR_E_*: retryable or not by the table */
	int64_t retry_after_s; /* what the hub asked for, 0 for nothing */
	bool was_uploaded;     /* the whole request left this tablet */
};
void zr_sync_failed(struct zr_sync *sync, const struct zr_sync_failure *failure, int64_t now_us);

/* ---- the hub's store ---- */

/* What the hub told of its store last. */
struct zr_sync_hub {
	bool is_known; /* false before the first receipt */
	uint8_t epoch[ZR_EPOCH_BYTES];
	uint64_t high_water;
	uint64_t durable_through; /* received records up to this sequence may be forgotten */
};

/* What a receipt does to that: the hub goes on, or it was set back to an older copy of itself: its
 * epoch is another, or it lacks what it had. Then all records that are kept are to be sent again:
 * those below the high water, too, for sequences may have been used twice. ret_hub is what is known
 * from now on.
 *
 * durable_through is what the hub says now, up or down: it goes down when the hub takes a second
 * record at a sequence that it called durable, because a tablet was set back. It rises by what is
 * signed alone, never above the high water, and what an earlier life said of it is void. */
bool zr_sync_is_set_back(const struct zr_sync_hub *known, const struct zr_receipt *receipt,
	bool is_signed, struct zr_sync_hub *ret_hub);

/* Whether it answers this exchange: one that was made for another says nothing any more. */
bool zr_sync_is_answer(const struct zr_receipt *receipt, uint64_t nonce);

/* How often the hub wants to hear from a tablet for which nothing waits, within
 * ZR_HUB_PAUSE_S_LEAST and _MOST; 0: as before. From the next answer on. */
void zr_sync_pace(struct zr_sync *sync, uint32_t pause_s);

/* All waiting records are forgotten, to be added anew from the store. */
void zr_sync_forget(struct zr_sync *sync);

/* ---- actions ---- */

enum zr_sync_action_kind {
	ZR_SYNC_NOTHING,  /* not enrolled, or an exchange runs */
	ZR_SYNC_WAIT,     /* until until_us */
	ZR_SYNC_EXCHANGE, /* now, with these records; answered or failed must follow */
};
struct zr_sync_action {
	enum zr_sync_action_kind kind;
	int64_t until_us;
	size_t count;
	uint64_t sequences[ZR_SYNC_BATCH_COUNT_MAX];
};
void zr_sync_next(struct zr_sync *sync, int64_t now_us, struct zr_sync_action *ret_action);

/* When the next exchange is due by that clock; now_us while one runs, -1 before enrolment. */
int64_t zr_sync_due_us(const struct zr_sync *sync, int64_t now_us);

/* ---- receipts ---- */

struct zr_sync_change {
	uint64_t sequence;
	int code; /* 0: received; else refused for good with this ZR_E_* */
};
/* What a receipt of the hub changes: entries for records that wait here, by sequence and hash.
 * Entries with an error that may pass, and those of unknown records, change nothing. changes has
 * room for entry_count. Returns how many there are. */
size_t zr_sync_judge(const struct zr_sync *sync, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_sync_change *changes);
/* The changes are stored: the records wait no more. */
void zr_sync_settle(struct zr_sync *sync, const struct zr_sync_change *changes, size_t count);

/* The record cannot be read from the store: it is not sent, and holds no other back, until the
 * records are added again. */
void zr_sync_set_aside(struct zr_sync *sync, uint64_t sequence);

/* The waiting record with this sequence, NULL when it does not wait. Borrowed until the next event.
 */
const struct zr_sync_record *zr_sync_find(const struct zr_sync *sync, uint64_t sequence);

#endif
