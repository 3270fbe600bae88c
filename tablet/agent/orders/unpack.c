/*
 * Unpacking. The half-written folder is FORMS/.incoming; a folder that is being replaced is swapped
 * with it by one rename (RENAME_EXCHANGE), so that a reader finds the old or the new, never none.
 */
#include "tablet/agent/orders/unpack.h"

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

#define INCOMING ".incoming"

static int add_segment(struct zr_buffer *path, const char *name, struct zr_error *error)
{
	size_t start = path->bytes;
	int code = zr_buffer_add_text(path, name[0] == '\0' ? "/%" : "/");
	for (size_t i = 0; name[i] != '\0' && code == 0; i++) {
		unsigned char c = (unsigned char)name[i];
		bool is_plain = isalnum(c) != 0 || c == '-' || c == '_' || (c == '.' && i > 0);
		code = is_plain ? zr_buffer_add(path, &c, 1)
				: zr_buffer_add_format(path, "%%%02X", c);
	}
	if (code == 0 && path->bytes - start > NAME_MAX) {
		code = ZR_E_LIMIT;
	}
	return code != 0 ? zr_error_set(error, code,
				   "the questionnaire's id or version is too long for a file name")
			 : 0;
}

int zr_unpack_folder(const char *forms, const struct zr_order *order, struct zr_buffer *ret_folder,
	struct zr_error *error)
{
	assert(forms != NULL && order != NULL && order->form_id != NULL);
	assert(ret_folder != NULL && ret_folder->bytes == 0);
	int code = zr_buffer_add_text(ret_folder, forms);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a path");
	}
	code = add_segment(ret_folder, order->form_id, error);
	return code != 0 ? code : add_segment(ret_folder, order->form_version, error);
}

static bool is_file_name(const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || length > NAME_MAX || name[0] == '.') {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)name[i];
		if (c == '/' || c == '\\' || c < 0x20 || c == 0x7f) {
			return false;
		}
	}
	return true;
}

static int check_files(const struct zr_order *order, struct zr_error *error)
{
	bool has_form = false;
	for (size_t i = 0; i < order->file_count; i++) {
		if (!is_file_name(order->files[i].name)) {
			return zr_error_set(error, ZR_E_INVALID,
				"file %zu of the questionnaire has a name that is not a plain file "
				"name",
				i + 1);
		}
		for (size_t j = 0; j < i; j++) {
			if (strcmp(order->files[i].name, order->files[j].name) == 0) {
				return zr_error_set(error, ZR_E_INVALID,
					"two files of the questionnaire have one name");
			}
		}
		has_form = has_form || strcmp(order->files[i].name, "form.xml") == 0;
	}
	if (!has_form) {
		return zr_error_set(error, ZR_E_INVALID, "the questionnaire has no form.xml");
	}
	return 0;
}

/* Removes a folder of plain files; true when it is gone. */
static bool remove_folder(int parent_fd, const char *name)
{
	int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT;
	}
	DIR *folder = fdopendir(fd);
	if (folder == NULL) {
		(void)close(fd);
		return false;
	}
	for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			(void)unlinkat(fd, entry->d_name, 0);
		}
	}
	(void)closedir(folder);
	return unlinkat(parent_fd, name, AT_REMOVEDIR) == 0;
}

static int write_file(int folder_fd, const struct zr_content_file *file, struct zr_error *error)
{
	assert(file->data != NULL || file->bytes == 0);
	ZR_CLEANUP_CLOSE int fd =
		openat(folder_fd, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "make a file of the questionnaire");
	}
	size_t written = 0;
	while (written < file->bytes) {
		ssize_t count = write(fd, file->data + written, file->bytes - written);
		if (count < 0 && errno != EINTR) {
			return zr_error_set_errno(
				error, errno, "write a file of the questionnaire");
		}
		written += count > 0 ? (size_t)count : 0;
	}
	/* The program's own mask keeps the outbox private; these are for everybody. */
	if (fchmod(fd, 0644) < 0 || fsync(fd) < 0) {
		return zr_error_set_errno(error, errno, "store a file of the questionnaire");
	}
	return 0;
}

/* A folder that is there afterwards; its descriptor. */
static int open_folder(int parent_fd, const char *name, int *ret_fd, struct zr_error *error)
{
	assert(name[0] != '\0' && strchr(name, '/') == NULL);
	if (mkdirat(parent_fd, name, 0755) < 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make a folder for the questionnaire");
	}
	ZR_CLEANUP_CLOSE int fd =
		openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, 0755) < 0) {
		return zr_error_set_errno(error, errno, "open the questionnaire's folder");
	}
	*ret_fd = ZR_TAKE_FD(fd);
	return 0;
}

static int write_incoming(int forms_fd, const struct zr_order *order, struct zr_error *error)
{
	if (!remove_folder(forms_fd, INCOMING)) {
		return zr_error_set_errno(error, errno, "remove a half-written questionnaire");
	}
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = open_folder(forms_fd, INCOMING, &fd, error);
	for (size_t i = 0; i < order->file_count && code == 0; i++) {
		code = write_file(fd, &order->files[i], error);
	}
	if (code == 0 && fsync(fd) < 0) {
		code = zr_error_set_errno(error, errno, "store the questionnaire");
	}
	return code;
}

static int move_in(int forms_fd, int id_fd, const char *version, struct zr_error *error)
{
	assert(version[0] != '\0' && strchr(version, '/') == NULL);
	int result = renameat2(forms_fd, INCOMING, id_fd, version, RENAME_EXCHANGE);
	if (result < 0 && errno == ENOENT) {
		result = renameat(forms_fd, INCOMING, id_fd, version);
	}
	if (result < 0 || fsync(id_fd) < 0 || fsync(forms_fd) < 0) {
		return zr_error_set_errno(error, errno, "put the questionnaire in its place");
	}
	return 0;
}

int zr_unpack_form(const char *forms, const struct zr_order *order, struct zr_error *error)
{
	assert(forms != NULL && order != NULL);
	assert(order->kind == ZR_ORDER_FORM);
	int code = check_files(order, error);
	if (code != 0) {
		return code;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	code = zr_unpack_folder(forms, order, &folder, error);
	if (code != 0) {
		return code;
	}
	/* FORMS/<id>/<version>: cut into the three. */
	char *version = strrchr(folder.data, '/');
	*version++ = '\0';
	const char *id = strrchr(folder.data, '/') + 1;
	ZR_CLEANUP_CLOSE int forms_fd = open(forms, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (forms_fd < 0) {
		return zr_error_set_errno(error, errno, "open the folder of questionnaires");
	}
	ZR_CLEANUP_CLOSE int id_fd = -1;
	code = write_incoming(forms_fd, order, error);
	if (code == 0) {
		code = open_folder(forms_fd, id, &id_fd, error);
	}
	if (code == 0) {
		code = move_in(forms_fd, id_fd, version, error);
	}
	(void)remove_folder(forms_fd, INCOMING);
	return code;
}

void zr_unpack_clean(const char *forms)
{
	assert(forms != NULL);
	ZR_CLEANUP_CLOSE int forms_fd = open(forms, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (forms_fd >= 0) {
		(void)remove_folder(forms_fd, INCOMING);
	}
}
