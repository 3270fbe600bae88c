/* Copies of the store. The new file is complete and on disk before a name points to it. */
#include "hub/store/backup.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/pki/keys.h"
#include "hub/core/options.h"
#include "hub/store/backup_mark.h"
#include "hub/store/backup_place.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"

#define PATH_BYTES (ZR_OPTIONS_PATH_BYTES + 64)

enum {
	REPLACED_COUNT_MAX = 1000, /* earlier stores that restores left beside the present one */
};

static void format_path(char path[PATH_BYTES], const char *data, const char *name)
{
	(void)snprintf(path, PATH_BYTES, "%s/%s", data, name);
}

static int fail(struct zr_error *error, const char *path)
{
	int errno_value = errno;
	char doing[2 * PATH_BYTES]; /* the longest with its verb */
	(void)snprintf(doing, sizeof doing, "use %s", path);
	return zr_error_set_errno(error, errno_value, doing);
}

static int sync_path(const char *path, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? 0 : fail(error, path);
}

/* Who holds the lock, in its own file, for the sentence that the next one gives up with. A full
 * disk does not take the line; a hub starts there all the same. */
static void sign_lock(int fd)
{
	char host[128] = "";
	(void)gethostname(host, sizeof host - 1);
	if (ftruncate(fd, 0) == 0) {
		(void)dprintf(fd, "process %ld on %s\n", (long)getpid(), host);
	}
}

static int refuse_second(int fd, const char *data, struct zr_error *error)
{
	char holder[200] = "";
	ssize_t bytes = pread(fd, holder, sizeof holder - 1, 0);
	holder[bytes > 0 ? bytes : 0] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	return zr_error_set(error, ZR_E_BUSY, "a hub works with %s already (%s); stop it first",
		data, holder[0] != '\0' ? holder : "its name did not fit on the disk");
}

int zr_backup_lock(const char *data, int *ret_fd, struct zr_error *error)
{
	assert(data != NULL && ret_fd != NULL);
	char path[PATH_BYTES];
	format_path(path, data, "hub.lock");
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		return fail(error, path);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		return errno == EWOULDBLOCK ? refuse_second(fd, data, error) : fail(error, path);
	}
	sign_lock(fd);
	*ret_fd = ZR_TAKE_FD(fd);
	return 0;
}

/* ---- files beside files ---- */

static int copy_bytes(const char *from, const char *to, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int source = open(from, O_RDONLY | O_CLOEXEC);
	if (source < 0) {
		return fail(error, from);
	}
	ZR_CLEANUP_CLOSE int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (target < 0) {
		return fail(error, to);
	}
	char chunk[65536];
	ssize_t count = 0;
	while ((count = read(source, chunk, sizeof chunk)) > 0) {
		for (ssize_t done = 0; done < count;) {
			ssize_t written = write(target, chunk + done, (size_t)(count - done));
			if (written < 0) {
				return fail(error, to);
			}
			done += written;
		}
	}
	return count == 0 && fsync(target) == 0 ? 0 : fail(error, to);
}

static void add_ending(const char *path, char ret_folder[PATH_BYTES + 16])
{
	(void)snprintf(ret_folder, PATH_BYTES + 16, "%s" ZR_STORE_SEGMENTS_ENDING, path);
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL) {
		(void)closedir(*folder);
	}
}

/* Calls for each file of the folder, with its path; stops at the first that fails. No folder, no
 * files: an older copy has none. */
static int visit_files(const char *folder,
	int (*visit)(void *user, const char *path, const char *name), void *user,
	struct zr_error *error)
{
	ZR_CLEANUP(close_folder) DIR *directory = opendir(folder);
	const struct dirent *entry = NULL;
	int code = 0;
	if (directory == NULL) {
		return errno == ENOENT ? 0 : fail(error, folder);
	}
	while (code == 0 && (errno = 0, entry = readdir(directory)) != NULL) {
		char path[PATH_BYTES + 16 + NAME_MAX + 1];
		(void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		code = entry->d_name[0] == '.' ? 0 : visit(user, path, entry->d_name);
	}
	return code;
}

static int remove_file(void *user, const char *path, const char *name)
{
	(void)user;
	(void)name;
	(void)unlink(path);
	return 0;
}

/* A store that was not finished, with its segments. */
static void remove_fresh(const char *fresh)
{
	char folder[PATH_BYTES + 16];
	add_ending(fresh, folder);
	(void)unlink(fresh);
	(void)visit_files(folder, remove_file, NULL, NULL);
	(void)rmdir(folder);
}

struct copying {
	const char *to;
	struct zr_error *error;
};

static int copy_one(void *user, const char *path, const char *name)
{
	const struct copying *copying = user;
	char to[PATH_BYTES + 16 + NAME_MAX + 1];
	(void)snprintf(to, sizeof to, "%s/%s", copying->to, name);
	return copy_bytes(path, to, copying->error);
}

static int copy_segments(const char *from, const char *to, struct zr_error *error)
{
	char source[PATH_BYTES + 16];
	char target[PATH_BYTES + 16];
	add_ending(from, source);
	add_ending(to, target);
	if (mkdir(target, 0700) != 0) {
		return fail(error, target);
	}
	struct copying copying = {target, error};
	int code = visit_files(source, copy_one, &copying, error);
	return code == 0 ? sync_path(target, error) : code;
}

static int read_mark(struct zr_store *copy, struct zr_backup_mark *ret_mark, struct zr_error *error)
{
	struct zr_store_arrival_marks marks;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer epoch = {0};
	int code = zr_store_get_arrival_marks(copy, &marks, error);
	if (code == 0) {
		code = zr_store_last_rank(copy, &ret_mark->record_rank, error);
	}
	if (code == 0) {
		code = zr_store_get_fact(copy, ZR_STORE_FACT_EPOCH, &epoch, error);
	}
	if (code == 0 && epoch.bytes != sizeof ret_mark->epoch) {
		code = zr_error_set(error, ZR_E_INVALID, "its life has no name");
	}
	if (code == 0) {
		memcpy(ret_mark->epoch, epoch.data, sizeof ret_mark->epoch);
		ret_mark->end_rank = marks.last_rank;
	}
	return code;
}

/* Where it stands, for a hub that was told a path from somewhere else. */
static int read_place(const char *file, struct zr_backup_mark *mark, struct zr_error *error)
{
	ZR_CLEANUP_FREE char *whole = realpath(file, NULL);
	if (whole == NULL) {
		return fail(error, file);
	}
	if (strlen(whole) >= sizeof mark->file || strchr(whole, '\n') != NULL) {
		return zr_error_set(error, ZR_E_INVALID, "its name has too many letters, or lines");
	}
	(void)snprintf(mark->file, sizeof mark->file, "%s", whole);
	return zr_backup_place_claim(whole, mark->place, error);
}

/* Only what can be read back is a backup. */
static int verify(
	const char *data, const char *file, struct zr_backup_mark *mark, struct zr_error *error)
{
	struct zr_store *copy = NULL;
	int code = zr_store_open_reader(file, &copy, error);
	if (code == 0) {
		code = zr_store_check(copy, error);
	}
	if (code == 0) {
		code = read_mark(copy, mark, error);
	}
	zr_store_close(copy);
	if (code == 0) {
		code = read_place(file, mark, error);
	}
	if (code == 0) {
		return zr_backup_mark_write(data, mark, error);
	}
	const struct zr_error why = error != NULL ? *error : (struct zr_error){0};
	return zr_error_set(
		error, code, "%s stands, and is not counted as a backup: %s", file, why.message);
}

int zr_backup_make(const char *data, const char *file, int64_t now_us, struct zr_error *error)
{
	assert(data != NULL && file != NULL);
	struct zr_backup_mark mark = {.time_us = now_us};
	char path[PATH_BYTES];
	struct zr_store *store = NULL;
	if (access(file, F_OK) == 0) {
		return zr_error_set(
			error, ZR_E_EXISTS, "%s is there already; name another file", file);
	}
	format_path(path, data, "hub.db");
	if (access(path, R_OK) != 0) {
		return fail(error, path);
	}
	int code = zr_store_open_reader(path, &store, error);
	if (code == 0) {
		code = zr_store_copy(store, file, error);
	}
	zr_store_close(store);
	if (code == 0) {
		code = sync_path(file, error);
	}
	if (code != 0) {
		remove_fresh(file); /* half a copy is none */
		return code;
	}
	return verify(data, file, &mark, error);
}

/* Brings the copy to this hub's schema, looks through all of it, and begins its new life. */
static int revive(const char *path, struct zr_error *error)
{
	struct zr_store *store = NULL;
	uint8_t epoch[ZR_EPOCH_BYTES];
	int code = zr_store_open(path, &store, error);
	if (code == 0) {
		code = zr_store_check(store, error);
	}
	if (code == 0) {
		code = zr_keys_draw(epoch, sizeof epoch, error);
	}
	if (code == 0) {
		code = zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, epoch, sizeof epoch, error);
	}
	zr_store_close(store); /* folds the log into the file */
	return code;
}

static bool is_there(const char *path, const char *ending)
{
	char whole[PATH_BYTES + 16];
	(void)snprintf(whole, sizeof whole, "%s%s", path, ending);
	return access(whole, F_OK) == 0;
}

/* Under a name that is free for all that is there. A store without its segments is the rest of what
 * was being set aside when the program ended: they go to it. */
static void name_aside(const char *data, bool has_store, char ret_aside[PATH_BYTES])
{
	unsigned number = 0;
	do {
		char name[64];
		(void)snprintf(name, sizeof name, "hub.db.replaced-%u", ++number);
		format_path(ret_aside, data, name);
	} while (((has_store && is_there(ret_aside, "")) ||
			 is_there(ret_aside, ZR_STORE_SEGMENTS_ENDING)) &&
		 number < REPLACED_COUNT_MAX);
}

/* The present store goes aside whole: its log is folded in first, because a log that is left behind
 * would be played into the restored one. A store that does not open is only moved, and so are the
 * segments of one that is gone. */
static int set_aside(const char *data, struct zr_error *error)
{
	char path[PATH_BYTES];
	char aside[PATH_BYTES];
	struct zr_store *store = NULL;
	format_path(path, data, "hub.db");
	bool has_store = is_there(path, "");
	if (!has_store && !is_there(path, ZR_STORE_SEGMENTS_ENDING)) {
		return 0;
	}
	if (has_store && zr_store_open(path, &store, NULL) == 0) {
		zr_store_close(store);
	}
	name_aside(data, has_store, aside);
	static const char *const endings[] = {"-wal", "-shm", "", ZR_STORE_SEGMENTS_ENDING};
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		char from[PATH_BYTES + 16];
		char to[PATH_BYTES + 16];
		(void)snprintf(from, sizeof from, "%s%s", path, endings[i]);
		(void)snprintf(to, sizeof to, "%s%s", aside, endings[i]);
		if (rename(from, to) != 0 && errno != ENOENT) {
			return fail(error, from);
		}
	}
	return 0;
}

/* The segments first: where they stand without their store, no hub makes another. */
static int put_in_place(const char *fresh, const char *path, struct zr_error *error)
{
	char from[PATH_BYTES + 16];
	char to[PATH_BYTES + 16];
	add_ending(fresh, from);
	add_ending(path, to);
	if (rename(from, to) != 0) {
		return fail(error, from);
	}
	return rename(fresh, path) == 0 ? 0 : fail(error, path);
}

int zr_backup_restore(const char *data, const char *file, struct zr_error *error)
{
	assert(data != NULL && file != NULL);
	char path[PATH_BYTES];
	char fresh[PATH_BYTES];
	ZR_CLEANUP_CLOSE int lock = -1;
	format_path(path, data, "hub.db");
	format_path(fresh, data, "hub.db" ZR_STORE_FRESH_ENDING);
	int code = zr_keys_make_folder(data, error);
	if (code == 0) {
		code = zr_backup_lock(data, &lock, error);
	}
	if (code != 0) {
		return code;
	}
	remove_fresh(fresh);
	code = copy_bytes(file, fresh, error);
	if (code == 0) {
		code = copy_segments(file, fresh, error);
	}
	if (code == 0) {
		code = revive(fresh, error);
	}
	if (code == 0) {
		code = sync_path(fresh, error);
	}
	if (code == 0) {
		code = set_aside(data, error);
	}
	if (code != 0) {
		remove_fresh(fresh);
		return code;
	}
	code = put_in_place(fresh, path, error);
	return code == 0 ? sync_path(data, error) : code;
}
