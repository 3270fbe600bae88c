/* Files into bytes, bytes into a workbook or an XForm. */
#include "tools/form_source.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/workbook/csv_folder.h"
#include "lib/workbook/xlsx.h"

/* The sheets of a form; other CSV files in the folder are its lists. */
static const char *const SHEETS[] = {
	"survey", "choices", "settings", "external_choices", "entities", "osm"};

enum {
	READ_BYTES = 64 * 1024
};

int zr_form_source_cannot(
	struct zr_error *error, int errno_value, const char *verb, const char *path)
{
	assert(verb != NULL && path != NULL);
	char doing[200];
	(void)snprintf(doing, sizeof doing, "%s %s", verb, path);
	return zr_error_set_errno(error, errno_value, doing);
}

static int read_file(const char *path, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(path != NULL && ret_bytes->bytes == 0);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return zr_form_source_cannot(error, errno, "read", path);
	}
	for (;;) {
		int code = zr_buffer_reserve(ret_bytes, READ_BYTES);
		if (code != 0) {
			return zr_error_set(error, code,
				"the file is larger than %zu MiB; no questionnaire is",
				ZR_BUFFER_BYTES_MAX / 1024 / 1024);
		}
		ssize_t count = read(fd, ret_bytes->data + ret_bytes->bytes, READ_BYTES);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return count == 0 ? 0 : zr_form_source_cannot(error, errno, "read", path);
		}
		ret_bytes->bytes += (size_t)count;
		ret_bytes->data[ret_bytes->bytes] = '\0';
	}
}

/* ---- a folder ---- */

static const char *sheet_of_file(const char *name)
{
	for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++) {
		size_t bytes = strlen(SHEETS[i]);
		if (strncasecmp(name, SHEETS[i], bytes) == 0 &&
			strcasecmp(name + bytes, ".csv") == 0) {
			return SHEETS[i];
		}
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t text_bytes = strlen(text);
	size_t end_bytes = strlen(end);
	return text_bytes >= end_bytes && strcasecmp(text + text_bytes - end_bytes, end) == 0;
}

/* The file's name without ".csv" when it nearly names a sheet, so that the conversion can say that
 * it is misnamed; "" for others. */
static const char *near_sheet(const char *file, char name[100])
{
	assert(file != NULL && name != NULL);
	size_t bytes = strlen(file);
	if (!ends_with(file, ".csv") || bytes >= 100) {
		return "";
	}
	(void)snprintf(name, 100, "%.*s", (int)(bytes - strlen(".csv")), file);
	return zr_xlsform_sheet_near(name) != NULL ? name : "";
}

static int add_file(
	struct zr_form_source *source, const char *name, const char *sheet, struct zr_error *error)
{
	assert(source->book != NULL && *sheet != '\0');
	char path[ZR_FORM_SOURCE_PATH_BYTES + 300];
	(void)snprintf(path, sizeof path, "%s/%s", source->path, name);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	int code = read_file(path, &bytes, error);
	return code != 0 ? code
			 : zr_csv_folder_add(
				   source->book, sheet, zr_buffer_text(&bytes), bytes.bytes, error);
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL) {
		(void)closedir(*folder);
	}
}

static int open_folder(struct zr_form_source *source, struct zr_error *error)
{
	assert(source->book == NULL);
	ZR_CLEANUP(close_folder) DIR *folder = opendir(source->path);
	if (folder == NULL) {
		return zr_form_source_cannot(error, errno, "read", source->path);
	}
	(void)snprintf(source->folder, sizeof source->folder, "%s", source->path);
	int code = zr_workbook_new(&source->book, error);
	const struct dirent *entry = NULL;
	char workbook[300] = "", name[100];
	while (code == 0 && (entry = readdir(folder)) != NULL) {
		const char *file = entry->d_name, *sheet = sheet_of_file(file);
		sheet = sheet != NULL ? sheet : near_sheet(file, name);
		code = sheet[0] != '\0' ? add_file(source, file, sheet, error) : 0;
		if (ends_with(file, ".xlsx") && file[0] != '~' && file[0] != '.') {
			(void)snprintf(workbook, sizeof workbook, "%.255s", file);
		}
	}
	if (code == 0 && zr_workbook_sheets(source->book) == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the folder has no survey.csv%s%s%s",
			workbook[0] != '\0' ? ", but " : "", workbook,
			workbook[0] != '\0' ? "; name that file"
					    : "; write the questions there, or name a file");
	}
	return code;
}

/* ---- a file ---- */

static int open_file(struct zr_form_source *source, struct zr_error *error)
{
	assert(source->book == NULL && source->file.bytes == 0);
	struct zr_buffer *file = &source->file;
	int code = read_file(source->path, file, error);
	if (code != 0) {
		return code;
	}
	const char *text = zr_buffer_text(file);
	if (ends_with(source->path, ".csv")) {
		return zr_csv_folder_read_single(text, file->bytes, &source->book, error);
	}
	const char *start = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
	bool is_xml = start[strspn(start, " \t\r\n")] == '<' || ends_with(source->path, ".xml");
	return is_xml ? 0 : zr_xlsx_read(text, file->bytes, &source->book, error);
}

static void name_parts(struct zr_form_source *source, const char *path)
{
	assert(path != NULL);
	size_t bytes = strlen(path);
	while (bytes > 1 && path[bytes - 1] == '/') {
		bytes--;
	}
	(void)snprintf(source->path, sizeof source->path, "%.*s", (int)bytes, path);
	const char *slash = strrchr(source->path, '/');
	const char *name = slash != NULL ? slash + 1 : source->path;
	(void)snprintf(source->folder, sizeof source->folder, "%.*s",
		slash != NULL ? (int)(slash - source->path) : 1,
		slash != NULL ? source->path : ".");
	const char *dot = strrchr(name, '.');
	size_t stem_bytes = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
	(void)snprintf(source->stem, sizeof source->stem, "%.*s",
		(int)(stem_bytes < 250 ? stem_bytes : 250), name);
}

int zr_form_source_open(struct zr_form_source *source, const char *path, struct zr_error *error)
{
	assert(source->book == NULL && path != NULL);
	if (strlen(path) >= sizeof source->path - 16) {
		return zr_error_set(error, ZR_E_LIMIT, "the path is too long");
	}
	name_parts(source, path);
	struct stat stat_buffer;
	if (stat(path, &stat_buffer) != 0) {
		return zr_form_source_cannot(error, errno, "read", path);
	}
	if (!S_ISDIR(stat_buffer.st_mode) && strcasecmp(source->stem, "survey") == 0 &&
		ends_with(path, ".csv")) {
		name_parts(source, source->folder); /* one of a folder's sheets */
		return open_folder(source, error);
	}
	return S_ISDIR(stat_buffer.st_mode) ? open_folder(source, error) : open_file(source, error);
}

void zr_form_source_finish(struct zr_form_source *source)
{
	assert(source != NULL);
	zr_xlsform_free(source->converted);
	zr_workbook_free(source->book);
	zr_buffer_finish(&source->file);
}

struct zr_xlsform_options zr_form_source_options(const struct zr_form_source *source)
{
	assert(source != NULL);
	return (struct zr_xlsform_options){.form_id = source->stem, .is_forgiving = true};
}

int zr_form_source_convert(struct zr_form_source *source, struct zr_error *error)
{
	assert(source != NULL);
	if (source->book == NULL || source->converted != NULL) {
		return 0;
	}
	const struct zr_xlsform_options options = zr_form_source_options(source);
	return zr_xlsform_try(source->book, &options, &source->converted, error);
}

const char *zr_form_source_text(const struct zr_form_source *source, size_t *ret_bytes)
{
	assert(source != NULL && ret_bytes != NULL);
	if (source->book != NULL) {
		assert(source->converted != NULL);
		return zr_xlsform_text(source->converted, ret_bytes);
	}
	*ret_bytes = source->file.bytes;
	return zr_buffer_text(&source->file);
}

/* ---- what a form refers to ---- */

static int read_beside(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct zr_form_source *source = user;
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	size_t bytes = 0;
	const char *itemsets =
		source->converted != NULL ? zr_xlsform_itemsets(source->converted, &bytes) : "";
	if (bytes > 0 && strcmp(name, "itemsets.csv") == 0) {
		return zr_buffer_add(ret_bytes, itemsets, bytes);
	}
	char media[300];
	(void)snprintf(media, sizeof media, "%s-media/", source->stem);
	const char *const folders[] = {"", "media/", media};
	for (size_t i = 0; i < 3; i++) {
		char path[2 * ZR_FORM_SOURCE_PATH_BYTES];
		(void)snprintf(path, sizeof path, "%s/%s%s", source->folder, folders[i], name);
		if (access(path, F_OK) == 0) {
			return read_file(path, ret_bytes, error);
		}
	}
	return zr_error_set(error, ZR_E_NOT_FOUND,
		"the file %.200s is not beside the form; put it into the same folder", name);
}

struct zr_form_loader zr_form_source_loader(struct zr_form_source *source)
{
	assert(source != NULL);
	return (struct zr_form_loader){.read = read_beside, .user = source};
}
