/*
 * The interview application's durable store: one SQLite database, WAL, synchronous=FULL, one
 * writing connection. A draft is the whole instance after the last answer, zstd-compressed, with
 * the place the enumerator stood at. put returns after the commit is on disk (rule 1 of the
 * design). A full disk is ZR_E_FULL and leaves what was stored before.
 */
#ifndef ZR_STORE_DRAFT_H
#define ZR_STORE_DRAFT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_drafts; /* the open store */

enum zr_draft_state {
	ZR_DRAFT_OPEN = 1,
	ZR_DRAFT_FINISHED = 2
};

struct zr_draft {
	char draft_id[64]; /* the record id: instanceID without "uuid:" */
	char household_id[64];
	char form_id[128];
	char form_version[64];
	char outcome[32];   /* "" while open */
	char position[256]; /* path of the question last shown; "" at the start */
	enum zr_draft_state state;
	uint64_t answer_count; /* grows by one with every put: what was confirmed on screen */
	int64_t started_us;
	int64_t changed_us;
};

/* path is the database file; its folder must exist. ZR_E_IO, ZR_E_FULL, ZR_E_INVALID (not ours or
 * from a newer version), ZR_E_NOMEM. */
int zr_drafts_open(
	const char *path, struct zr_drafts **ret_drafts, struct zr_error *error) ZR_MUST_CHECK;
void zr_drafts_close(struct zr_drafts *drafts);

/* Stores the draft's facts and its instance in one transaction; makes the draft when it is new. */
int zr_drafts_put(struct zr_drafts *drafts, const struct zr_draft *draft, const void *xml,
	size_t xml_bytes, struct zr_error *error) ZR_MUST_CHECK;

/* The instance; ret_draft may be NULL. ZR_E_NOT_FOUND. */
int zr_drafts_get(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_buffer *ret_xml, struct zr_error *error) ZR_MUST_CHECK;

/* Calls visit for each draft, last changed first; stops at its first non-zero answer and returns
 * it. */
int zr_drafts_list(struct zr_drafts *drafts, int (*visit)(void *user, const struct zr_draft *draft),
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Removes an open draft that the enumerator threw away. A finished one is ZR_E_STATE. */
int zr_drafts_remove(
	struct zr_drafts *drafts, const char *draft_id, struct zr_error *error) ZR_MUST_CHECK;

#endif
