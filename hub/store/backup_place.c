/* One line of text. What is no such line is taken for no name, and the next backup draws one. */
#include "hub/store/backup_place.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define NAME       ".zarya-backups"
#define FORMAT     "folder of backups "
#define PATH_BYTES (ZR_BACKUP_FILE_PATH_BYTES + sizeof NAME ".new")
#define HEX_BYTES  (2 * ZR_BACKUP_PLACE_BYTES + 1)

static int fail(const char *path, struct zr_error *error)
{
	int errno_value = errno;
	char doing[PATH_BYTES + 16];
	(void)snprintf(doing, sizeof doing, "use %s", path);
	return zr_error_set_errno(error, errno_value, doing);
}

/* Of a file in the same folder. */
static void format_beside(const char *file, const char *name, char ret_path[PATH_BYTES])
{
	const char *slash = strrchr(file, '/');
	int bytes = slash != NULL ? (int)(slash + 1 - file) : 0;
	(void)snprintf(ret_path, PATH_BYTES, "%.*s%s", bytes, file, name);
}

/* ZR_E_NOT_FOUND: it has none. */
static int read_name(const char *path, uint8_t ret_name[ZR_BACKUP_PLACE_BYTES])
{
	char text[sizeof FORMAT + HEX_BYTES + 1] = "";
	char hex[HEX_BYTES] = "";
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof text - 1) < 0) {
		return errno == ENOENT ? ZR_E_NOT_FOUND : ZR_E_IO;
	}
	bool is_name = sscanf(text, FORMAT "%32[0-9a-f]", hex) == 1 &&
		       zr_hex_decode(hex, ret_name, ZR_BACKUP_PLACE_BYTES) == 0;
	return is_name ? 0 : ZR_E_NOT_FOUND;
}

/* Whole and on disk under another name before it has its own. No secret: hubs of several users may
 * write to one folder, where the disk knows users. */
static int write_name(
	const char *file, const uint8_t name[ZR_BACKUP_PLACE_BYTES], struct zr_error *error)
{
	char path[PATH_BYTES];
	char fresh[PATH_BYTES];
	char folder[PATH_BYTES];
	char hex[HEX_BYTES];
	format_beside(file, NAME, path);
	format_beside(file, NAME ".new", fresh);
	format_beside(file, ".", folder);
	zr_hex_encode(name, ZR_BACKUP_PLACE_BYTES, hex);
	ZR_CLEANUP_CLOSE int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		return fail(fresh, error);
	}
	(void)fchmod(fd, 0644);
	if (dprintf(fd, FORMAT "%s\n", hex) < 0 || fsync(fd) != 0 || rename(fresh, path) != 0) {
		return fail(fresh, error);
	}
	ZR_CLEANUP_CLOSE int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder_fd >= 0 && fsync(folder_fd) == 0 ? 0 : fail(folder, error);
}

int zr_backup_place_claim(
	const char *file, uint8_t ret_name[ZR_BACKUP_PLACE_BYTES], struct zr_error *error)
{
	assert(file != NULL && ret_name != NULL && strlen(file) < ZR_BACKUP_FILE_PATH_BYTES);
	char path[PATH_BYTES];
	uint8_t name[ZR_BACKUP_PLACE_BYTES];
	format_beside(file, NAME, path);
	int code = read_name(path, name);
	if (code == ZR_E_IO) {
		return fail(path, error);
	}
	if (code == ZR_E_NOT_FOUND) {
		code = zr_keys_draw(name, sizeof name, error);
		code = code == 0 ? write_name(file, name, error) : code;
	}
	if (code == 0) {
		memcpy(ret_name, name, sizeof name);
	}
	return code;
}

bool zr_backup_place_is(const char *file, const uint8_t name[ZR_BACKUP_PLACE_BYTES])
{
	assert(file != NULL && name != NULL && strlen(file) < ZR_BACKUP_FILE_PATH_BYTES);
	char path[PATH_BYTES];
	uint8_t found[ZR_BACKUP_PLACE_BYTES];
	format_beside(file, NAME, path);
	return read_name(path, found) == 0 && memcmp(found, name, sizeof found) == 0;
}
