/* Reading whole files, and writing them so that a cut leaves the old one or the new one. */
#include "owner/owner_folder.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

const char *zr_owner_folder_place_name(enum zr_owner_place place)
{
	static const char *const NAMES[ZR_OWNER_PLACE_COUNT] = {
		"root-1", "root-2", "root-3", "release"};
	assert(place < ZR_OWNER_PLACE_COUNT);
	return NAMES[place];
}

static void join(const struct zr_owner_folder *folder, const char *name, const char *end,
	char ret_path[ZR_OWNER_PATH_BYTES])
{
	(void)snprintf(ret_path, ZR_OWNER_PATH_BYTES, "%s%s%s%s",
		folder != NULL ? folder->path : "", folder != NULL ? "/" : "", name, end);
}

static int fail(struct zr_error *error, const char *doing, const char *path)
{
	char text[ZR_FAULT_FACT_BYTES];
	const int failed = errno;
	(void)snprintf(text, sizeof text, "%s %.150s", doing, path);
	return zr_error_set_errno(error, failed, text);
}

int zr_owner_folder_read(const struct zr_owner_folder *folder, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error)
{
	assert(name != NULL && ret_data->bytes == 0);
	char path[ZR_OWNER_PATH_BYTES];
	char piece[4096];
	join(folder, name, "", path);
	ZR_CLEANUP_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t bytes = file >= 0 ? 1 : -1;
	while (bytes > 0) {
		bytes = read(file, piece, sizeof piece);
		int code = bytes > 0 ? zr_buffer_add(ret_data, piece, (size_t)bytes) : 0;
		if (code != 0) {
			return zr_error_set(error, code, "%s is too large to be read", path);
		}
	}
	explicit_bzero(piece, sizeof piece);
	return bytes == 0 ? 0 : fail(error, "read", path);
}

static int write_all(int file, const uint8_t *data, size_t bytes)
{
	assert(file >= 0 && (data != NULL || bytes == 0));
	while (bytes > 0) {
		ssize_t count = write(file, data, bytes);
		if (count < 0) {
			return -1;
		}
		data += count;
		bytes -= (size_t)count;
	}
	return fsync(file);
}

/* The folder of a path: made when it is not there, with those above it, and synced behind the
 * rename. */
static int open_parent(const char *path, bool is_public, struct zr_error *error)
{
	char parent[ZR_OWNER_PATH_BYTES] = ".";
	size_t bytes = 0;
	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		bytes = slash == path ? 1 : (size_t)(slash - path);
		memcpy(parent, path, bytes);
		parent[bytes] = '\0';
		if (mkdir(parent, is_public ? 0755 : 0700) < 0 && errno != EEXIST) {
			return fail(error, "make the folder", parent);
		}
	}
	int directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return directory >= 0 ? directory : fail(error, "open the folder", parent);
}

int zr_owner_folder_write(const struct zr_owner_folder *folder, const char *name,
	struct zr_crypto_bytes data, struct zr_error *error)
{
	assert(name != NULL && data.data != NULL);
	assert(strlen(name) < ZR_OWNER_PATH_BYTES / 2);
	char path[ZR_OWNER_PATH_BYTES];
	char aside[ZR_OWNER_PATH_BYTES];
	const bool is_public = folder == NULL || folder->is_public;
	join(folder, name, "", path);
	join(folder, name, ".new", aside);
	ZR_CLEANUP_CLOSE int directory = open_parent(path, is_public, error);
	if (directory < 0) {
		return directory;
	}
	ZR_CLEANUP_CLOSE int file =
		open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, is_public ? 0644 : 0600);
	if (file < 0 || write_all(file, data.data, data.bytes) < 0 || rename(aside, path) < 0 ||
		fsync(directory) < 0) {
		return fail(error, "write", path);
	}
	return 0;
}

int zr_owner_folder_read_chain(const struct zr_owner_folder *folder, struct zr_buffer *ret_chain,
	struct zr_trust *ret_trust, struct zr_error *error)
{
	assert(folder != NULL && ret_trust != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer own = {0};
	struct zr_buffer *chain = ret_chain != NULL ? ret_chain : &own;
	int code = zr_owner_folder_read(folder, "chain.cbor", chain, error);
	return code == 0 ? zr_trust_begin((struct zr_crypto_bytes){chain->data, chain->bytes},
				   ret_trust, error)
			 : code;
}
