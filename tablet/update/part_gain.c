/*
 * Which file brings a part depends on the hash of what runs. A delta is applied by zarya-remake, a
 * program without rights, and its result is believed by its hash alone.
 */
#include "tablet/update/part_gain.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "tablet/update/errand_program.h"
#include "tablet/update/release_folder.h"
#include "tablet/update/stream_hash.h"
#include "tablet/update/whole_io.h"

enum {
	EROFS_BLOCKS_AT = 1024 + 36,
	EROFS_BLOCK_BYTES = 4096,
};

static const char *stem_of(enum zr_manifest_part_kind kind)
{
	return kind == ZR_PART_UKI ? "uki" : "root";
}

static void name_running(
	const struct zr_part_gain *gain, enum zr_manifest_part_kind kind, char path[PATH_MAX])
{
	const struct zr_slot_place *slots = &gain->install->slots;
	(void)snprintf(path, PATH_MAX, "%s/%s-%c", slots->folder, stem_of(kind),
		slots->running == ZR_SLOT_A ? 'a' : 'b');
}

/* How many bytes of a running part there are; a root says so itself. 0: not known. */
static uint64_t measure_running(
	const struct zr_part_gain *gain, enum zr_manifest_part_kind kind, int fd)
{
	uint8_t count[4];
	if (kind == ZR_PART_UKI) {
		return gain->running_uki_bytes;
	}
	if (zr_whole_io_read(fd, EROFS_BLOCKS_AT, count, sizeof count, NULL) != 0) {
		return 0;
	}
	uint32_t blocks = (uint32_t)count[0] | (uint32_t)count[1] << 8 | (uint32_t)count[2] << 16 |
			  (uint32_t)count[3] << 24;
	return (uint64_t)blocks * EROFS_BLOCK_BYTES;
}

static bool is_delta(const struct zr_manifest_file *file)
{
	return file->packing == ZR_PACKING_DELTA || file->packing == ZR_PACKING_BSDIFF;
}

const struct zr_manifest_file *zr_part_gain_find(
	const struct zr_part_gain *gain, enum zr_manifest_part_kind kind)
{
	assert(gain != NULL && gain->manifest != NULL);
	uint8_t base[ZR_CRYPTO_HASH_BYTES];
	char path[PATH_MAX];
	name_running(gain, kind, path);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t bytes = fd < 0 ? 0 : measure_running(gain, kind, fd);
	bool is_known = bytes != 0 && zr_stream_hash_of(fd, bytes, false, base, NULL) == 0;
	return zr_manifest_find(gain->manifest, kind, is_known ? base : NULL);
}

/* Opens what was made when it is what the manifest says. */
static int take_made(const char *path, struct zr_gained_part *part, struct zr_error *error)
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "open the part that was made");
	}
	int code = zr_stream_hash_of(fd, part->part->bytes, false, hash, error);
	if (code == 0 && memcmp(hash, part->part->sha256, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_FORGED,
			"What was made of the running release and the delta is not the new "
			"release");
	}
	if (code == 0) {
		part->source = ZR_TAKE_FD(fd);
		part->packing = ZR_PACKING_PLAIN;
	}
	return code;
}

/* A root is unpacked on the way. */
static int check_room(
	const struct zr_part_gain *gain, const struct zr_gained_part *part, struct zr_error *error)
{
	struct statvfs facts;
	uint64_t times = part->part->kind == ZR_PART_ROOT ? 1 + ZR_UPDATE_TREE_TIMES : 1;
	uint64_t needed = part->part->bytes * times;
	if (statvfs(gain->install->work, &facts) != 0) {
		return zr_error_set_errno(error, errno, "look at the folder to work in");
	}
	uint64_t room = (uint64_t)facts.f_bavail * facts.f_frsize;
	if (room < needed) {
		return zr_error_set(error, ZR_E_FULL,
			"The data partition has no room to make the release: %llu MB are free, "
			"%llu "
			"MB are needed",
			(unsigned long long)(room / 1000000),
			(unsigned long long)((needed + 999999) / 1000000));
	}
	return 0;
}

/* A folder that zarya-remake may write, where it is run by somebody else. */
static int make_folder(const struct zr_install *install, const char *folder, struct zr_error *error)
{
	if (mkdir(folder, 0700) != 0) {
		return zr_error_set_errno(error, errno, "make the folder to work in");
	}
	if (install->remake_user == NULL) {
		return 0;
	}
	const struct passwd *user = getpwnam(install->remake_user);
	if (user == NULL || chown(folder, user->pw_uid, user->pw_gid) != 0) {
		return zr_error_set(error, ZR_E_IO, "The folder to work in cannot be given to %s",
			install->remake_user);
	}
	return 0;
}

static int run_remake(const struct zr_part_gain *gain, const struct zr_manifest_file *file,
	struct zr_gained_part *part, struct zr_error *error)
{
	const struct zr_install *install = gain->install;
	const char *stem = stem_of(part->part->kind);
	char base[PATH_MAX], delta[PATH_MAX], folder[PATH_MAX], result[PATH_MAX];
	char hash[ZR_CRYPTO_HASH_BYTES * 2 + 1];
	zr_hex_encode(file->sha256, sizeof file->sha256, hash);
	name_running(gain, part->part->kind, base);
	int longest = snprintf(delta, sizeof delta, "%s/files/%s", install->folder, hash);
	int bytes = snprintf(folder, sizeof folder, "%s/%s", install->work, stem);
	if (longest >= PATH_MAX || bytes >= PATH_MAX ||
		snprintf(result, sizeof result, "%s/result", folder) >= PATH_MAX) {
		return zr_error_set(
			error, ZR_E_LIMIT, "The name of the folder to work in is too long");
	}
	int code = make_folder(install, folder, error);
	if (code == 0) {
		const char *const arguments[] = {
			install->remake, stem, base, delta, folder, result, NULL};
		code = zr_errand_program_run(arguments, install->remake_user, error);
	}
	return code != 0 ? code : take_made(result, part, error);
}

/* The delta lies where whoever brought it may still change it: its hash says that it came whole,
 * the hash of what is made of it decides. */
static int remake(const struct zr_part_gain *gain, const struct zr_manifest_file *file,
	struct zr_gained_part *part, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = zr_release_folder_open(gain->install->folder, file, &fd, error);
	if (code == 0) {
		code = check_room(gain, part, error);
	}
	return code != 0 ? code : run_remake(gain, file, part, error);
}

static int open_whole(
	const struct zr_part_gain *gain, struct zr_gained_part *part, struct zr_error *error)
{
	const struct zr_manifest_file *file =
		zr_manifest_find(gain->manifest, part->part->kind, NULL);
	int code = ZR_E_NOT_FOUND;
	if (file != NULL) {
		part->packing = file->packing;
		code = zr_release_folder_open(gain->install->folder, file, &part->source, error);
	}
	if (code == ZR_E_NOT_FOUND) {
		code = zr_error_set(error, code,
			"There is no delta for what runs here beside the release, and no whole "
			"image");
	}
	return code;
}

static const struct zr_manifest_part *find_part(
	const struct zr_manifest *manifest, enum zr_manifest_part_kind kind)
{
	for (size_t i = 0; i < manifest->part_count; i++) {
		if (manifest->parts[i].kind == kind) {
			return &manifest->parts[i];
		}
	}
	return NULL;
}

int zr_part_gain_run(const struct zr_part_gain *gain, enum zr_manifest_part_kind kind,
	struct zr_gained_part *ret_part, struct zr_error *error)
{
	assert(gain != NULL && gain->install != NULL);
	assert(ret_part != NULL && ret_part->source < 0);
	ret_part->part = find_part(gain->manifest, kind);
	if (ret_part->part == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, "The release has no %s", stem_of(kind));
	}
	struct zr_error of_delta = {0};
	const struct zr_manifest_file *file = zr_part_gain_find(gain, kind);
	if (file != NULL && is_delta(file) && remake(gain, file, ret_part, &of_delta) == 0) {
		return 0;
	}
	int code = open_whole(gain, ret_part, error);
	if (code == ZR_E_NOT_FOUND && of_delta.code != 0 && of_delta.code != ZR_E_NOT_FOUND) {
		if (error != NULL) {
			*error = of_delta;
		}
		return of_delta.code;
	}
	if (code == 0 && of_delta.code != 0 && gain->install->complain != NULL) {
		gain->install->complain(gain->install->user, of_delta.message);
	}
	return code;
}
