/*
 * The folder of an owner's keys, on a machine that no network reaches:
 *
 *	chain.cbor                        the charters: public, goes into images and releases
 *	root-1/ID.pem root-2/… root-3/…   a root's private half each: three safes
 *	release/ID.pem                    the release key
 *	secure-boot/{PK,KEK,db}.{pem,crt,auth}
 *
 * ID is the first 16 bytes of SHA-256 over the public key, as hexadecimal text, so a new key lies
 * beside the old one and a change that is cut off in the middle loses neither. Whatever is written
 * is written aside, synced and renamed.
 */
#ifndef ZR_OWNER_OWNER_FOLDER_H
#define ZR_OWNER_OWNER_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/trust/trust.h"

#define ZR_OWNER_PATH_BYTES 3200

/* Where keys lie: the roots are the first ones. */
enum zr_owner_place {
	ZR_OWNER_ROOT_1,
	ZR_OWNER_ROOT_2,
	ZR_OWNER_ROOT_3,
	ZR_OWNER_RELEASE,
	ZR_OWNER_PLACE_COUNT
};

struct zr_owner_folder {
	const char *path;
	const char *passphrase_file; /* for every key; NULL: a person is asked for each */
	bool is_development;         /* new keys have no passphrase */
	bool is_public;              /* a release: what is written may be read by all */
};

/* "root-1" and so on. */
const char *zr_owner_folder_place_name(enum zr_owner_place place);

/* A file of at most ZR_BUFFER_BYTES_MAX, in the folder or (folder NULL) by its path. ret_data must
 * be empty. ZR_E_NOT_FOUND, ZR_E_IO, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_owner_folder_read(const struct zr_owner_folder *folder, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error) ZR_MUST_CHECK;

/* Whole or not at all; a folder in the name is made. Readable for the owner alone, but in a public
 * folder and where there is none: manifests and vouchers are for all. ZR_E_IO, ZR_E_FULL. */
int zr_owner_folder_write(const struct zr_owner_folder *folder, const char *name,
	struct zr_crypto_bytes data, struct zr_error *error) ZR_MUST_CHECK;

/* The chain and what is believed at its end. ret_chain must be empty; it may be NULL. As
 * zr_owner_folder_read() and zr_trust_begin(). */
int zr_owner_folder_read_chain(const struct zr_owner_folder *folder, struct zr_buffer *ret_chain,
	struct zr_trust *ret_trust, struct zr_error *error) ZR_MUST_CHECK;

#endif
