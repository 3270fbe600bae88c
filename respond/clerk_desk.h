/* What the pages behind the code work with: the clerk's own files alone. */
#ifndef ZR_RESPOND_CLERK_DESK_H
#define ZR_RESPOND_CLERK_DESK_H

#include "lib/http/quota.h"
#include "respond/core/answering.h"
#include "respond/core/aside.h"
#include "respond/core/inquiry.h"
#include "respond/core/permit.h"
#include "respond/page/html.h"
#include "respond/page/show.h"

struct zr_clerk {
	struct zr_answering_house *house; /* borrowed */
	uint8_t key[ZR_CRYPTO_KEY_BYTES];
	struct zr_aside *aside;
	struct zr_quota *guesses; /* wrong codes, by address */
	struct zr_quota *tries;   /* codes, right or wrong or none, by address */
	struct zr_quota *trials;  /* codes that are worked out, of all */
};

/* A request of somebody who came in. */
struct zr_clerk_desk {
	struct zr_clerk *clerk;
	struct zr_inquiry *call;
	struct zr_permit permit;
	char token[ZR_PERMIT_TOKEN_BYTES];
	char writer[2 * ZR_PERMIT_ID_BYTES + 1]; /* this session, in hex */
	struct zr_answering answering;
};

/* ---- answers ---- */

/* A page: its writer, into the call's body, in the language of the desk or of the call. */
struct zr_html zr_clerk_desk_html(struct zr_inquiry *call, enum zr_tongue tongue);
/* A page that could not be written whole is a failure instead. */
void zr_clerk_desk_end(struct zr_inquiry *call, const struct zr_html *html, unsigned status);
void zr_clerk_desk_go(struct zr_inquiry *call, const char *location);
/* To the screen at a path, with what is to be said there. */
struct zr_clerk_word {
	bool is_stale;
	size_t hidden_count;
};
void zr_clerk_desk_go_to(
	struct zr_inquiry *call, const char *path, const struct zr_clerk_word *word);
/* A message with when to come again; the status is 500 or above. Looks at nothing but the call. */
struct zr_clerk_turning {
	enum zr_saying saying;
	unsigned status;
};
void zr_clerk_desk_turn_away(
	struct zr_inquiry *call, const struct zr_clerk_turning *why, enum zr_tongue tongue);
/* What went wrong, as a page: busy, or what an error says otherwise. */
void zr_clerk_desk_fail(
	struct zr_inquiry *call, const struct zr_error *error, enum zr_tongue tongue);
enum zr_tongue zr_clerk_desk_tongue(const struct zr_clerk_desk *desk);

/* What is said of an answering's screen. */
void zr_clerk_desk_show(struct zr_clerk_desk *desk, struct zr_show_page *page, unsigned status);

/* A page's form: what it asks for, done. */
void zr_clerk_desk_take(struct zr_clerk_desk *desk);

#endif
