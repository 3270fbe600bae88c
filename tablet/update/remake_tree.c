/*
 * The callbacks of a delta over folders of a real file system. Invariant: every path is opened
 * beneath the root by openat2, so a link inside of the tree leads nowhere.
 */
#include "tablet/update/remake_tree.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/update/whole_io.h"

enum {
	NAME_BYTES = 16, /* of a number in the folder of new contents */
};

static int open_folder(const char *path, struct zr_error *error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 ? fd : zr_error_set_errno(error, errno, "open a folder for the new release");
}

int zr_remake_tree_init(struct zr_remake_tree *ret_tree, const char *root, const char *fresh,
	struct zr_error *error)
{
	assert(ret_tree != NULL);
	assert(root != NULL && fresh != NULL);
	*ret_tree = (struct zr_remake_tree){.root = -1, .fresh = -1, .base = -1, .content = -1};
	int fd = open_folder(root, error);
	if (fd < 0) {
		return fd;
	}
	ret_tree->root = fd;
	fd = open_folder(fresh, error);
	if (fd < 0) {
		return fd;
	}
	ret_tree->fresh = fd;
	return 0;
}

static void close_fd(int *fd)
{
	zr_cleanup_close(fd);
	*fd = -1;
}

void zr_remake_tree_finish(struct zr_remake_tree *tree)
{
	assert(tree != NULL);
	close_fd(&tree->content);
	close_fd(&tree->base);
	close_fd(&tree->fresh);
	close_fd(&tree->root);
}

/* Opens below the tree's root, over no symbolic link. */
static int open_inside(const struct zr_remake_tree *tree, const char *path, uint64_t flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC | O_NOFOLLOW,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	return (int)syscall(SYS_openat2, tree->root, path, &how, sizeof how);
}

/* The folder that holds a path; *ret_name is the last part, borrowed from path. */
static int open_parent(const struct zr_remake_tree *tree, const char *path, const char **ret_name)
{
	char folder[ZR_DELTA_PATH_BYTES_MAX + 1];
	const char *slash = strrchr(path, '/');
	*ret_name = slash == NULL ? path : slash + 1;
	if (slash == NULL) {
		return open_inside(tree, ".", O_RDONLY | O_DIRECTORY);
	}
	assert((size_t)(slash - path) < sizeof folder);
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	return open_inside(tree, folder, O_RDONLY | O_DIRECTORY);
}

static int fail(struct zr_error *error, const char *doing, const char *path)
{
	int code = zr_error_set_errno(error, errno, doing);
	zr_error_place(error, 0, path);
	return code;
}

static int open_base(void *user, const char *path, uint64_t *ret_bytes, struct zr_error *error)
{
	struct zr_remake_tree *tree = user;
	close_fd(&tree->base);
	tree->base = open_inside(tree, path, O_RDONLY);
	struct stat facts;
	if (tree->base < 0 || fstat(tree->base, &facts) != 0) {
		return fail(error, "open a file of the running release", path);
	}
	if (!S_ISREG(facts.st_mode)) {
		return zr_error_set_at(
			error, ZR_E_SYNTAX, 0, path, "The delta is based on what is no file");
	}
	*ret_bytes = (uint64_t)facts.st_size;
	return 0;
}

static int read_base(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	struct zr_remake_tree *tree = user;
	assert(tree->base >= 0);
	return zr_whole_io_read(tree->base, offset, data, bytes, error);
}

static int begin_content(void *user, uint32_t number, struct zr_error *error)
{
	struct zr_remake_tree *tree = user;
	char name[NAME_BYTES];
	(void)snprintf(name, sizeof name, "%u", number);
	close_fd(&tree->content);
	tree->content = openat(tree->fresh, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return tree->content >= 0
		       ? 0
		       : zr_error_set_errno(error, errno, "write a file of the new release");
}

static int write_content(void *user, const void *data, size_t bytes, struct zr_error *error)
{
	struct zr_remake_tree *tree = user;
	return zr_whole_io_append(tree->content, data, bytes, error);
}

static int end_content(void *user, struct zr_error *error)
{
	struct zr_remake_tree *tree = user;
	assert(tree->content >= 0);
	close_fd(&tree->base);
	int fd = ZR_TAKE_FD(tree->content);
	return close(fd) == 0 ? 0
			      : zr_error_set_errno(error, errno, "write a file of the new release");
}

static int put_file(const struct zr_remake_tree *tree, int parent, const char *name,
	const struct zr_delta_change *change, uint32_t number)
{
	char fresh[NAME_BYTES];
	(void)snprintf(fresh, sizeof fresh, "%u", number);
	if (fchmodat(tree->fresh, fresh, (mode_t)change->mode, 0) != 0) {
		return -1;
	}
	return renameat(tree->fresh, fresh, parent, name);
}

static int put_folder(int parent, const char *name, unsigned mode)
{
	return mkdirat(parent, name, 0700) != 0 ? -1 : fchmodat(parent, name, (mode_t)mode, 0);
}

static int set_mode(const struct zr_remake_tree *tree, const char *path, unsigned mode)
{
	ZR_CLEANUP_CLOSE int fd = open_inside(tree, path, O_RDONLY);
	return fd < 0 ? -1 : fchmod(fd, (mode_t)mode);
}

static int remove_entry(int parent, const char *name)
{
	if (unlinkat(parent, name, 0) == 0) {
		return 0;
	}
	return errno == EISDIR ? unlinkat(parent, name, AT_REMOVEDIR) : -1;
}

static int make_change(const struct zr_remake_tree *tree, int parent, const char *name,
	const struct zr_delta_change *change, uint32_t number)
{
	switch (change->kind) {
	case ZR_DELTA_REMOVE:
		return remove_entry(parent, name);
	case ZR_DELTA_FOLDER:
		return put_folder(parent, name, change->mode);
	case ZR_DELTA_LINK:
		(void)unlinkat(parent, name, 0);
		return symlinkat(change->other, parent, name);
	case ZR_DELTA_FILE:
		return put_file(tree, parent, name, change, number);
	case ZR_DELTA_MODE:
		return set_mode(tree, change->path, change->mode);
	}
	return -1;
}

static int change_tree(
	void *user, const struct zr_delta_change *change, uint32_t number, struct zr_error *error)
{
	const struct zr_remake_tree *tree = user;
	const char *name = NULL;
	ZR_CLEANUP_CLOSE int parent = open_parent(tree, change->path, &name);
	if (parent < 0 || make_change(tree, parent, name, change, number) != 0) {
		return fail(error, "change the tree of the release", change->path);
	}
	return 0;
}

struct zr_delta_tree zr_remake_tree_calls(struct zr_remake_tree *tree)
{
	assert(tree != NULL);
	return (struct zr_delta_tree){
		.user = tree,
		.open_base = open_base,
		.read_base = read_base,
		.begin_content = begin_content,
		.write_content = write_content,
		.end_content = end_content,
		.change = change_tree,
	};
}
