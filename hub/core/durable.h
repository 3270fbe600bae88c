/*
 * What would outlive this hub's disk, so that tablets may forget it (docs/adr/0172).
 *
 *	stored   what is committed. For a hub that has nothing better
 *	backup   what a verified backup holds: `zarya-hub --backup FILE` says how far it goes. It
 *		 counts while it stands where it was written; what was said of it stays said
 *	replica  what is committed, where PostgreSQL commits to a synchronous standby, too
 *
 * One policy for a hub's life. Read by any thread; looked after by the one that tends the hub.
 */
#ifndef ZR_HUB_CORE_DURABLE_H
#define ZR_HUB_CORE_DURABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/content.h"

struct zr_device;
struct zr_lookout;
struct zr_options;
struct zr_store;

enum zr_durable_policy {
	ZR_DURABLE_STORED,
	ZR_DURABLE_BACKUP,
	ZR_DURABLE_REPLICA,
};

struct zr_durable {
	enum zr_durable_policy policy;
	bool is_replicated; /* REPLICA: the database has a synchronous standby */
	const char *data;   /* borrowed: where the mark of the last backup is */
	uint8_t epoch[ZR_EPOCH_BYTES];
	struct zr_lookout *lookout; /* at the last backup; NULL: none is under way */
	bool is_gone;   /* that backup: it counts no more, until it is there again or the next */
	bool is_silent; /* its disk: it was told */
	int64_t started_us;
	atomic_int_least64_t end_rank;    /* BACKUP: arrivals within it are durable */
	atomic_int_least64_t record_rank; /* likewise records */
	atomic_int_least64_t backup_us;   /* when that backup was begun; 0: there is none */
};

/* By the options, for a store whose life has that epoch. ZR_E_INVALID: a policy that is none, or
 * none for this store. */
int zr_durable_init(struct zr_durable *durable, const struct zr_options *options,
	const uint8_t epoch[ZR_EPOCH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* Asks the database whether it is replicated. */
int zr_durable_ask(
	struct zr_durable *durable, struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

/* Whether there is a newer backup, and whether the last is still there. A disk that takes longer
 * than ZR_HUB_LOOKOUT_US to say so is heard at the next look. */
void zr_durable_look(struct zr_durable *durable);

/* Waits for nothing. What was never started, too. */
void zr_durable_finish(struct zr_durable *durable);

/* Of the device's sequences, up to where all is durable now; from its own mark on, which must have
 * been lowered below what came since (zr_durable_lower()). */
int zr_durable_reach(const struct zr_durable *durable, struct zr_store *store,
	const struct zr_device *device, uint64_t *ret_sequence,
	struct zr_error *error) ZR_MUST_CHECK;

/* An envelope came at this sequence: what was said of it and of all above is worked out anew. */
void zr_durable_lower(struct zr_device *device, uint64_t sequence);

/* Records that are stored and not durable, at most; and for how long already nothing new became so:
 * the age of the last backup, or of the hub's start. 0, 0 when all that is stored is durable. */
void zr_durable_tell(const struct zr_durable *durable, int64_t last_record_rank, int64_t now_us,
	uint64_t *ret_count, int64_t *ret_age_us);

#endif
