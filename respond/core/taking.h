/*
 * What a page sent, taken into the session: each answer that stands, whatever becomes of the
 * others, as on a tablet. Answers whose constraints speak of one another stand together.
 */
#ifndef ZR_RESPOND_TAKING_H
#define ZR_RESPOND_TAKING_H

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/interview/flow.h"
#include "respond/core/fields.h"

/* One question of the page. */
struct zr_taken {
	char *path; /* owned */
	struct zr_buffer value;
	enum zr_verdict verdict; /* ACCEPTED: it stands, or was never asked */
	bool is_malformed;       /* what was typed is no answer of its kind at all */
	bool is_done;
};

struct zr_taking {
	struct zr_taken *items; /* owned */
	size_t count;
	size_t hidden_count;  /* answers of other questions that are asked no more */
	size_t lowered_count; /* answers in entries that a lower number took away */
	bool is_form_faulty;  /* an answer could not be worked out: none of the person's doing */
};
void zr_taking_finish(struct zr_taking *taking);

/* Takes all questions of the page that the fields name. ZR_E_NOMEM, and what the form is at fault
 * with is told in taking. */
int zr_taking_run(struct zr_session *session, const struct zr_fields *fields,
	struct zr_taking *ret_taking, struct zr_error *error) ZR_MUST_CHECK;

/* What of the page does not stand where it is now, required answers among it: noted in the taking,
 * that each may be told. *ret_count: how many there are. */
int zr_taking_judge(struct zr_taking *taking, struct zr_session *session,
	const struct zr_screen *screen, size_t *ret_count, struct zr_error *error) ZR_MUST_CHECK;

/* Whether the screen asks something that the page did not show. */
int zr_taking_find_more(const struct zr_fields *fields, struct zr_session *session,
	const struct zr_screen *screen, bool *ret_has_more, struct zr_error *error) ZR_MUST_CHECK;

/* The question of that path among those taken; NULL. */
const struct zr_taken *zr_taking_find(const struct zr_taking *taking, const char *path);

#endif
