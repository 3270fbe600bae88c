/* Serving the page. Hashed names under assets/ may be cached for ever, the rest is asked for again.
 */
#include "hub/console/console.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hub/core/context.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

struct file {
	char path[320]; /* "assets/index-1a2b.js" */
	struct zr_buffer bytes;
};

struct zr_console {
	struct file files[ZR_HUB_CONSOLE_FILE_COUNT_MAX];
	size_t count;
};

static const char missing_page[] =
	"<!doctype html><meta charset=utf-8><title>Zarya hub</title>"
	"<p>The hub runs. Its console page is not installed: start it with --console DIR.";

static const char *type_for(const char *path)
{
	static const struct {
		const char *ending;
		const char *type;
	} table[] = {
		{".html", "text/html; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".css", "text/css; charset=utf-8"},
		{".json", "application/json"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".woff2", "font/woff2"},
		{".ttf", "font/ttf"},
	};
	const char *ending = strrchr(path, '.');
	for (size_t i = 0; ending != NULL && i < sizeof table / sizeof table[0]; i++) {
		if (strcmp(ending, table[i].ending) == 0) {
			return table[i].type;
		}
	}
	return "application/octet-stream";
}

static int read_file(
	int folder_fd, const char *name, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char chunk[16384];
	ssize_t count = fd < 0 ? -1 : 0;
	while (fd >= 0 && (count = read(fd, chunk, sizeof chunk)) > 0) {
		if (ret_bytes->bytes + (size_t)count > ZR_HUB_CONSOLE_BYTES_MAX ||
			zr_buffer_add(ret_bytes, chunk, (size_t)count) != 0) {
			return zr_error_set(error, ZR_E_LIMIT, "%s is too large", name);
		}
	}
	return count == 0 ? 0 : zr_error_set_errno(error, errno, name);
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL) {
		(void)closedir(*folder);
	}
}

static int load_folder(
	struct zr_console *console, const char *path, const char *prefix, struct zr_error *error)
{
	ZR_CLEANUP(close_folder) DIR *folder = opendir(path);
	if (folder == NULL) {
		return errno == ENOENT ? 0 : zr_error_set_errno(error, errno, path);
	}
	int code = 0;
	const struct dirent *entry = NULL;
	while (code == 0 && (entry = readdir(folder)) != NULL) {
		struct stat facts;
		if (entry->d_name[0] == '.' ||
			fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
			continue;
		}
		if (S_ISDIR(facts.st_mode) && prefix[0] == '\0') {
			char below[4096];
			char below_prefix[64];
			(void)snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
			(void)snprintf(below_prefix, sizeof below_prefix, "%.60s/", entry->d_name);
			code = load_folder(console, below, below_prefix, error);
		} else if (S_ISREG(facts.st_mode)) {
			if (console->count == ZR_HUB_CONSOLE_FILE_COUNT_MAX) {
				return zr_error_set(error, ZR_E_LIMIT,
					"%s has more files than a console page", path);
			}
			struct file *file = &console->files[console->count++];
			(void)snprintf(
				file->path, sizeof file->path, "%s%s", prefix, entry->d_name);
			code = read_file(dirfd(folder), entry->d_name, &file->bytes, error);
		}
	}
	return code;
}

int zr_console_load(const char *folder, struct zr_console **ret_console, struct zr_error *error)
{
	assert(ret_console != NULL);
	struct zr_console *console = calloc(1, sizeof *console);
	if (console == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the console page");
	}
	int code = folder != NULL ? load_folder(console, folder, "", error) : 0;
	if (code != 0) {
		zr_console_free(console);
		return code;
	}
	*ret_console = console;
	return 0;
}

void zr_console_free(struct zr_console *console)
{
	if (console == NULL) {
		return;
	}
	for (size_t i = 0; i < console->count; i++) {
		zr_buffer_finish(&console->files[i].bytes);
	}
	free(console);
}

static const struct file *find(const struct zr_console *console, const char *path)
{
	for (size_t i = 0; console != NULL && i < console->count; i++) {
		if (strcmp(console->files[i].path, path) == 0) {
			return &console->files[i];
		}
	}
	return NULL;
}

void zr_console_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	const struct zr_console *console = context->shared->console;
	char path[128] = "index.html";
	if (request->part_count == 1 && strlen(request->parts[0]) < sizeof path) {
		(void)snprintf(path, sizeof path, "%s", request->parts[0]);
	} else if (request->part_count > 1) {
		(void)snprintf(path, sizeof path, "%s/%s", request->parts[0], request->parts[1]);
	}
	const struct file *file = request->part_count <= 2 ? find(console, path) : NULL;
	if (file == NULL && request->part_count == 0) {
		zr_request_answer(request, 200, "text/html; charset=utf-8");
		request->answer.borrowed_body = missing_page;
		request->answer.borrowed_bytes = sizeof missing_page - 1;
		return;
	}
	if (file == NULL) {
		struct zr_error error;
		(void)zr_error_set(&error, ZR_E_NOT_FOUND, "there is nothing at this address");
		zr_request_answer_error(request, &error);
		return;
	}
	zr_request_answer(request, 200, type_for(file->path));
	request->answer.borrowed_body = zr_buffer_text(&file->bytes);
	request->answer.borrowed_bytes = file->bytes.bytes;
	request->answer.cache = strncmp(file->path, "assets/", 7) == 0
					? "public, max-age=31536000, immutable"
					: "no-cache";
}
