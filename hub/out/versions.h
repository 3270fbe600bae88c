/*
 * The versions of a questionnaire that a table is made over, the newest first: the columns are of
 * all of them, and each record is read with its own.
 */
#ifndef ZR_HUB_OUT_VERSIONS_H
#define ZR_HUB_OUT_VERSIONS_H

#include <stdbool.h>

#include "hub/store/stored.h"
#include "lib/base/error.h"

#define ZR_VERSION_COUNT_MAX 1000 /* of one questionnaire: a pilot has some ten */

struct zr_context;

struct zr_versions {
	char form_id[ZR_STORE_ID_BYTES];
	char (*names)[ZR_STORE_ID_BYTES]; /* owned */
	size_t count;
	bool is_chosen; /* they are not all that there are: zr_versions_keep() */
};

/* ZR_E_NOT_FOUND: there is no such questionnaire. ZR_E_LIMIT. */
int zr_versions_read(struct zr_context *context, const char *form_id,
	struct zr_versions *ret_versions, struct zr_error *error) ZR_MUST_CHECK;
void zr_versions_finish(struct zr_versions *versions);

/* Leaves one version of them. ZR_E_NOT_FOUND. */
int zr_versions_keep(
	struct zr_versions *versions, const char *name, struct zr_error *error) ZR_MUST_CHECK;

/* Each repeat that any of them has, once, by its path below the root. Stops at the first answer
 * other than 0, and returns it. */
int zr_versions_list_repeats(struct zr_context *context, const struct zr_versions *versions,
	int (*visit)(void *user, const char *path), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* The path below the root of the repeat that a name means: its path, or its name where that is the
 * name of one alone. The caller's to free. ZR_E_NOT_FOUND; ZR_E_INVALID: of several. */
int zr_versions_find_repeat(struct zr_context *context, const struct zr_versions *versions,
	const char *name, char **ret_path, struct zr_error *error) ZR_MUST_CHECK;

#endif
