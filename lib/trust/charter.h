/*
 * A charter: which keys an owner has from here on. Reading and writing its content, and the
 * document over it; whether it is believed is asked of a state (trust.h).
 *
 *	content   {1: 1, 2: generation, 3: hash of the charter before, 4: [root key ×3],
 *		  5: [release key, …], 6: "name of the owner", 7: is for development}
 *
 * The hash before is that of content, SHA-256; of the first charter it is empty.
 * No I/O. Source: RFC 8949, docs/owner.md.
 */
#ifndef ZR_TRUST_CHARTER_H
#define ZR_TRUST_CHARTER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"

#define ZR_TRUST_OWNER_NAME_BYTES 128

#define ZR_CHARTER_ROOT_COUNT   3
#define ZR_CHARTER_SIGNER_COUNT 2 /* of the roots that must sign */

/* One that signs, and one for the time of a change or for a second place of building. */
#define ZR_CHARTER_RELEASE_COUNT_MAX 2

struct zr_charter {
	uint32_t generation; /* 1 for the first */
	bool has_before;     /* all but the first */
	uint8_t before[ZR_CRYPTO_HASH_BYTES];
	uint8_t roots[ZR_CHARTER_ROOT_COUNT][ZR_CRYPTO_KEY_BYTES];
	uint8_t releases[ZR_CHARTER_RELEASE_COUNT_MAX][ZR_CRYPTO_KEY_BYTES];
	size_t release_count;                 /* at least 1 */
	char name[ZR_TRUST_OWNER_NAME_BYTES]; /* of the owner, for people */
	bool is_development; /* made by a build: not for the field, and shown on the screen */
};

/* The content; ret_content must be empty. ZR_E_INVALID when such a charter would be refused, with
 * what is wrong; ZR_E_NOMEM. */
int zr_charter_encode(const struct zr_charter *charter, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_SYNTAX, ZR_E_LIMIT; ZR_E_INVALID: keys that are not all different, no release key, or a
 * first charter that names one before it. */
int zr_charter_decode(const void *content, size_t bytes, struct zr_charter *ret_charter,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
