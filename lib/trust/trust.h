/*
 * What a tablet believes: whose it is, by which keys, and below which release it never goes.
 *
 * An owner is a line of charters. A charter names three root keys and the release keys; each is
 * signed by two roots of the charter before it and by two of its own, so that whoever believes one
 * of them walks on to the last and trusts nobody else on the way. The first is believed because
 * the image has it. Replacing a release key or a lost root is the next charter, nothing else: there
 * is one number that grows and one order of steps, and no pair of documents that could be met in
 * the wrong order.
 *
 *	document  COSE_Sign (RFC 9052, 4.1), Ed25519, over a charter (charter.h)
 *	chain     documents from the first on, each as a CBOR byte string, one behind the other
 *
 * Nothing is believed or doubted for a date: there is no clock here. A release key that a later
 * charter does not name is retired from that step on, whatever it signed. The floor is a plain
 * number that only grows, in every charter and through every owner.
 *
 * No I/O, no clock, no randomness. Any thread may call these, each on its own struct.
 * Source: RFC 8032, RFC 9052, docs/owner.md, docs/adr/0213.
 */
#ifndef ZR_TRUST_TRUST_H
#define ZR_TRUST_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"
#include "lib/trust/charter.h"

struct zr_trust {
	uint8_t owner[ZR_CRYPTO_HASH_BYTES]; /* names the owner: of the line's first charter */
	uint8_t at[ZR_CRYPTO_HASH_BYTES];    /* of the present charter: the next one names it */
	struct zr_charter charter;           /* the present one */
	uint32_t floor;                      /* no release below it is taken; 0 at first */
	uint32_t handover;                   /* how often the tablet went to another owner */
};

/* Begins with an owner's chain, which is believed as it comes: of the image, which the loader
 * checked, or the one that a voucher names. Floor and handover are 0. ZR_E_SYNTAX, ZR_E_FORGED
 * (with the number of the charter that is wrong), ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_trust_begin(struct zr_crypto_bytes chain, struct zr_trust *ret_trust,
	struct zr_error *error) ZR_MUST_CHECK;

/* Walks on along a chain of the same owner as far as it goes; charters that lie behind are passed
 * over. trust is changed at each good step, also when a later one is refused: what was believed on
 * the way is right, and is to be kept. ret_step_count: how many steps; may be NULL.
 * ZR_E_SYNTAX; ZR_E_FORGED: a charter is not signed by two of the roots before it, or not by two of
 * its own; ZR_E_FOREIGN: another owner's line, or one that parts from ours; ZR_E_LOST: a charter
 * between ours and those of the chain is missing; ZR_E_NOMEM. */
int zr_trust_follow(struct zr_trust *trust, struct zr_crypto_bytes chain, size_t *ret_step_count,
	struct zr_error *error) ZR_MUST_CHECK;

/* The floor, when both slots have reached it. A lower one changes nothing. */
void zr_trust_raise_floor(struct zr_trust *trust, uint32_t floor);

/* The state as bytes, of at most ZR_TRUST_BYTES_MAX, with a hash over them, for a file or a raw
 * partition; ret_state must be empty. Decode takes zeros behind it. ZR_E_SYNTAX: torn or altered:
 * begin anew with the image's chain, nothing is lost by it that another chain would not bring.
 * ZR_E_NOMEM. */
int zr_trust_encode(const struct zr_trust *trust, struct zr_buffer *ret_state,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_trust_decode(struct zr_crypto_bytes state, struct zr_trust *ret_trust,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
