/*
 * How much each of many has used in a window of time: tablets by their id, strangers by their
 * address. A table in memory with a lock; a start of the hub begins anew. When more than
 * ZR_HUB_QUOTA_SLOT_COUNT are counted in one window, those that find no place are not held back.
 */
#ifndef ZR_HTTP_QUOTA_H
#define ZR_HTTP_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_QUOTA_KEY_BYTES 16

struct zr_quota;

struct zr_quota_limits {
	int64_t window_us;
	uint64_t count_max;
	uint64_t bytes_max;
};

int zr_quota_new(const struct zr_quota_limits *limits, struct zr_quota **ret_quota,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_quota_free(struct zr_quota *quota);

enum zr_quota_verdict {
	ZR_QUOTA_WITHIN,
	ZR_QUOTA_SPENT,     /* held back, and told so before in this window */
	ZR_QUOTA_SPENT_NOW, /* held back for the first time */
};
struct zr_quota_use {
	const uint8_t *key; /* ZR_QUOTA_KEY_BYTES */
	uint64_t count;
	uint64_t bytes;
};
/* Counts the use. The one that goes over is still within: a limit is passed once and no further.
 * One of count 0 is what an earlier one came to: it is added and never held back. */
enum zr_quota_verdict zr_quota_charge(
	struct zr_quota *quota, const struct zr_quota_use *use, int64_t now_us);
/* Whether nothing is left; counts nothing. */
bool zr_quota_is_spent(struct zr_quota *quota, const uint8_t *key, int64_t now_us);
/* Seconds until the window ends, at least 1. */
unsigned zr_quota_wait_s(const struct zr_quota *quota, int64_t now_us);

#endif
