/*
 * The line to the agent: what it knows, asked again each second, and requests to it.
 *
 * Every call on the socket runs in a GTask thread and comes back as an event of the main loop; the
 * threads share nothing (ADR 0045). While the agent is away the last view stays and is_alive is
 * false. A preview has no agent: one questionnaire file, invented addresses, nothing is sent.
 */
#ifndef ZR_CENSUS_LINK_H
#define ZR_CENSUS_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/envelope/content.h"
#include "lib/local/local.h"

struct zr_link;

struct zr_link_view {
	bool is_alive;  /* the last question was answered */
	bool has_asked; /* an answer, or a failure, has come at least once */
	bool is_preview;
	bool is_forgotten; /* the hub knows this tablet no more, and has not answered well since */
	struct zr_local_status status;
	struct zr_local_households households;
	struct zr_local_forms forms;
	struct zr_local_records records;
	struct zr_local_returns returns;
};

/* changed is called on the main loop after the view changed. socket NULL: the agent's own. */
struct zr_link *zr_link_new(const char *socket, void (*changed)(void *user), void *user);
struct zr_link *zr_link_new_preview(const char *form_id, void (*changed)(void *user), void *user);
void zr_link_free(struct zr_link *link);

const struct zr_link_view *zr_link_view(const struct zr_link *link);

/* done is called on the main loop with 0 or the error. One at a time. submit takes the record's
 * texts. */
void zr_link_enrol(struct zr_link *link, const char *code,
	void (*done)(void *user, const struct zr_error *error), void *user);
/* Tells the agent which language was chosen, for the other programs and the next start. Nobody
 * waits for it: what is not told stays this program's. */
void zr_link_set_language(struct zr_link *link, const char *language);
/* Tells the agent which households have an open draft: an array that ends with NULL. Only what is
 * not told yet goes out, and again after a failure. */
void zr_link_tell_drafts(struct zr_link *link, char *const *household_ids);
/* A record that was sent back; borrowed during done, NULL with an error. done is not called when
 * the link is freed before. */
void zr_link_fetch_returned(struct zr_link *link, const char *record_id,
	void (*done)(void *user, const struct zr_record *record, const struct zr_error *error),
	void *user);
void zr_link_submit(struct zr_link *link, struct zr_record *record,
	void (*done)(void *user, const struct zr_error *error), void *user);

#endif
