/*
 * The office's keys: one file a key in DIR/keys, encrypted under one passphrase, or a key in a
 * token (office/pkcs11.h), and the public halves of all, each signed by the one before it, in
 * DIR/office.pub, which the hub is given (lib/envelope/succession.h).
 *
 *	file  "ZRYOFF1\n", log2 of scrypt's N (one byte), salt (16), nonce (12), and, sealed by
 *	      ChaCha20-Poly1305 with what stands before as additional data, both secrets (64)
 *
 * Keys are known by their ids: an older one stays, and opens what was sealed to it. Plaintext keys
 * are in the struct alone. Source: RFC 7914 (scrypt), RFC 8439.
 */
#ifndef ZR_OFFICE_STRONGBOX_H
#define ZR_OFFICE_STRONGBOX_H

#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "office/pkcs11.h"

/* An office changes its key once a census, or when it must. */
#define ZR_STRONGBOX_KEY_COUNT_MAX 16

struct zr_strongbox {
	struct zr_party_secret keys[ZR_STRONGBOX_KEY_COUNT_MAX];
	size_t count;
	size_t present; /* which of them is told to tablets */
};

/* What opens them; borrowed. */
struct zr_strongbox_locks {
	const char *passphrase;  /* of the files; NULL: files are not looked at */
	struct zr_pkcs11 *token; /* NULL: there is none. Keys that come of it ask it */
};

/* Whether a key lies in a file there: a passphrase is wanted. */
bool zr_strongbox_has_files(const char *folder);

/* Draws a key, in the token when there is one, and makes it the present one. Where there are keys
 * the locks must be theirs, for the present one signs. ZR_E_REFUSED when they are not,
 * ZR_E_UNSUPPORTED, ZR_E_IO, ZR_E_FULL. */
int zr_strongbox_add(const char *folder, const struct zr_strongbox_locks *locks,
	struct zr_error *error) ZR_MUST_CHECK;

/* Opens all of them. ZR_E_REFUSED: not the passphrase; ZR_E_NOT_FOUND: there are no keys yet;
 * ZR_E_INVALID: the present one is neither in a file nor in the token. */
int zr_strongbox_open(const char *folder, const struct zr_strongbox_locks *locks,
	struct zr_strongbox *ret_vault, struct zr_error *error) ZR_MUST_CHECK;

/* NULL when it has no such key. */
const struct zr_party_secret *zr_strongbox_find(
	const struct zr_strongbox *vault, const uint8_t id[ZR_PARTY_ID_BYTES]);

/* Wipes. */
void zr_strongbox_finish(struct zr_strongbox *vault);

#endif
