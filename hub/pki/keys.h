/*
 * The hub's own keys on disk: DATA/keys/hub.key holds the 64 bytes its two pairs are made from,
 * mode 0600. Also how the hub reads and writes small secret files.
 */
#ifndef ZR_HUB_PKI_KEYS_H
#define ZR_HUB_PKI_KEYS_H

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/envelope/key.h"

/* Reads the keys, or draws and stores them when there are none. folder exists, mode 0700.
 * ZR_E_INVALID when the file is not ours: it is never overwritten. */
int zr_keys_load(
	const char *folder, struct zr_party_secret *ret_keys, struct zr_error *error) ZR_MUST_CHECK;

/* Makes a folder of mode 0700 where there is none. */
int zr_keys_make_folder(const char *path, struct zr_error *error) ZR_MUST_CHECK;

/* A small file of DATA/keys, whole. ZR_E_NOT_FOUND. */
int zr_keys_read_file(const char *folder, const char *name, struct zr_buffer *ret_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* Written beside, synced, renamed: there is the old file or the new one, mode 0600. */
int zr_keys_write_file(const char *folder, const char *name, const void *data, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* A public half: 32 bytes to check signatures with, 32 to seal to; no secret. It is written only
 * where another one, or none, stands. ZR_E_INVALID when the file is something else. */
#define ZR_KEYS_PUBLIC_FILE "hub.pub" /* of the hub itself */
int zr_keys_read_public(const char *folder, const char *name, struct zr_party_public *ret_public,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_keys_write_public(const char *folder, const char *name,
	const struct zr_party_public *public_half, struct zr_error *error) ZR_MUST_CHECK;

/* Bytes nobody can guess, from the kernel. ZR_E_IO. */
int zr_keys_draw(void *ret_data, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

#endif
