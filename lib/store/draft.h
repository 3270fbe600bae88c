/*
 * The interview application's durable store: one SQLite database, WAL, synchronous=FULL, one
 * writing connection. A draft is the whole instance after the last answer, zstd-compressed, with
 * the place the enumerator stood at. put returns after the commit is on disk (rule 1 of the
 * design). A full disk is ZR_E_FULL and leaves what was stored before.
 *
 * A draft's id is drawn by the application; what an author or a respondent wrote (instanceID too)
 * is data and never identity. Where the draft was made (household, address, area) stands with it,
 * whatever becomes of the list. What is finished can be wiped: then its facts stay, without
 * answers.
 */
#ifndef ZR_STORE_DRAFT_H
#define ZR_STORE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"

struct zr_drafts; /* the open store */

enum zr_draft_state {
	ZR_DRAFT_OPEN = 1,
	ZR_DRAFT_FINISHED = 2
};

/* Texts are owned, of any length; NULL is "". */
struct zr_draft {
	char *draft_id; /* ours, random; the record's id, too */
	char *household_id;
	char *address; /* as the list or the enumerator had it when the draft began */
	char *area_id;
	char *form_id;
	char *form_version;
	char *position;      /* path of the question last shown; "" at the start */
	char *outcome;       /* "" before Finish, as the three below */
	char *outcome_words; /* what the questionnaire calls it in the enumerator's language */
	char *appointment;
	char *previous_id;           /* record of the visit before at this household */
	char *replaces_id;           /* record that this one corrects */
	enum zr_visit_result result; /* UNKNOWN before Finish */
	enum zr_draft_state state;
	bool has_answers;      /* false once wiped; put does not look at it */
	uint64_t answer_count; /* grows by one with every put: what was confirmed on screen */
	int64_t started_us;
	int64_t changed_us;
};
void zr_draft_finish(struct zr_draft *draft);
/* ret_copy owns texts of its own. */
int zr_draft_copy(const struct zr_draft *draft, struct zr_draft *ret_copy) ZR_MUST_CHECK;
/* Puts a copy of the text into one of the fields. ZR_E_NOMEM leaves it as it was. */
int zr_draft_set(char **field, const char *text) ZR_MUST_CHECK;

/* path is the database file; its folder must exist. ZR_E_IO, ZR_E_FULL, ZR_E_INVALID (not ours or
 * from a newer version), ZR_E_NOMEM. */
int zr_drafts_open(
	const char *path, struct zr_drafts **ret_drafts, struct zr_error *error) ZR_MUST_CHECK;
void zr_drafts_close(struct zr_drafts *drafts);

/* Stores the draft's facts and its instance in one transaction; makes the draft when it is new. */
int zr_drafts_put(struct zr_drafts *drafts, const struct zr_draft *draft, const void *xml,
	size_t xml_bytes, struct zr_error *error) ZR_MUST_CHECK;

/* The instance; ret_draft may be NULL, else it must be zeroed and is the caller's to finish.
 * ZR_E_NOT_FOUND, ZR_E_STATE when the answers were wiped. */
int zr_drafts_get(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_buffer *ret_xml, struct zr_error *error) ZR_MUST_CHECK;

/* The facts alone, also of a wiped one. ret_draft as above. */
int zr_drafts_find(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_error *error) ZR_MUST_CHECK;

/* Calls visit for each draft, last changed first; stops at its first non-zero answer and returns
 * it. The draft is borrowed during visit. */
int zr_drafts_list(struct zr_drafts *drafts, int (*visit)(void *user, const struct zr_draft *draft),
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Drafts of the first version do not say where they were made: those of the household get its
 * address now, while the list still has it. */
int zr_drafts_adopt(struct zr_drafts *drafts, const char *household_id, const char *address,
	struct zr_error *error) ZR_MUST_CHECK;

/* Removes an open draft that the enumerator threw away, and its files; nothing of them can be read
 * in the storage afterwards. A finished one is ZR_E_STATE. */
int zr_drafts_remove(
	struct zr_drafts *drafts, const char *draft_id, struct zr_error *error) ZR_MUST_CHECK;

/* Overwrites the answers and files of a draft, which is finished from then on; its facts stay. */
int zr_drafts_wipe(
	struct zr_drafts *drafts, const char *draft_id, struct zr_error *error) ZR_MUST_CHECK;

#endif
