/*
 * From hand to hand: an owner gives a tablet to another owner. Two roots of the giver sign a
 * voucher that names the tablet, the new owner's line and how often the tablet went to another
 * owner; it serves once, since that count grows. The tablet is let go only when it proved, by its
 * own key and over this voucher, that its data was erased.
 *
 *	voucher  COSE_Sign by two roots of the giver's present charter over
 *		 {1: 3, 2: device id, 3: giver, 4: generation, 5: handover, 6: new owner}
 *	erasure  COSE_Sign1 by the tablet's key over
 *		 {1: 4, 2: device id, 3: sha256 of the voucher, 4: sign key, 5: agree key,
 *		  6: sha256 of where the data's keys lay, as read back}
 *
 * No I/O. No server of anybody. Source: docs/owner.md, docs/adr/0216.
 */
#ifndef ZR_TRUST_VOUCHER_H
#define ZR_TRUST_VOUCHER_H

#include "lib/envelope/key.h"
#include "lib/trust/trust.h"

struct zr_voucher {
	uint8_t device[ZR_PARTY_ID_BYTES];
	uint8_t giver[ZR_CRYPTO_HASH_BYTES]; /* struct zr_trust.owner of who gives */
	uint32_t generation;                 /* of the giver's charter */
	uint32_t handover;                   /* of the tablet, before */
	uint8_t taker[ZR_CRYPTO_HASH_BYTES]; /* struct zr_trust.owner of who gets it */
};

/* The content of a voucher; ret_content must be empty. ZR_E_NOMEM. */
int zr_voucher_encode(const struct zr_voucher *voucher, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;

/* The tablet's proof over a voucher that it was given: its data's keys are gone, and where they lay
 * reads back as bytes with this hash. Called when that is so, with the key that is to be forgotten
 * next. ret_erasure must be empty. ZR_E_NOMEM. */
int zr_voucher_prove_erasure(struct zr_crypto_bytes voucher, const struct zr_party_secret *tablet,
	const uint8_t read_back[ZR_CRYPTO_HASH_BYTES], struct zr_buffer *ret_erasure,
	struct zr_error *error) ZR_MUST_CHECK;

/* What is handed over. */
struct zr_voucher_papers {
	struct zr_crypto_bytes voucher;
	struct zr_crypto_bytes erasure; /* 0 bytes: there is none */
	struct zr_crypto_bytes chain;   /* the new owner's, from the first charter on */
};

/* Whether this tablet may erase itself for it: signed by who owns it, for this device, unused.
 * ZR_E_SYNTAX, ZR_E_FORGED, ZR_E_FOREIGN (another tablet's, another owner's), ZR_E_REPLAYED (used),
 * ZR_E_REFUSED (signed under another charter), ZR_E_NOMEM. */
int zr_voucher_verify(const struct zr_trust *trust, struct zr_crypto_bytes voucher,
	const uint8_t device[ZR_PARTY_ID_BYTES], struct zr_voucher *ret_voucher,
	struct zr_error *error) ZR_MUST_CHECK;

/* The tablet is the new owner's: ret_trust begins with his chain, at the same floor, one handover
 * on. As verify; ZR_E_STATE: without erasure, or with one for another voucher; ZR_E_FOREIGN: the
 * chain is not that of the owner whom the voucher names; and as zr_trust_begin(). */
int zr_voucher_accept(const struct zr_trust *trust, const struct zr_voucher_papers *papers,
	const uint8_t device[ZR_PARTY_ID_BYTES], struct zr_trust *ret_trust,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
