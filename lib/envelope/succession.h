/*
 * The line of an office's keys: the first one, and behind it each successor with the signature by
 * which the key before it vouches for it. Whoever trusts one of them can walk on to the last, and
 * trusts nobody else on the way: the hub that hands the line on can add nothing to it.
 *
 *	line       key (sign 32, agree 32), then successor (key 64, signature 64) …
 *	signature  Ed25519 of the key before, over "zarya office successor", a NUL, its own key
 *	           (64) and the successor (64)
 *
 * No I/O.
 */
#ifndef ZR_ENVELOPE_SUCCESSION_H
#define ZR_ENVELOPE_SUCCESSION_H

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/envelope/key.h"

#define ZR_SUCCESSION_KEY_BYTES  (2 * ZR_KEY_BYTES)
#define ZR_SUCCESSION_STEP_BYTES (ZR_SUCCESSION_KEY_BYTES + 64)
#define ZR_SUCCESSION_BYTES_MAX                                                                    \
	(ZR_SUCCESSION_KEY_BYTES + ZR_OFFICE_SUCCESSOR_COUNT_MAX * ZR_SUCCESSION_STEP_BYTES)

/* Adds a key behind the last one of the line, which is `present`'s; an empty line begins with
 * `present`, which may be NULL for the first key of all. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_succession_extend(struct zr_buffer *line, const struct zr_party_secret *present,
	const struct zr_party_public *successor, struct zr_error *error) ZR_MUST_CHECK;

/* The last key. from: a key that is trusted already, which the line must have; NULL: the line is
 * trusted as it comes. ZR_E_SYNTAX: it is no line; ZR_E_FORGED: a signature is not that of the key
 * before; ZR_E_FOREIGN: it does not come by `from`. */
int zr_succession_follow(const struct zr_buffer *line, const struct zr_party_public *from,
	struct zr_party_public *ret_last, struct zr_error *error) ZR_MUST_CHECK;

/* The key at this place of a line that was followed, the first one at 0; false behind the last. */
bool zr_succession_get(
	const struct zr_buffer *line, size_t index, struct zr_party_public *ret_key) ZR_MUST_CHECK;

#endif
