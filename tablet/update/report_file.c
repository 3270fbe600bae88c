/*
 * The report is for a program of another user, so it appears whole: written beside, and moved.
 */
#include "tablet/update/report_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/local/update_report.h"
#include "tablet/update/install.h"
#include "tablet/update/whole_io.h"

enum {
	REQUEST_BYTES_MAX = 32,
};

struct report_file {
	const char *path;
	struct zr_update_report report;
};

/* Whether it may install. A request that cannot be read is one to look. */
static bool take_request(const char *path)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_whole_io_read_small(path, REQUEST_BYTES_MAX, &text, NULL);
	(void)unlink(path);
	return code == 0 && strncmp(text.data, ZR_UPDATE_REQUEST_INSTALL,
				    strlen(ZR_UPDATE_REQUEST_INSTALL)) == 0;
}

static int put(const struct report_file *file, struct zr_error *error)
{
	char fresh[PATH_MAX];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_update_report_format(&file->report, &text);
	if (code != 0) {
		return zr_error_set(error, code, "There is no memory to report");
	}
	(void)snprintf(fresh, sizeof fresh, "%s.new", file->path);
	ZR_CLEANUP_CLOSE int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || fchmod(fd, 0644) != 0) {
		return zr_error_set_errno(error, errno, "write the report");
	}
	code = zr_whole_io_append(fd, text.data, text.bytes, error);
	if (code == 0 && rename(fresh, file->path) != 0) {
		code = zr_error_set_errno(error, errno, "write the report");
	}
	return code;
}

static void fill_missing(const struct zr_install_view *view, struct zr_update_report *report)
{
	static_assert(ZR_PART_KIND_COUNT <= ZR_UPDATE_REPORT_FILE_COUNT_MAX, "one a part");
	for (size_t i = 0; i < view->missing_count; i++) {
		zr_hex_encode(view->missing[i].sha256, ZR_CRYPTO_HASH_BYTES, report->files[i].name);
		report->files[i].bytes = view->missing[i].bytes;
	}
	report->file_count = view->missing_count;
}

static void fail(struct zr_update_report *report, const struct zr_error *error)
{
	report->state = ZR_UPDATE_FAILED;
	report->file_count = 0;
	(void)snprintf(report->why, sizeof report->why, "%s", error->message);
	for (char *at = strchr(report->why, '\n'); at != NULL; at = strchr(at, '\n')) {
		*at = ' ';
	}
}

/* What the look found, as a report. */
static void judge(const struct zr_install_view *view, int code, const struct zr_error *error,
	struct zr_update_report *report)
{
	bool is_nothing =
		code == ZR_E_NOT_FOUND || code == ZR_E_EXISTS || (code == 0 && view->number == 0);
	report->running = view->running;
	if (view->next > view->running && (is_nothing || view->next >= view->number)) {
		report->state = ZR_UPDATE_READY;
		report->release = view->next;
	} else if (is_nothing) {
		report->state = ZR_UPDATE_IDLE;
	} else if (code != 0) {
		fail(report, error);
	} else {
		report->state = ZR_UPDATE_WANTED;
		report->release = view->number;
		fill_missing(view, report);
	}
}

static void take_step(void *user, const char *step, const struct zr_manifest *manifest)
{
	struct report_file *file = user;
	(void)printf("%s %u\n", step, manifest->number);
	(void)fflush(stdout);
	file->report.state = ZR_UPDATE_WORKING;
	file->report.release = manifest->number;
	(void)put(file, NULL);
}

static void install_it(const struct zr_install *install, struct zr_update_report *report)
{
	struct zr_error error = {0};
	uint32_t number = 0;
	if (zr_install_run(install, &number, &error) == 0) {
		report->state = ZR_UPDATE_READY;
		report->release = number;
		return;
	}
	(void)fprintf(stderr, "zarya-updater: %s\n", error.message);
	fail(report, &error);
}

int zr_report_file_serve(
	struct zr_install *install, const char *request, const char *report, struct zr_error *error)
{
	assert(install != NULL && request != NULL);
	assert(report != NULL);
	struct report_file file = {.path = report};
	struct zr_install_view view;
	struct zr_error why = {0};
	bool may_install = take_request(request);
	install->tell = take_step;
	install->user = &file;
	int code = zr_install_look(install, &view, &why);
	judge(&view, code, &why, &file.report);
	if (may_install && file.report.state == ZR_UPDATE_WANTED && file.report.file_count == 0) {
		install_it(install, &file.report);
	}
	return put(&file, error);
}
