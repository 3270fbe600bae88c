/* One piece after the other, so that an image of any size needs two mebibytes. */
#include "owner/carried_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <zstd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

/* A release is packed once and taken by every tablet. */
#define PACK_LEVEL 19

/* Of the seekable format. */
#define TABLE_MAGIC  0x184d2a5eU
#define FOOTER_MAGIC 0x8f92eab1U

#define PATH_BYTES 3200

/* Bytes that are counted and hashed on their way. */
struct counted {
	EVP_MD_CTX *digest;
	uint64_t bytes;
};

struct packing {
	int from, to;
	struct counted plain, carried;
	ZSTD_CCtx *context; /* NULL: as it is */
	struct zr_buffer table;
	uint32_t frame_count;
	char *piece, *packed;
	size_t packed_bytes_max;
	struct zr_error *error;
};

static int fail(struct zr_error *error, const char *doing, const char *path)
{
	char text[ZR_FAULT_FACT_BYTES];
	const int failed = errno;
	(void)snprintf(text, sizeof text, "%s %.150s", doing, path);
	return zr_error_set_errno(error, failed, text);
}

/* ---- counting ---- */

static int begin_count(struct counted *counted)
{
	counted->digest = EVP_MD_CTX_new();
	return counted->digest != NULL &&
			       EVP_DigestInit_ex2(counted->digest, EVP_sha256(), NULL) == 1
		       ? 0
		       : ZR_E_NOMEM;
}

static void count(struct counted *counted, const void *data, size_t bytes)
{
	assert(counted->digest != NULL);
	(void)EVP_DigestUpdate(counted->digest, data, bytes);
	counted->bytes += bytes;
}

static struct zr_carried_sum end_count(struct counted *counted)
{
	assert(counted->digest != NULL);
	struct zr_carried_sum sum = {.bytes = counted->bytes};
	(void)EVP_DigestFinal_ex(counted->digest, sum.sha256, NULL);
	return sum;
}

/* ---- packing ---- */

static int put(struct packing *packing, const void *data, size_t bytes)
{
	assert(data != NULL && bytes > 0);
	const char *from = data;
	count(&packing->carried, data, bytes);
	while (bytes > 0) {
		ssize_t written = write(packing->to, from, bytes);
		if (written < 0) {
			return fail(packing->error, "write", "a file of the release");
		}
		from += written;
		bytes -= (size_t)written;
	}
	return 0;
}

static int add_number(struct zr_buffer *buffer, uint32_t number)
{
	const uint8_t bytes[] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
		(uint8_t)(number >> 24)};
	return zr_buffer_add(buffer, bytes, sizeof bytes);
}

static int put_frame(struct packing *packing, size_t bytes)
{
	assert(bytes > 0 && bytes <= ZR_CARRIED_FRAME_BYTES);
	size_t packed_bytes = ZSTD_compress2(packing->context, packing->packed,
		packing->packed_bytes_max, packing->piece, bytes);
	if (ZSTD_isError(packed_bytes) != 0 ||
		add_number(&packing->table, (uint32_t)packed_bytes) != 0 ||
		add_number(&packing->table, (uint32_t)bytes) != 0) {
		return zr_error_set(packing->error, ZR_E_NOMEM, "no memory to pack a release");
	}
	packing->frame_count++;
	return put(packing, packing->packed, packed_bytes);
}

/* A frame that readers skip: where each frame begins, and how many there are. */
static int put_table(struct packing *packing)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	const uint8_t descriptor = 0; /* no checksums: the manifest has one for all */
	const uint32_t content_bytes = (uint32_t)packing->table.bytes + 9;
	int code = add_number(&frame, TABLE_MAGIC);
	code = code == 0 ? add_number(&frame, content_bytes) : code;
	code = code == 0 ? zr_buffer_add(&frame, packing->table.data, packing->table.bytes) : code;
	code = code == 0 ? add_number(&frame, packing->frame_count) : code;
	code = code == 0 ? zr_buffer_add(&frame, &descriptor, 1) : code;
	code = code == 0 ? add_number(&frame, FOOTER_MAGIC) : code;
	return code == 0 ? put(packing, frame.data, frame.bytes)
			 : zr_error_set(packing->error, code, "no memory to pack a release");
}

/* A whole piece, but at the end. */
static ssize_t read_piece(struct packing *packing)
{
	size_t bytes = 0;
	while (bytes < ZR_CARRIED_FRAME_BYTES) {
		ssize_t got =
			read(packing->from, packing->piece + bytes, ZR_CARRIED_FRAME_BYTES - bytes);
		if (got < 0) {
			return fail(packing->error, "read", "what goes into the release");
		}
		if (got == 0) {
			break;
		}
		bytes += (size_t)got;
	}
	return (ssize_t)bytes;
}

static int pack(struct packing *packing)
{
	ssize_t bytes = read_piece(packing);
	int code = bytes < 0 ? (int)bytes : 0;
	while (code == 0 && bytes > 0) {
		count(&packing->plain, packing->piece, (size_t)bytes);
		code = packing->context != NULL ? put_frame(packing, (size_t)bytes)
						: put(packing, packing->piece, (size_t)bytes);
		bytes = code == 0 ? read_piece(packing) : 0;
		code = bytes < 0 ? (int)bytes : code;
	}
	return code == 0 && packing->context != NULL ? put_table(packing) : code;
}

static void finish_packing(struct packing *packing)
{
	EVP_MD_CTX_free(packing->plain.digest);
	EVP_MD_CTX_free(packing->carried.digest);
	ZSTD_freeCCtx(packing->context);
	zr_buffer_finish(&packing->table);
	free(packing->piece);
	free(packing->packed);
}

static int begin_packing(struct packing *packing, bool is_packed)
{
	packing->packed_bytes_max = ZSTD_compressBound(ZR_CARRIED_FRAME_BYTES);
	packing->piece = malloc(ZR_CARRIED_FRAME_BYTES);
	packing->packed = malloc(packing->packed_bytes_max);
	packing->context = is_packed ? ZSTD_createCCtx() : NULL;
	bool is_ready = packing->piece != NULL && packing->packed != NULL &&
			begin_count(&packing->plain) == 0 && begin_count(&packing->carried) == 0 &&
			(!is_packed || (packing->context != NULL &&
					       ZSTD_isError(ZSTD_CCtx_setParameter(packing->context,
						       ZSTD_c_compressionLevel, PACK_LEVEL)) == 0));
	return is_ready ? 0
			: zr_error_set(packing->error, ZR_E_NOMEM, "no memory to pack a release");
}

/* ---- files ---- */

static void path_of(const char *release, const struct zr_carried_sum *sum, char *ret_path)
{
	char name[2 * ZR_CRYPTO_HASH_BYTES + 1];
	zr_hex_encode(sum->sha256, sizeof sum->sha256, name);
	(void)snprintf(ret_path, PATH_BYTES, "%s/files/%s", release, name);
}

static int open_aside(const char *release, char *ret_aside, struct zr_error *error)
{
	char folder[PATH_BYTES];
	(void)snprintf(folder, sizeof folder, "%s/files", release);
	(void)snprintf(ret_aside, PATH_BYTES, "%s/files/new", release);
	if ((mkdir(release, 0755) < 0 && errno != EEXIST) ||
		(mkdir(folder, 0755) < 0 && errno != EEXIST)) {
		return fail(error, "make the folder", folder);
	}
	int file = open(ret_aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return file >= 0 ? file : fail(error, "write", ret_aside);
}

int zr_carried_file_add(const char *release, const char *path, bool is_packed,
	struct zr_carried_file *ret_file, struct zr_error *error)
{
	assert(release != NULL && path != NULL && ret_file != NULL);
	char aside[PATH_BYTES];
	char kept[PATH_BYTES];
	ZR_CLEANUP(finish_packing) struct packing packing = {.error = error};
	ZR_CLEANUP_CLOSE int from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0) {
		return fail(error, "read", path);
	}
	ZR_CLEANUP_CLOSE int to = open_aside(release, aside, error);
	if (to < 0) {
		return to;
	}
	packing.from = from;
	packing.to = to;
	int code = begin_packing(&packing, is_packed);
	code = code == 0 ? pack(&packing) : code;
	if (code == 0 && packing.plain.bytes == 0) {
		code = zr_error_set(error, ZR_E_INVALID, "%s is empty", path);
	}
	if (code == 0) {
		ret_file->plain = end_count(&packing.plain);
		ret_file->carried = end_count(&packing.carried);
		path_of(release, &ret_file->carried, kept);
		code = fsync(to) == 0 && rename(aside, kept) == 0 ? 0 : fail(error, "write", kept);
	}
	if (code != 0) {
		(void)unlink(aside);
	}
	return code;
}

int zr_carried_file_check(
	const char *release, const struct zr_carried_sum *sum, struct zr_error *error)
{
	assert(release != NULL && sum != NULL && sum->bytes > 0);
	char path[PATH_BYTES];
	char piece[16384];
	struct counted counted = {0};
	ssize_t bytes = 1;
	path_of(release, sum, path);
	ZR_CLEANUP_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0) {
		return fail(error, "read", path);
	}
	int code = begin_count(&counted);
	while (code == 0 && bytes > 0) {
		bytes = read(file, piece, sizeof piece);
		code = bytes < 0 ? fail(error, "read", path) : 0;
		count(&counted, piece, bytes > 0 ? (size_t)bytes : 0);
	}
	struct zr_carried_sum found = code == 0 ? end_count(&counted) : (struct zr_carried_sum){0};
	EVP_MD_CTX_free(counted.digest);
	if (code == 0 && (found.bytes != sum->bytes ||
				 memcmp(found.sha256, sum->sha256, sizeof found.sha256) != 0)) {
		return zr_error_set(
			error, ZR_E_FORGED, "%s is damaged: copy the release again", path);
	}
	return code;
}
