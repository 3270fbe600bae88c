/* The forms of all versions are gone through one after another: a worker keeps a few. */
#include "hub/out/versions.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/records/columns.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/form/flat.h"

static int take_version(void *user, const struct zr_store_form *form)
{
	struct zr_versions *versions = user;
	if (versions->count == ZR_VERSION_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	char(*more)[ZR_STORE_ID_BYTES] =
		realloc(versions->names, (versions->count + 1) * sizeof *more);
	if (more == NULL) {
		return ZR_E_NOMEM;
	}
	versions->names = more;
	(void)snprintf(versions->names[versions->count++], ZR_STORE_ID_BYTES, "%s", form->version);
	return 0;
}

int zr_versions_read(struct zr_context *context, const char *form_id,
	struct zr_versions *ret_versions, struct zr_error *error)
{
	assert(context != NULL && form_id != NULL && ret_versions != NULL);
	struct zr_versions versions = {0};
	(void)snprintf(versions.form_id, sizeof versions.form_id, "%s", form_id);
	int code = zr_store_list_versions(context->reader, form_id, take_version, &versions, error);
	if (code == ZR_E_LIMIT) {
		code = zr_error_set(error, code,
			"the questionnaire has more than %d versions; tables of so many cannot be "
			"made",
			ZR_VERSION_COUNT_MAX);
	} else if (code == ZR_E_NOMEM) {
		code = zr_error_set(error, code, "the hub is short of memory");
	} else if (code == 0 && versions.count == 0) {
		code = zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no questionnaire %.63s", form_id);
	}
	if (code != 0) {
		zr_versions_finish(&versions);
		return code;
	}
	*ret_versions = versions;
	return 0;
}

void zr_versions_finish(struct zr_versions *versions)
{
	assert(versions != NULL);
	free(ZR_TAKE(versions->names));
	versions->count = 0;
}

int zr_versions_keep(struct zr_versions *versions, const char *name, struct zr_error *error)
{
	assert(versions != NULL && name != NULL);
	for (size_t i = 0; i < versions->count; i++) {
		if (strcmp(versions->names[i], name) == 0) {
			memmove(versions->names[0], versions->names[i], sizeof versions->names[0]);
			versions->count = 1;
			versions->is_chosen = true;
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_NOT_FOUND,
		"the questionnaire %.63s has no version \"%.63s\"", versions->form_id, name);
}

/* ---- all repeats ---- */

struct seen {
	char **paths; /* owned, as each of them */
	size_t count;
};

static void seen_finish(struct seen *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		free(seen->paths[i]);
	}
	free(seen->paths);
}

/* 1: it is new. */
static int remember(struct seen *seen, const char *path)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (strcmp(seen->paths[i], path) == 0) {
			return 0;
		}
	}
	char **more = realloc(seen->paths, (seen->count + 1) * sizeof *more);
	if (more == NULL) {
		return ZR_E_NOMEM;
	}
	seen->paths = more;
	more[seen->count] = strdup(path);
	return more[seen->count++] != NULL ? 1 : ZR_E_NOMEM;
}

/* The repeats of one form that were not seen yet. */
static int list_new(struct seen *seen, const struct zr_form *form)
{
	int code = 0;
	for (const struct zr_bind *bind = zr_flat_schema(form); code == 0 && bind != NULL;
		bind = zr_flat_next(form, bind)) {
		code = bind->is_repeat ? remember(seen, zr_columns_path(form, bind)) : 0;
		code = code == 1 ? 0 : code;
	}
	return code;
}

int zr_versions_list_repeats(struct zr_context *context, const struct zr_versions *versions,
	int (*visit)(void *user, const char *path), void *user, struct zr_error *error)
{
	assert(context != NULL && versions != NULL && visit != NULL);
	ZR_CLEANUP(seen_finish) struct seen seen = {0};
	int code = 0;
	for (size_t i = 0; code == 0 && i < versions->count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			context, versions->form_id, versions->names[i], &form, error);
		if (code == 0) {
			code = list_new(&seen, form);
		}
	}
	/* Only now: a visit may read forms itself, and workers keep few. */
	for (size_t i = 0; code == 0 && i < seen.count; i++) {
		code = visit(user, seen.paths[i]);
	}
	return code;
}

/* ---- the repeat that is asked for ---- */

struct wanted {
	const char *name;
	char *path;    /* below the root; owned */
	char *other;   /* another one that the name may mean; owned */
	bool is_exact; /* the name is the path */
};

static void wanted_finish(struct wanted *wanted)
{
	free(wanted->path);
	free(wanted->other);
}

static int consider(struct wanted *wanted, const struct zr_form *form, const struct zr_bind *repeat)
{
	const char *path = zr_columns_path(form, repeat);
	bool is_exact = strcmp(repeat->path, wanted->name) == 0 || strcmp(path, wanted->name) == 0;
	if ((!is_exact && strcmp(repeat->name->local, wanted->name) != 0) ||
		(wanted->path != NULL && strcmp(wanted->path, path) == 0)) {
		return 0;
	}
	if (is_exact > wanted->is_exact || wanted->path == NULL) {
		free(wanted->path);
		wanted->path = strdup(path);
		wanted->is_exact = is_exact;
		return wanted->path != NULL ? 0 : ZR_E_NOMEM;
	}
	if (is_exact == wanted->is_exact && wanted->other == NULL) {
		wanted->other = strdup(path);
		return wanted->other != NULL ? 0 : ZR_E_NOMEM;
	}
	return 0;
}

static int consider_form(struct wanted *wanted, const struct zr_form *form, struct zr_error *error)
{
	int code = 0;
	for (const struct zr_bind *bind = zr_flat_schema(form); code == 0 && bind != NULL;
		bind = zr_flat_next(form, bind)) {
		code = bind->is_repeat ? consider(wanted, form, bind) : 0;
	}
	return code == 0 ? 0 : zr_error_set(error, code, "the hub is short of memory");
}

int zr_versions_find_repeat(struct zr_context *context, const struct zr_versions *versions,
	const char *name, char **ret_path, struct zr_error *error)
{
	assert(versions != NULL && name != NULL && ret_path != NULL);
	ZR_CLEANUP(wanted_finish) struct wanted wanted = {.name = name};
	int code = 0;
	for (size_t i = 0; code == 0 && i < versions->count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			context, versions->form_id, versions->names[i], &form, error);
		if (code == 0) {
			code = consider_form(&wanted, form, error);
		}
	}
	if (code != 0) {
		return code;
	}
	if (wanted.path == NULL) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the questionnaire has no repeat of that name; leave repeat= out for the "
			"records");
	}
	if (!wanted.is_exact && wanted.other != NULL) {
		return zr_error_set(error, ZR_E_INVALID,
			"more than one repeat is called %s: ask for repeat=%s or repeat=%s", name,
			wanted.path, wanted.other);
	}
	*ret_path = ZR_TAKE(wanted.path);
	return 0;
}
