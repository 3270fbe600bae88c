/*
 * A part made again. The root goes through a folder that holds its whole tree, 180 MB for a while;
 * a single file is read from its base and written in one pass.
 */
#include "tablet/update/remake.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/update/errand_program.h"
#include "tablet/update/remake_tree.h"
#include "tablet/update/whole_io.h"

#define EXTRACT_PROGRAM "fsck.erofs"
#define PACK_PROGRAM    "mkfs.erofs"

enum {
	UUID_TEXT_BYTES = 37,
	SMALL_BYTES = 32,
};

struct folders {
	char tree[PATH_MAX];
	char fresh[PATH_MAX];
};

static int read_at(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	const int *fd = user;
	return zr_whole_io_read(*fd, offset, data, bytes, error);
}

static int open_delta(
	const char *path, int *ret_fd, struct zr_delta_source *ret_source, struct zr_error *error)
{
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;
	if (*ret_fd < 0 || fstat(*ret_fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "open the delta");
	}
	*ret_source = (struct zr_delta_source){
		.read_at = read_at, .user = ret_fd, .bytes = (uint64_t)facts.st_size};
	return 0;
}

static int make_folders(const char *folder, struct folders *folders, struct zr_error *error)
{
	int tree = snprintf(folders->tree, sizeof folders->tree, "%s/tree", folder);
	int fresh = snprintf(folders->fresh, sizeof folders->fresh, "%s/fresh", folder);
	if (tree >= PATH_MAX || fresh >= PATH_MAX) {
		return zr_error_set(
			error, ZR_E_LIMIT, "The name of the folder to work in is too long");
	}
	if (mkdir(folders->tree, 0700) != 0 || mkdir(folders->fresh, 0700) != 0) {
		return zr_error_set_errno(error, errno, "make a folder for the new release");
	}
	return 0;
}

static int extract(const char *base, const char *tree, struct zr_error *error)
{
	char option[PATH_MAX + SMALL_BYTES];
	(void)snprintf(option, sizeof option, "--extract=%s", tree);
	const char *const arguments[] = {EXTRACT_PROGRAM, "--overwrite", "--preserve-perms",
		"--no-preserve-owner", option, base, NULL};
	return zr_errand_program_run(arguments, error);
}

static void format_uuid(const uint8_t *uuid, char text[UUID_TEXT_BYTES])
{
	size_t at = 0;
	for (size_t i = 0; i < ZR_DELTA_UUID_BYTES; i++) {
		bool begins_group = i == 4 || i == 6 || i == 8 || i == 10;
		at += (size_t)snprintf(
			text + at, UUID_TEXT_BYTES - at, begins_group ? "-%02x" : "%02x", uuid[i]);
	}
}

static int pack(const struct zr_delta_recipe *recipe, const char *tree, const char *result,
	struct zr_error *error)
{
	char cluster[SMALL_BYTES];
	char timestamp[SMALL_BYTES];
	char uuid[UUID_TEXT_BYTES];
	(void)snprintf(cluster, sizeof cluster, "-C%u", recipe->cluster_bytes);
	(void)snprintf(
		timestamp, sizeof timestamp, "-T%llu", (unsigned long long)recipe->timestamp);
	format_uuid(recipe->uuid, uuid);
	const char *const arguments[] = {PACK_PROGRAM, "-zlz4hc", cluster, timestamp, "-U", uuid,
		"-x-1", "--all-root", "--quiet", result, tree, NULL};
	return zr_errand_program_run(arguments, error);
}

static int apply_to_tree(const char *delta, const struct folders *folders,
	struct zr_delta_recipe *ret_recipe, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = -1;
	struct zr_delta_source source = {0};
	ZR_CLEANUP(zr_remake_tree_finish)
	struct zr_remake_tree tree = {.root = -1, .fresh = -1, .base = -1, .content = -1};
	int code = open_delta(delta, &fd, &source, error);
	if (code == 0) {
		code = zr_remake_tree_init(&tree, folders->tree, folders->fresh, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_delta_tree calls = zr_remake_tree_calls(&tree);
	return zr_delta_apply(&source, &calls, ret_recipe, error);
}

int zr_remake_root(const struct zr_remake *remake, struct zr_error *error)
{
	assert(remake != NULL);
	assert(remake->base != NULL && remake->result != NULL);
	struct folders folders;
	struct zr_delta_recipe recipe = {0};
	int code = make_folders(remake->folder, &folders, error);
	if (code == 0) {
		code = extract(remake->base, folders.tree, error);
	}
	if (code == 0) {
		code = apply_to_tree(remake->delta, &folders, &recipe, error);
	}
	return code != 0 ? code : pack(&recipe, folders.tree, remake->result, error);
}

/* A tree of one file, whatever it is called. */
struct single {
	int base;
	uint64_t base_bytes;
	int result;
	bool has_begun;
};

static int open_single(void *user, const char *path, uint64_t *ret_bytes, struct zr_error *error)
{
	const struct single *single = user;
	*ret_bytes = single->base_bytes;
	return 0;
}

static int read_single(
	void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	const struct single *single = user;
	return zr_whole_io_read(single->base, offset, data, bytes, error);
}

static int begin_single(void *user, uint32_t number, struct zr_error *error)
{
	struct single *single = user;
	if (single->has_begun) {
		return zr_error_set(error, ZR_E_SYNTAX, "The delta of one file gives several");
	}
	single->has_begun = true;
	return 0;
}

static int write_single(void *user, const void *data, size_t bytes, struct zr_error *error)
{
	const struct single *single = user;
	return zr_whole_io_append(single->result, data, bytes, error);
}

static int end_single(void *user, struct zr_error *error)
{
	const struct single *single = user;
	return single->has_begun ? 0 : zr_error_set(error, ZR_E_STATE, "No file was begun");
}

static int change_single(
	void *user, const struct zr_delta_change *change, uint32_t number, struct zr_error *error)
{
	if (change->kind != ZR_DELTA_FILE) {
		return zr_error_set(error, ZR_E_SYNTAX, "The delta of one file changes a tree");
	}
	return 0;
}

int zr_remake_file(const struct zr_remake *remake, struct zr_error *error)
{
	assert(remake != NULL);
	assert(remake->base != NULL && remake->result != NULL);
	ZR_CLEANUP_CLOSE int delta = -1;
	ZR_CLEANUP_CLOSE int base = open(remake->base, O_RDONLY | O_CLOEXEC);
	off_t base_bytes = base < 0 ? -1 : lseek(base, 0, SEEK_END);
	if (base_bytes < 0) {
		return zr_error_set_errno(error, errno, "open the part that runs");
	}
	ZR_CLEANUP_CLOSE int result =
		open(remake->result, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (result < 0) {
		return zr_error_set_errno(error, errno, "write the new part");
	}
	struct zr_delta_source source = {0};
	int code = open_delta(remake->delta, &delta, &source, error);
	if (code != 0) {
		return code;
	}
	struct single single = {.base = base, .base_bytes = (uint64_t)base_bytes, .result = result};
	struct zr_delta_tree calls = {&single, open_single, read_single, begin_single, write_single,
		end_single, change_single};
	struct zr_delta_recipe recipe = {0};
	return zr_delta_apply(&source, &calls, &recipe, error);
}
