/*
 * A frame is a length, then rows under ChaCha20-Poly1305 with the frame's number as the nonce. In a
 * row each text stands with its NUL behind its length; a run of empty texts is a number: most
 * questions of a record are not asked.
 */
#include "hub/out/spool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "hub/pki/keys.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

#define FRAME_BYTES     ((size_t)64 * 1024) /* beyond which a frame is written */
#define FRAME_BYTES_MAX ((size_t)64 * 1024 * 1024)

enum {
	KEY_BYTES = 32,
	NONCE_BYTES = 12,
	TAG_BYTES = 16,
	PATH_BYTES = 4096,
};

struct zr_spool {
	int file;
	uint8_t key[KEY_BYTES];
	EVP_CIPHER_CTX *cipher;
	uint64_t frame;          /* that comes next */
	struct zr_buffer rows;   /* of the frame that is written or read */
	struct zr_buffer sealed; /* the same, as it stands in the file */
	size_t place;            /* of the row that is read next */
};

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static int open_file(const char *folder, struct zr_error *error)
{
	int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0) {
		char path[PATH_BYTES];
		(void)snprintf(path, sizeof path, "%s/spool-XXXXXX", folder);
		file = mkostemp(path, O_CLOEXEC);
		if (file >= 0) {
			(void)unlink(path);
		}
	}
	return file >= 0 ? file : zr_error_set_errno(error, errno, "set a table aside");
}

int zr_spool_open(const char *folder, struct zr_spool **ret_spool, struct zr_error *error)
{
	assert(folder != NULL && ret_spool != NULL);
	struct zr_spool *spool = calloc(1, sizeof *spool);
	if (spool == NULL) {
		return nomem(error);
	}
	spool->cipher = EVP_CIPHER_CTX_new();
	spool->file = open_file(folder, error);
	int code = spool->file < 0 ? spool->file : zr_keys_draw(spool->key, KEY_BYTES, error);
	if (code == 0 && spool->cipher == NULL) {
		code = nomem(error);
	}
	if (code != 0) {
		zr_spool_free(spool);
		return code;
	}
	*ret_spool = spool;
	return 0;
}

void zr_spool_free(struct zr_spool *spool)
{
	if (spool == NULL) {
		return;
	}
	if (spool->file >= 0) {
		(void)close(spool->file);
	}
	EVP_CIPHER_CTX_free(spool->cipher);
	zr_buffer_wipe(&spool->rows);
	zr_buffer_finish(&spool->sealed);
	explicit_bzero(spool->key, sizeof spool->key);
	free(spool);
}

/* ---- frames ---- */

static void make_nonce(const struct zr_spool *spool, uint8_t nonce[NONCE_BYTES])
{
	memset(nonce, 0, NONCE_BYTES);
	memcpy(nonce, &spool->frame, sizeof spool->frame);
}

/* Rows become sealed: length, text, tag. */
static int seal(struct zr_spool *spool, struct zr_error *error)
{
	assert(spool->rows.bytes > 0 && spool->cipher != NULL);
	uint8_t nonce[NONCE_BYTES];
	uint32_t length = (uint32_t)spool->rows.bytes;
	int bytes = 0;
	make_nonce(spool, nonce);
	zr_buffer_clear(&spool->sealed);
	if (zr_buffer_reserve(&spool->sealed, sizeof length + length + TAG_BYTES) != 0) {
		return nomem(error);
	}
	uint8_t *out = (uint8_t *)spool->sealed.data;
	memcpy(out, &length, sizeof length);
	out += sizeof length;
	if (EVP_EncryptInit_ex(spool->cipher, EVP_chacha20_poly1305(), NULL, spool->key, nonce) !=
			1 ||
		EVP_EncryptUpdate(spool->cipher, out, &bytes, (const uint8_t *)spool->rows.data,
			(int)length) != 1 ||
		EVP_EncryptFinal_ex(spool->cipher, out + bytes, &bytes) != 1 ||
		EVP_CIPHER_CTX_ctrl(
			spool->cipher, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + length) != 1) {
		return zr_error_set(error, ZR_E_NOMEM, "a table cannot be sealed");
	}
	spool->sealed.bytes = sizeof length + length + TAG_BYTES;
	return 0;
}

static int write_all(int file, const char *data, size_t left, struct zr_error *error)
{
	while (left > 0) {
		ssize_t count = write(file, data, left);
		if (count < 0 && errno != EINTR) {
			return zr_error_set_errno(error, errno, "set a table aside");
		}
		data += count > 0 ? count : 0;
		left -= (size_t)(count > 0 ? count : 0);
	}
	return 0;
}

static int write_frame(struct zr_spool *spool, struct zr_error *error)
{
	if (spool->rows.bytes == 0) {
		return 0;
	}
	assert(spool->rows.bytes <= FRAME_BYTES_MAX);
	int code = seal(spool, error);
	if (code == 0) {
		code = write_all(spool->file, spool->sealed.data, spool->sealed.bytes, error);
	}
	zr_buffer_clear(&spool->rows);
	spool->frame++;
	return code;
}

static int damaged(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_IO, "what was set aside of a table cannot be read again");
}

/* 1: all of them; 0: the file is at its end. */
static int read_all(int file, void *data, size_t bytes, struct zr_error *error)
{
	assert(file >= 0 && bytes > 0);
	size_t place = 0;
	while (place < bytes) {
		ssize_t count = read(file, (char *)data + place, bytes - place);
		if (count < 0 && errno != EINTR) {
			return zr_error_set_errno(error, errno, "read a table again");
		}
		if (count == 0) {
			return place == 0 ? 0 : damaged(error);
		}
		place += (size_t)(count > 0 ? count : 0);
	}
	return 1;
}

static int unseal(struct zr_spool *spool, uint32_t length, struct zr_error *error)
{
	assert(length > 0 && spool->sealed.data != NULL);
	uint8_t nonce[NONCE_BYTES];
	int bytes = 0;
	make_nonce(spool, nonce);
	zr_buffer_clear(&spool->rows);
	if (zr_buffer_reserve(&spool->rows, length) != 0) {
		return nomem(error);
	}
	uint8_t *in = (uint8_t *)spool->sealed.data;
	uint8_t *out = (uint8_t *)spool->rows.data;
	if (EVP_DecryptInit_ex(spool->cipher, EVP_chacha20_poly1305(), NULL, spool->key, nonce) !=
			1 ||
		EVP_DecryptUpdate(spool->cipher, out, &bytes, in, (int)length) != 1 ||
		EVP_CIPHER_CTX_ctrl(spool->cipher, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, in + length) !=
			1 ||
		EVP_DecryptFinal_ex(spool->cipher, out + bytes, &bytes) != 1) {
		return damaged(error);
	}
	spool->rows.bytes = length;
	return 0;
}

/* 1: a frame; 0: there is none any more. */
static int read_frame(struct zr_spool *spool, struct zr_error *error)
{
	uint32_t length = 0;
	int code = read_all(spool->file, &length, sizeof length, error);
	if (code != 1) {
		return code;
	}
	if (length == 0 || length > FRAME_BYTES_MAX) {
		return damaged(error);
	}
	zr_buffer_clear(&spool->sealed);
	if (zr_buffer_reserve(&spool->sealed, (size_t)length + TAG_BYTES) != 0) {
		return nomem(error);
	}
	code = read_all(spool->file, spool->sealed.data, (size_t)length + TAG_BYTES, error);
	code = code == 1 ? unseal(spool, length, error) : code == 0 ? damaged(error) : code;
	spool->place = 0;
	spool->frame++;
	return code == 0 ? 1 : code;
}

/* ---- rows ---- */

static int add_number(struct zr_buffer *rows, uint64_t number)
{
	int code = 0;
	do {
		uint8_t byte = (uint8_t)((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
		code = zr_buffer_add(rows, &byte, 1);
		number >>= 7;
	} while (code == 0 && number > 0);
	return code;
}

int zr_spool_add(
	struct zr_spool *spool, const char *const *cells, size_t count, struct zr_error *error)
{
	assert(spool != NULL && cells != NULL && count > 0);
	int code = 0;
	for (size_t i = 0, next = 0; code == 0 && i < count; i = next) {
		for (next = i; next < count && cells[next][0] == '\0'; next++) {
		}
		if (next > i) {
			code = add_number(&spool->rows, 2 * (next - i) + 1);
			continue;
		}
		size_t bytes = strlen(cells[i]);
		next = i + 1;
		code = add_number(&spool->rows, 2 * bytes);
		if (code == 0) {
			code = zr_buffer_add(&spool->rows, cells[i], bytes + 1);
		}
	}
	if (code != 0) {
		return nomem(error);
	}
	return spool->rows.bytes >= FRAME_BYTES ? write_frame(spool, error) : 0;
}

int zr_spool_rewind(struct zr_spool *spool, struct zr_error *error)
{
	assert(spool != NULL);
	int code = write_frame(spool, error);
	spool->frame = 0;
	spool->place = 0;
	if (code == 0 && lseek(spool->file, 0, SEEK_SET) != 0) {
		code = zr_error_set_errno(error, errno, "read a table again");
	}
	return code;
}

static bool read_number(struct zr_spool *spool, uint64_t *ret_number)
{
	assert(spool->place <= spool->rows.bytes);
	*ret_number = 0;
	for (unsigned shift = 0; shift < 63 && spool->place < spool->rows.bytes; shift += 7) {
		uint8_t byte = (uint8_t)spool->rows.data[spool->place++];
		*ret_number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			return true;
		}
	}
	return false;
}

int zr_spool_next(
	struct zr_spool *spool, const char **ret_cells, size_t count, struct zr_error *error)
{
	assert(spool != NULL && ret_cells != NULL && count > 0);
	if (spool->place == spool->rows.bytes) {
		int code = read_frame(spool, error);
		if (code != 1) {
			return code;
		}
	}
	for (size_t i = 0; i < count;) {
		uint64_t number = 0;
		if (!read_number(spool, &number)) {
			return damaged(error);
		}
		size_t bytes = (size_t)(number / 2);
		if (number % 2 == 1) {
			for (size_t run = 0; run < bytes && i < count; run++) {
				ret_cells[i++] = "";
			}
			continue;
		}
		if (bytes >= spool->rows.bytes - spool->place) {
			return damaged(error);
		}
		ret_cells[i++] = spool->rows.data + spool->place;
		spool->place += bytes + 1;
	}
	return 1;
}
