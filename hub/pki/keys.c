/* Key files: small, whole, private. */
#include "hub/pki/keys.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"

#define KEY_FILE       "hub.key"
#define FILE_BYTES_MAX 65536
#define SEED_BYTES     ((size_t)2 * ZR_KEY_BYTES)

/* errno's word, and what it was about. */
static int fail(struct zr_error *error, const char *verb, const char *name)
{
	int errno_value = errno;
	char doing[256];
	(void)snprintf(doing, sizeof doing, "%s %s", verb, name);
	return zr_error_set_errno(error, errno_value, doing);
}

int zr_keys_draw(void *ret_data, size_t bytes, struct zr_error *error)
{
	assert(bytes <= 256); /* getrandom gives up to 256 bytes whole */
	return getrandom(ret_data, bytes, 0) == (ssize_t)bytes
		       ? 0
		       : zr_error_set_errno(error, errno, "draw random bytes");
}

int zr_keys_make_folder(const char *path, struct zr_error *error)
{
	assert(path != NULL);
	if (mkdir(path, 0700) == 0 || errno == EEXIST) {
		return 0;
	}
	return fail(error, "make the folder", path);
}

int zr_keys_read_file(
	const char *folder, const char *name, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return fail(error, "read", name);
	}
	int code = zr_buffer_reserve(ret_bytes, FILE_BYTES_MAX);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to read %s", name);
	}
	char chunk[4096];
	ssize_t count = 0;
	while ((count = read(fd, chunk, sizeof chunk)) > 0) {
		if (ret_bytes->bytes + (size_t)count > FILE_BYTES_MAX) {
			return zr_error_set(error, ZR_E_INVALID, "%s is too large", name);
		}
		code = zr_buffer_add(ret_bytes, chunk, (size_t)count);
		assert(code == 0);
	}
	explicit_bzero(chunk, sizeof chunk);
	return count == 0 ? 0 : fail(error, "read", name);
}

static int write_whole(int fd, const char *data, size_t bytes)
{
	while (bytes > 0) {
		ssize_t count = write(fd, data, bytes);
		if (count < 0) {
			return -1;
		}
		data += count;
		bytes -= (size_t)count;
	}
	return fsync(fd);
}

int zr_keys_write_file(const char *folder, const char *name, const void *data, size_t bytes,
	struct zr_error *error)
{
	assert(folder != NULL && name != NULL && (data != NULL || bytes == 0));
	char path[4096];
	char beside[4104];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	(void)snprintf(beside, sizeof beside, "%s.new", path);
	ZR_CLEANUP_CLOSE int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write_whole(fd, data, bytes) != 0 || rename(beside, path) != 0) {
		return fail(error, "write", name);
	}
	ZR_CLEANUP_CLOSE int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder_fd < 0 || fsync(folder_fd) != 0) {
		return fail(error, "write", name);
	}
	return 0;
}

int zr_keys_load(const char *folder, struct zr_party_secret *ret_keys, struct zr_error *error)
{
	assert(folder != NULL && ret_keys != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer file = {0};
	uint8_t seed[SEED_BYTES];
	int code = zr_keys_read_file(folder, KEY_FILE, &file, error);
	if (code == ZR_E_NOT_FOUND) {
		code = zr_keys_draw(seed, sizeof seed, error);
		if (code == 0) {
			code = zr_keys_write_file(folder, KEY_FILE, seed, sizeof seed, error);
		}
	} else if (code == 0 && file.bytes == SEED_BYTES) {
		memcpy(seed, file.data, sizeof seed);
	} else if (code == 0) {
		code = zr_error_set(error, ZR_E_INVALID,
			"%s/" KEY_FILE " is damaged: %zu bytes instead of %zu; restore it from a "
			"backup",
			folder, file.bytes, SEED_BYTES);
	}
	if (code == 0) {
		code = zr_party_init(ret_keys, seed, error);
	}
	explicit_bzero(seed, sizeof seed);
	return code;
}

int zr_keys_read_public(const char *folder, const char *name, struct zr_party_public *ret_public,
	struct zr_error *error)
{
	assert(folder != NULL && name != NULL && ret_public != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer file = {0};
	int code = zr_keys_read_file(folder, name, &file, error);
	if (code == 0 && file.bytes != SEED_BYTES) {
		return zr_error_set(error, ZR_E_INVALID, "%s/%s is no public key", folder, name);
	}
	if (code == 0) {
		const uint8_t *both = (const uint8_t *)file.data;
		zr_party_public_init(ret_public, both, both + ZR_KEY_BYTES);
	}
	return code;
}

int zr_keys_write_public(const char *folder, const char *name,
	const struct zr_party_public *public_half, struct zr_error *error)
{
	assert(folder != NULL && name != NULL && public_half != NULL);
	uint8_t both[SEED_BYTES];
	struct zr_party_public present;
	memcpy(both, public_half->sign, ZR_KEY_BYTES);
	memcpy(both + ZR_KEY_BYTES, public_half->agree, ZR_KEY_BYTES);
	return zr_keys_read_public(folder, name, &present, NULL) == 0 &&
			       memcmp(present.id, public_half->id, sizeof present.id) == 0
		       ? 0
		       : zr_keys_write_file(folder, name, both, sizeof both, error);
}
