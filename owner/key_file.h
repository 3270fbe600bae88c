/*
 * Private keys as files that every tool reads: PKCS#8 in PEM, encrypted by AES-256-CBC under a key
 * that scrypt makes of a passphrase (PBES2; N 2^14, r 8, p 5: OpenSSL opens no costlier ones by
 * itself). A key of a development build is not encrypted.
 * Source: RFC 5958, RFC 8018, RFC 7914.
 */
#ifndef ZR_OWNER_KEY_FILE_H
#define ZR_OWNER_KEY_FILE_H

#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/trust/cose_sign.h"
#include "owner/owner_folder.h"

ZR_DEFINE_CLEANUP(EVP_PKEY *, EVP_PKEY_free);

/* Any private key, under a passphrase that is asked for in these words. ZR_E_INVALID: the
 * passphrase; ZR_E_IO, ZR_E_FULL, ZR_E_NOMEM. */
int zr_key_file_write(const struct zr_owner_folder *folder, const char *name, EVP_PKEY *key,
	const char *question, struct zr_error *error) ZR_MUST_CHECK;

/* Draws an Ed25519 key for a place, writes it, and opens it again as its owner will. */
int zr_key_file_draw(const struct zr_owner_folder *folder, enum zr_owner_place place,
	uint8_t ret_public[ZR_CRYPTO_KEY_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* Whether the private half of this key lies at its place. */
bool zr_key_file_is_there(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES]);

/* Opens it, ret_key is the caller's; and a signer with it, which must not outlive it.
 * ZR_E_NOT_FOUND: no such file; ZR_E_REFUSED: not the passphrase. */
int zr_key_file_open(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], EVP_PKEY **ret_key,
	struct zr_error *error) ZR_MUST_CHECK;
struct zr_cose_signer zr_key_file_signer(
	EVP_PKEY *key, const uint8_t public_key[ZR_CRYPTO_KEY_BYTES]);

#endif
