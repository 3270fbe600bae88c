/* The media of a form lie beside its form.xml under their plain names; nothing else is read. */
#include "tablet/apps/census/model/library.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/limits.h"

struct zr_library {
	GPtrArray *forms;
};

static void form_free(void *data)
{
	struct zr_library_form *form = data;
	zr_form_free(form->form);
	g_free(form->form_id);
	g_free(form->version);
	g_free(form->directory);
	g_free(form->file);
	g_free(form);
}

struct zr_library *zr_library_new(void)
{
	struct zr_library *library = g_new0(struct zr_library, 1);
	library->forms = g_ptr_array_new_with_free_func(form_free);
	return library;
}

void zr_library_free(struct zr_library *library)
{
	if (library != NULL) {
		g_ptr_array_unref(library->forms);
		g_free(library);
	}
}

static struct zr_library_form *add(
	struct zr_library *library, const char *id, const char *version, const char *directory)
{
	struct zr_library_form *form = g_new0(struct zr_library_form, 1);
	form->form_id = g_strdup(id);
	form->version = g_strdup(version);
	form->directory = g_strdup(directory);
	form->file = g_build_filename(directory, "form.xml", NULL);
	form->is_offered = true;
	g_ptr_array_add(library->forms, form);
	return form;
}

void zr_library_update(struct zr_library *library, const struct zr_local_forms *forms)
{
	assert(library != NULL && forms != NULL);
	for (guint i = 0; i < library->forms->len; i++) {
		zr_library_at(library, i)->is_offered = false;
	}
	for (size_t i = 0; i < forms->count; i++) {
		const struct zr_local_form *item = &forms->items[i];
		struct zr_library_form *known = NULL;
		for (guint k = 0; k < library->forms->len && known == NULL; k++) {
			struct zr_library_form *form = zr_library_at(library, k);
			if (strcmp(form->directory, item->directory) == 0) {
				known = form;
			}
		}
		if (known == NULL) {
			known = add(library, item->form_id, item->version, item->directory);
		}
		known->is_offered = true;
	}
}

struct zr_library_form *zr_library_add_file(struct zr_library *library, const char *path)
{
	assert(library != NULL && path != NULL);
	g_autofree char *directory = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	struct zr_library_form *form = add(library, name, "", directory);
	g_free(form->file);
	form->file = g_strdup(path);
	if (zr_library_load(form, NULL) == 0) {
		g_free(form->form_id);
		form->form_id = g_strdup(zr_form_id(form->form));
		g_free(form->version);
		form->version = g_strdup(zr_form_version(form->form));
	}
	return form;
}

size_t zr_library_count(const struct zr_library *library)
{
	assert(library != NULL);
	return library->forms->len;
}

struct zr_library_form *zr_library_at(struct zr_library *library, size_t index)
{
	assert(index < library->forms->len);
	return g_ptr_array_index(library->forms, index);
}

struct zr_library_form *zr_library_find(
	struct zr_library *library, const char *form_id, const char *version)
{
	assert(library != NULL && form_id != NULL);
	struct zr_library_form *best = NULL;
	for (guint i = 0; i < library->forms->len; i++) {
		struct zr_library_form *form = zr_library_at(library, i);
		if (strcmp(form->form_id, form_id) != 0) {
			continue;
		}
		if (version[0] != '\0' && strcmp(form->version, version) == 0) {
			return form;
		}
		if (best == NULL || form->is_offered) {
			best = form;
		}
	}
	return best;
}

static int read_file(const char *path, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "open a file of the questionnaire");
	}
	struct stat status = {0};
	if (fstat(fd, &status) == 0 && (size_t)status.st_size <= ZR_FORM_BYTES_MAX &&
		zr_buffer_reserve(ret_bytes, (size_t)status.st_size + 1) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the questionnaire");
	}
	while (ret_bytes->bytes <= ZR_FORM_BYTES_MAX) {
		char block[65536];
		ssize_t got = read(fd, block, sizeof block);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return zr_error_set_errno(error, errno, "read a file of the questionnaire");
		}
		if (got == 0) {
			return 0;
		}
		int code = zr_buffer_add(ret_bytes, block, (size_t)got);
		if (code != 0) {
			return zr_error_set(error, code, "the questionnaire is too large");
		}
	}
	return zr_error_set(error, ZR_E_LIMIT, "a file of the questionnaire is too large");
}

static int read_media(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct zr_library_form *form = user;
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	if (name[0] == '\0' || name[0] == '.') {
		return zr_error_set_at(error, ZR_E_REFERENCE, 0, uri, "not a file beside the form");
	}
	g_autofree char *path = g_build_filename(form->directory, name, NULL);
	int code = read_file(path, ret_bytes, error);
	if (code == ZR_E_NOT_FOUND) {
		return zr_error_set_at(error, code, 0, uri,
			"the file is not beside the form: send the form with its files again");
	}
	return code;
}

int zr_library_load(struct zr_library_form *entry, struct zr_error *error)
{
	assert(entry != NULL);
	if (!entry->is_loaded) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
		const struct zr_form_loader loader = {.read = read_media, .user = entry};
		int code = read_file(entry->file, &xml, &entry->error);
		if (code == 0) {
			code = zr_form_load(zr_buffer_text(&xml), xml.bytes, &loader, &entry->form,
				&entry->error);
		}
		entry->error.code = code;
		entry->is_loaded = true;
	}
	if (entry->form == NULL && error != NULL) {
		*error = entry->error;
	}
	return entry->form != NULL ? 0 : entry->error.code;
}
