/*
 * Manifests are few and small: each is read whole and verified; the newest that the tablet may go
 * to is chosen.
 */
#include "tablet/update/release_folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "tablet/update/stream_hash.h"
#include "tablet/update/whole_io.h"

static void close_folder(DIR **folder)
{
	if (*folder != NULL) {
		(void)closedir(*folder);
	}
}

int zr_release_folder_follow(const char *folder, struct zr_trust *trust, struct zr_error *error)
{
	assert(folder != NULL);
	assert(trust != NULL);
	char path[PATH_MAX];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	(void)snprintf(path, sizeof path, "%s/chain.cbor", folder);
	int code = zr_whole_io_read_small(path, ZR_TRUST_CHAIN_BYTES_MAX, &chain, error);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	return zr_trust_follow(trust,
		(struct zr_crypto_bytes){(const uint8_t *)chain.data, chain.bytes}, NULL, error);
}

/* One manifest: better than what was chosen before? The error is kept when there is no choice yet.
 */
static void consider(const char *path, const struct zr_trust *trust,
	const struct zr_manifest_tablet *tablet, struct zr_manifest *chosen,
	struct zr_error *refusal)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	ZR_CLEANUP_FREE struct zr_manifest *manifest = malloc(sizeof *manifest);
	struct zr_error error = {0};
	if (manifest == NULL) {
		zr_error_set(refusal, ZR_E_NOMEM, "There is no memory to read a release");
		return;
	}
	int code = zr_whole_io_read_small(path, ZR_COSE_DOCUMENT_BYTES_MAX, &document, &error);
	if (code == 0) {
		struct zr_crypto_bytes bytes = {(const uint8_t *)document.data, document.bytes};
		code = zr_manifest_verify(trust, bytes, manifest, &error);
	}
	if (code == 0) {
		code = zr_manifest_judge(manifest, trust, tablet, &error);
	}
	if (code != 0) {
		*refusal = error;
	} else if (manifest->number > chosen->number) {
		*chosen = *manifest;
	}
}

int zr_release_folder_choose(const char *folder, const struct zr_trust *trust,
	const struct zr_manifest_tablet *tablet, struct zr_manifest *ret_manifest,
	struct zr_error *error)
{
	assert(folder != NULL && trust != NULL);
	assert(tablet != NULL && ret_manifest != NULL);
	char path[PATH_MAX];
	struct zr_error refusal = {
		.code = ZR_E_NOT_FOUND, .message = "There is no release in this place"};
	*ret_manifest = (struct zr_manifest){0};
	(void)snprintf(path, sizeof path, "%s/releases", folder);
	ZR_CLEANUP(close_folder) DIR *releases = opendir(path);
	if (releases == NULL) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "There is no release in this place");
	}
	for (const struct dirent *entry = readdir(releases); entry != NULL;
		entry = readdir(releases)) {
		const char *ending = strrchr(entry->d_name, '.');
		if (ending == NULL || strcmp(ending, ".cose") != 0) {
			continue;
		}
		(void)snprintf(path, sizeof path, "%s/releases/%s", folder, entry->d_name);
		consider(path, trust, tablet, ret_manifest, &refusal);
	}
	if (ret_manifest->number > 0) {
		return 0;
	}
	if (error != NULL) {
		*error = refusal;
	}
	return refusal.code;
}

int zr_release_folder_open(const char *folder, const struct zr_manifest_file *file, int *ret_fd,
	struct zr_error *error)
{
	assert(folder != NULL && file != NULL);
	assert(ret_fd != NULL);
	char path[PATH_MAX];
	char name[ZR_CRYPTO_HASH_BYTES * 2 + 1];
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_hex_encode(file->sha256, sizeof file->sha256, name);
	(void)snprintf(path, sizeof path, "%s/files/%s", folder, name);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;
	if (fd < 0 || fstat(fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "open a file of the release");
	}
	if ((uint64_t)facts.st_size != file->bytes) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"A file of the release ends early: it has %llu of %llu bytes; copy the "
			"release again",
			(unsigned long long)facts.st_size, (unsigned long long)file->bytes);
	}
	int code = zr_stream_hash_of(fd, file->bytes, false, hash, error);
	if (code == 0 && memcmp(hash, file->sha256, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_FORGED,
			"A file of the release was altered: copy the release again");
	}
	if (code == 0) {
		*ret_fd = ZR_TAKE_FD(fd);
	}
	return code;
}
