/* A list: an operation has some questionnaires, each in some versions. */
#include "respond/core/bookcase.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

struct entry {
	char *form_id;
	char *version;
	char *directory;
	struct zr_form *form; /* NULL before it is asked for */
	struct entry *next;   /* the one that came before: the newest is first */
};

struct zr_bookcase {
	struct entry *first;
};

static void entry_free(struct entry *entry)
{
	zr_form_free(entry->form);
	free(entry->form_id);
	free(entry->version);
	free(entry->directory);
	free(entry);
}

int zr_bookcase_new(struct zr_bookcase **ret_bookcase, struct zr_error *error)
{
	assert(ret_bookcase != NULL);
	*ret_bookcase = calloc(1, sizeof **ret_bookcase);
	return *ret_bookcase != NULL ? 0
				     : zr_error_set(error, ZR_E_NOMEM, "no memory for a bookcase");
}

void zr_bookcase_free(struct zr_bookcase *bookcase)
{
	while (bookcase != NULL && bookcase->first != NULL) {
		struct entry *entry = bookcase->first;
		bookcase->first = entry->next;
		entry_free(entry);
	}
	free(bookcase);
}

static bool has(const struct zr_bookcase *bookcase, const struct zr_local_form *form)
{
	for (const struct entry *entry = bookcase->first; entry != NULL; entry = entry->next) {
		if (strcmp(entry->directory, form->directory) == 0) {
			return true;
		}
	}
	return false;
}

static int add(struct zr_bookcase *bookcase, const struct zr_local_form *form)
{
	assert(bookcase != NULL && form != NULL);
	struct entry *entry = calloc(1, sizeof *entry);
	if (entry == NULL) {
		return ZR_E_NOMEM;
	}
	entry->form_id = strdup(form->form_id);
	entry->version = strdup(form->version);
	entry->directory = strdup(form->directory);
	if (entry->form_id == NULL || entry->version == NULL || entry->directory == NULL) {
		entry_free(entry);
		return ZR_E_NOMEM;
	}
	entry->next = bookcase->first;
	bookcase->first = entry;
	return 0;
}

int zr_bookcase_update(
	struct zr_bookcase *bookcase, const struct zr_local_forms *forms, struct zr_error *error)
{
	assert(bookcase != NULL && forms != NULL);
	for (size_t i = forms->count; i > 0; i--) {
		const struct zr_local_form *form = &forms->items[i - 1];
		if (!has(bookcase, form) && add(bookcase, form) != 0) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory for a questionnaire");
		}
	}
	return 0;
}

static int read_file(const struct entry *entry, const char *name, struct zr_buffer *ret_bytes,
	struct zr_error *error)
{
	assert(entry != NULL && ret_bytes != NULL);
	ZR_CLEANUP_CLOSE int folder = open(entry->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	ZR_CLEANUP_CLOSE int fd =
		folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char block[16384];
	ssize_t count = fd < 0 ? -1 : 0;
	while (fd >= 0 && (count = read(fd, block, sizeof block)) > 0) {
		if (ret_bytes->bytes + (size_t)count > ZR_FORM_BYTES_MAX ||
			zr_buffer_add(ret_bytes, block, (size_t)count) != 0) {
			return zr_error_set(
				error, ZR_E_LIMIT, "a file of the questionnaire is too large");
		}
	}
	return count == 0 ? 0 : zr_error_set_errno(error, errno, "read a questionnaire's file");
}

/* A plain name beside the form, and no other. */
static const char *plain_name(const char *uri)
{
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	return name[0] != '\0' && name[0] != '.' ? name : NULL;
}

static int read_beside(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const char *name = plain_name(uri);
	return name != NULL ? read_file(user, name, ret_bytes, error)
			    : zr_error_set_at(error, ZR_E_REFERENCE, 0, uri,
				      "not a file beside the questionnaire");
}

static int load(struct entry *entry, struct zr_error *error)
{
	assert(entry != NULL && error != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	const struct zr_form_loader loader = {.read = read_beside, .user = entry};
	int code = read_file(entry, "form.xml", &xml, error);
	if (code == 0) {
		code = zr_form_load(zr_buffer_text(&xml), xml.bytes, &loader, &entry->form, error);
	}
	if (code == 0) {
		zr_form_prepare(entry->form);
	}
	return code;
}

bool zr_bookcase_has(const struct zr_bookcase *bookcase, const char *form_id, const char *version)
{
	assert(bookcase != NULL && form_id != NULL && version != NULL);
	for (const struct entry *entry = bookcase->first; entry != NULL; entry = entry->next) {
		if (strcmp(entry->form_id, form_id) == 0 && strcmp(entry->version, version) == 0) {
			return true;
		}
	}
	return false;
}

int zr_bookcase_find(struct zr_bookcase *bookcase, const char *form_id, const char *version,
	const struct zr_form **ret_form, struct zr_error *error)
{
	assert(bookcase != NULL && form_id != NULL && version != NULL && ret_form != NULL);
	struct entry *best = NULL;
	for (struct entry *entry = bookcase->first; entry != NULL; entry = entry->next) {
		if (strcmp(entry->form_id, form_id) != 0) {
			continue;
		}
		bool is_it = strcmp(entry->version, version) == 0;
		best = best == NULL || is_it ? entry : best;
	}
	if (best == NULL) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "the questionnaire has not come from the hub yet");
	}
	int code = best->form == NULL ? load(best, error) : 0;
	if (code == 0) {
		*ret_form = best->form;
	}
	return code;
}

int zr_bookcase_read_media(const struct zr_bookcase *bookcase, const struct zr_form *form,
	const char *name, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(bookcase != NULL && form != NULL && name != NULL && ret_bytes != NULL);
	const struct entry *entry = bookcase->first;
	while (entry != NULL && entry->form != form) {
		entry = entry->next;
	}
	if (entry == NULL || plain_name(name) != name) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such picture");
	}
	return read_file(entry, name, ret_bytes, error);
}
