/*
 * Files of a draft: signatures and pictures, which an answer names. They lie in the store of
 * drafts, so that they are as durable as an answer and are wiped with it. A file may be put before
 * its draft; one whose draft never came is removed at the next start.
 */
#ifndef ZR_STORE_DRAFT_FILE_H
#define ZR_STORE_DRAFT_FILE_H

#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/store/draft.h"

/* Replaces one of the same name. ZR_E_LIMIT (ZR_DRAFT_FILES_BYTES_MAX, ZR_RECORD_FILE_COUNT_MAX),
 * ZR_E_FULL. */
int zr_draft_file_put(struct zr_drafts *drafts, const char *draft_id,
	const struct zr_content_file *file, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND. */
int zr_draft_file_get(struct zr_drafts *drafts, const char *draft_id, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error) ZR_MUST_CHECK;

/* Nothing to remove is no failure. */
int zr_draft_file_remove(struct zr_drafts *drafts, const char *draft_id, const char *name,
	struct zr_error *error) ZR_MUST_CHECK;

/* Calls visit for each file, by name; the file is borrowed. Stops at its first non-zero answer. */
int zr_draft_file_list(struct zr_drafts *drafts, const char *draft_id,
	int (*visit)(void *user, const struct zr_content_file *file), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* Gives the files of one draft to another, too: for a correction. */
int zr_draft_file_copy(struct zr_drafts *drafts, const char *from_id, const char *to_id,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
