/*
 * What is at each address, and who may come in: the code, then a permit (permit.h). A page's form
 * is taken only with the permit's token, and from no other site.
 */
#ifndef ZR_RESPOND_CLERK_H
#define ZR_RESPOND_CLERK_H

#include "respond/core/answering.h"
#include "respond/core/inquiry.h"
#include "respond/core/permit.h"

struct zr_clerk;

/* key: drawn at the start, of this process alone. */
int zr_clerk_new(struct zr_answering_house *house, const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	struct zr_clerk **ret_clerk, struct zr_error *error) ZR_MUST_CHECK;
void zr_clerk_free(struct zr_clerk *clerk);

/* Fills in the answer, or says that it is to be asked again when what was stored is on disk. */
void zr_clerk_answer(struct zr_clerk *clerk, struct zr_inquiry *call);
/* What it stored or read was lost: the answer says so instead. */
void zr_clerk_retract(
	struct zr_clerk *clerk, struct zr_inquiry *call, const struct zr_error *error);
/* There is no time for it; from any thread. */
void zr_clerk_turn_away(struct zr_inquiry *call);
/* Nobody comes: whatever was kept for the next page is forgotten. */
void zr_clerk_rest(struct zr_clerk *clerk);

#endif
