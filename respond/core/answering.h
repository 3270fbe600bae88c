/*
 * A household's answers, open for one request: a session of the questionnaire, and its sealed copy
 * in the locker behind it. Nothing of it is kept between requests.
 *
 * Invariant: what a page tells as saved was committed (rule 1 of the design). What was sent is
 * changed no more: before the agent is asked the row says SENDING, and is on disk, so that a second
 * try sends the same.
 */
#ifndef ZR_RESPOND_ANSWERING_H
#define ZR_RESPOND_ANSWERING_H

#include "lib/form/session.h"
#include "respond/core/agent_line.h"
#include "respond/core/answering_facts.h"
#include "respond/core/locker.h"
#include "respond/core/bookcase.h"

/* What stands between requests, for as long as the program runs. */
struct zr_answering_house {
	struct zr_agent_line line;
	struct zr_bookcase *bookcase;
	struct zr_locker *locker;
};

struct zr_answering {
	struct zr_answering_house *house; /* borrowed, as form */
	const struct zr_form *form;
	struct zr_household_code_keys keys;
	struct zr_answering_facts facts;
	struct zr_session *session; /* NULL once it was sent */
	enum zr_locker_state state;
	int64_t edition;
	int64_t changed_us;
	int64_t now_us;
	bool is_saved; /* since it was opened, and what was saved stands */
	char receipt[ZR_LOCKER_RECEIPT_BYTES];
};
void zr_answering_finish(struct zr_answering *answering);

/* Opens what was begun by the code. ZR_E_NOT_FOUND: nothing was. */
int zr_answering_open(struct zr_answering_house *house, const struct zr_household_code_keys *keys,
	int64_t now_us, struct zr_answering *ret_answering, struct zr_error *error) ZR_MUST_CHECK;

/* Begins, and stores. random: 24 bytes that were drawn. language: that the browser shows. */
struct zr_answering_start {
	const struct zr_household_code_keys *keys;
	const struct zr_local_invitation *invitation;
	const char *language;
	const uint8_t *random;
	int64_t now_us;
};
#define ZR_ANSWERING_RANDOM_BYTES 24
int zr_answering_begin(struct zr_answering_house *house, const struct zr_answering_start *start,
	struct zr_answering *ret_answering, struct zr_error *error) ZR_MUST_CHECK;

/* Stores it as it stands, with the screen at this path. */
int zr_answering_save(
	struct zr_answering *answering, const char *at, struct zr_error *error) ZR_MUST_CHECK;

/* Another session of the same answers as they are stored. */
int zr_answering_reopen(struct zr_answering *answering, struct zr_error *error) ZR_MUST_CHECK;

/* Shows the questionnaire in that language from now on. ZR_E_NOMEM. */
int zr_answering_speak(
	struct zr_answering *answering, size_t language, struct zr_error *error) ZR_MUST_CHECK;

/* It was open before, and is opened again at that moment. */
void zr_answering_set_now(struct zr_answering *answering, int64_t now_us);

/* Finishes: what is stored then is what is sent. ZR_E_REFUSED: the code was renewed since, and
 * answers by it are the household's no more. */
int zr_answering_close(struct zr_answering *answering, struct zr_error *error) ZR_MUST_CHECK;
/* Hands over what was closed, and whose closing is on disk; then only the receipt is left.
 * ZR_E_REFUSED as above. */
int zr_answering_send(struct zr_answering *answering, struct zr_error *error) ZR_MUST_CHECK;

#endif
