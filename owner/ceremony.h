/*
 * What owners do with their keys: make them, replace one, sign releases and vouchers. Each act that
 * changes the line of charters is checked as a tablet would before it is written.
 */
#ifndef ZR_OWNER_CEREMONY_H
#define ZR_OWNER_CEREMONY_H

#include "lib/trust/voucher.h"
#include "owner/owner_folder.h"

/* Three roots, a release key, the first charter. ZR_E_EXISTS: the folder has a chain already;
 * ZR_E_INVALID, and what writing says. */
int zr_ceremony_begin(const struct zr_owner_folder *folder, const char *owner_name,
	struct zr_error *error) ZR_MUST_CHECK;

/* Draws a new key for this place, and makes the charter that names it; two of the roots that stay
 * must lie in the folder. ZR_E_NOT_FOUND: they do not. */
int zr_ceremony_rotate(const struct zr_owner_folder *folder, enum zr_owner_place place,
	struct zr_error *error) ZR_MUST_CHECK;

/* Signs a manifest, its content or one that was signed before, under the present charter.
 * ret_document must be empty. ZR_E_NOT_FOUND: no release key here. */
int zr_ceremony_sign(const struct zr_owner_folder *folder, struct zr_crypto_bytes manifest,
	struct zr_buffer *ret_document, struct zr_error *error) ZR_MUST_CHECK;

/* Who gets a tablet. */
struct zr_ceremony_gift {
	uint8_t device[ZR_PARTY_ID_BYTES];
	uint32_t handover;            /* how often the tablet changed hands, as it says */
	struct zr_crypto_bytes chain; /* of the owner who gets it */
};

/* A voucher by two of the roots. ret_document must be empty. */
int zr_ceremony_give(const struct zr_owner_folder *folder, const struct zr_ceremony_gift *gift,
	struct zr_buffer *ret_document, struct zr_error *error) ZR_MUST_CHECK;

#endif
