/*
 * Where begun answers lie: a row for each code that was used, by its lookup, sealed with the key
 * that only the code gives (lib/envelope/household_code.h). Each put counts the edition up.
 * Between begin and commit puts wait for the commit; another one is on disk when it returns. Of
 * what was sent only the receipt's number is left.
 */
#ifndef ZR_RESPOND_LOCKER_H
#define ZR_RESPOND_LOCKER_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/household_code.h"

struct zr_locker;

enum zr_locker_state {
	ZR_LOCKER_OPEN = 1,
	ZR_LOCKER_SENDING = 2, /* it goes out as it stands, and is changed no more */
	ZR_LOCKER_SENT = 3,
};

#define ZR_LOCKER_RECEIPT_BYTES 24
struct zr_locker_row {
	enum zr_locker_state state;
	int64_t edition;
	int64_t changed_us;
	char receipt[ZR_LOCKER_RECEIPT_BYTES]; /* SENT: what the household was told */
	struct zr_buffer sealed;               /* wiped by SENT */
};
void zr_locker_row_finish(struct zr_locker_row *row);

int zr_locker_open(
	const char *path, struct zr_locker **ret_locker, struct zr_error *error) ZR_MUST_CHECK;
void zr_locker_close(struct zr_locker *locker);

/* ZR_E_NOT_FOUND: nothing was begun by that code. */
int zr_locker_get(struct zr_locker *locker, const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_locker_row *ret_row, struct zr_error *error) ZR_MUST_CHECK;

/* Puts that are all on disk when commit returns 0, and none of them otherwise: one that fails takes
 * the others with it. */
int zr_locker_begin(struct zr_locker *locker, struct zr_error *error) ZR_MUST_CHECK;
int zr_locker_commit(struct zr_locker *locker, struct zr_error *error) ZR_MUST_CHECK;

/* In place of what was there; the edition is the one before and one more, which row is given. */
int zr_locker_put(struct zr_locker *locker, const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_locker_row *row, struct zr_error *error) ZR_MUST_CHECK;

#endif
