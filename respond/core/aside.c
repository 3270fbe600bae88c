/* A ring of places. */
#include "respond/core/aside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits_respond.h"

struct zr_aside {
	struct zr_answering places[ZR_RESPOND_ASIDE_COUNT_MAX]; /* free: without a session */
	size_t next;
};

int zr_aside_new(struct zr_aside **ret_aside, struct zr_error *error)
{
	assert(ret_aside != NULL);
	*ret_aside = calloc(1, sizeof **ret_aside);
	return *ret_aside != NULL ? 0 : zr_error_set(error, ZR_E_NOMEM, "no memory for sessions");
}

void zr_aside_free(struct zr_aside *aside)
{
	if (aside != NULL) {
		zr_aside_clear(aside);
		free(aside);
	}
}

static bool is_old(const struct zr_answering *place, int64_t now_us)
{
	int64_t age_us = now_us - place->now_us; /* below nothing: the clock was set back */
	return age_us < 0 || age_us > ZR_RESPOND_ASIDE_S * 1000000LL;
}

void zr_aside_drop_old(struct zr_aside *aside, int64_t now_us)
{
	assert(aside != NULL && aside->next < ZR_RESPOND_ASIDE_COUNT_MAX);
	for (size_t i = 0; i < ZR_RESPOND_ASIDE_COUNT_MAX; i++) {
		struct zr_answering *place = &aside->places[i];
		if (place->session != NULL && is_old(place, now_us)) {
			zr_answering_finish(place);
		}
	}
}

void zr_aside_put(struct zr_aside *aside, struct zr_answering *answering)
{
	assert(aside != NULL && answering != NULL && answering->session != NULL);
	assert(answering->is_saved && answering->state == ZR_LOCKER_OPEN);
	struct zr_answering *place = &aside->places[aside->next];
	aside->next = (aside->next + 1) % ZR_RESPOND_ASIDE_COUNT_MAX;
	zr_answering_finish(place);
	*place = *answering;
	explicit_bzero(answering, sizeof *answering);
}

bool zr_aside_take(struct zr_aside *aside, const struct zr_household_code_keys *keys,
	int64_t now_us, struct zr_answering *ret_answering)
{
	assert(aside != NULL && keys != NULL && ret_answering != NULL);
	for (size_t i = 0; i < ZR_RESPOND_ASIDE_COUNT_MAX; i++) {
		struct zr_answering *place = &aside->places[i];
		if (place->session != NULL && memcmp(&place->keys, keys, sizeof *keys) == 0) {
			*ret_answering = *place;
			explicit_bzero(place, sizeof *place);
			ret_answering->is_saved = false;
			zr_answering_set_now(ret_answering, now_us);
			return true;
		}
	}
	return false;
}

void zr_aside_clear(struct zr_aside *aside)
{
	assert(aside != NULL && aside->next < ZR_RESPOND_ASIDE_COUNT_MAX);
	for (size_t i = 0; i < ZR_RESPOND_ASIDE_COUNT_MAX; i++) {
		zr_answering_finish(&aside->places[i]);
	}
}
