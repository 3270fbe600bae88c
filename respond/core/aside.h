/*
 * Sessions that were just saved, kept for the page that the browser fetches next: restoring one is
 * the greatest part of a page's work. A session is in at most one place: whoever takes it has it,
 * and what is put away again was saved. So it never tells other than the locker.
 *
 * Only so many and only so long, for they are what people say. Belongs to one thread.
 */
#ifndef ZR_RESPOND_ASIDE_H
#define ZR_RESPOND_ASIDE_H

#include "respond/core/answering.h"

struct zr_aside;

int zr_aside_new(struct zr_aside **ret_aside, struct zr_error *error) ZR_MUST_CHECK;
void zr_aside_free(struct zr_aside *aside);

/* Moves it in; one that is there longest makes room. It was saved and is open. */
void zr_aside_put(struct zr_aside *aside, struct zr_answering *answering);
/* Moves it out, at that moment. False: it is not there. */
bool zr_aside_take(struct zr_aside *aside, const struct zr_household_code_keys *keys,
	int64_t now_us, struct zr_answering *ret_answering);
/* Forgets what waits for longer than ZR_RESPOND_ASIDE_S, also while others come. */
void zr_aside_drop_old(struct zr_aside *aside, int64_t now_us);
/* Forgets all. */
void zr_aside_clear(struct zr_aside *aside);

#endif
