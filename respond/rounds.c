/* A list under a lock, which is held for a few instructions only. */
#include "respond/rounds.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "lib/base/limits_respond.h"

struct zr_rounds {
	struct zr_rounds_options options;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t has_come;
	struct zr_inquiry *first;
	struct zr_inquiry *last;
	bool is_closed;
};

/* ---- the queue; the lock is held ---- */

static void add_last(struct zr_rounds *rounds, struct zr_inquiry *call)
{
	assert(rounds != NULL && call != NULL);
	call->next = NULL;
	if (rounds->first == NULL) {
		rounds->first = call;
	} else {
		rounds->last->next = call;
	}
	rounds->last = call;
}

static struct zr_inquiry *take_some(struct zr_rounds *rounds)
{
	struct zr_inquiry *some = rounds->first;
	struct zr_inquiry *last = some;
	for (size_t i = 1; last != NULL && last->next != NULL && i < ZR_RESPOND_ROUND_COUNT_MAX;
		i++) {
		last = last->next;
	}
	if (last != NULL) {
		rounds->first = last->next;
		last->next = NULL;
	}
	return some;
}

/* Until something is there or it is closed; what was kept for the next page is let go after a
 * while. */
static void wait_for_some(struct zr_rounds *rounds)
{
	assert(rounds != NULL);
	struct timespec until;
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ZR_RESPOND_ASIDE_S;
	int result = 0;
	while (rounds->first == NULL && !rounds->is_closed && result == 0) {
		result = pthread_cond_timedwait(&rounds->has_come, &rounds->lock, &until);
	}
	if (result == ETIMEDOUT) {
		zr_clerk_rest(rounds->options.clerk);
	}
	while (rounds->first == NULL && !rounds->is_closed) {
		(void)pthread_cond_wait(&rounds->has_come, &rounds->lock);
	}
}

/* ---- a round ---- */

static void work_on(const struct zr_rounds_options *options, struct zr_inquiry *first)
{
	for (struct zr_inquiry *call = first; call != NULL; call = call->next) {
		zr_clerk_answer(options->clerk, call);
	}
}

/* Who only read is told, too: what he read was perhaps of those that are lost. */
static void retract(const struct zr_rounds_options *options, struct zr_inquiry *first,
	const struct zr_error *error)
{
	for (struct zr_inquiry *call = first; call != NULL; call = call->next) {
		if (!call->is_kept) {
			zr_clerk_retract(options->clerk, call, error);
		}
	}
}

static void let_go(struct zr_rounds *rounds, struct zr_inquiry *first)
{
	assert(rounds != NULL && first != NULL);
	while (first != NULL) {
		struct zr_inquiry *call = first;
		first = call->next;
		if (call->is_again) {
			call->is_second = true;
			(void)pthread_mutex_lock(&rounds->lock);
			add_last(rounds, call);
			(void)pthread_mutex_unlock(&rounds->lock);
		} else {
			rounds->options.done(call);
		}
	}
}

static void make_round(struct zr_rounds *rounds, struct zr_inquiry *first)
{
	assert(rounds != NULL && first != NULL);
	struct zr_error error = {0};
	const struct zr_rounds_options *options = &rounds->options;
	int code = zr_locker_begin(options->locker, &error);
	if (code == 0) {
		work_on(options, first);
		code = zr_locker_commit(options->locker, &error);
	}
	if (code != 0) {
		retract(options, first, &error);
	}
	let_go(rounds, first);
}

static void *run(void *user)
{
	struct zr_rounds *rounds = user;
	(void)prctl(PR_SET_NAME, "clerk");
	struct zr_inquiry *some = NULL;
	do {
		(void)pthread_mutex_lock(&rounds->lock);
		wait_for_some(rounds);
		some = take_some(rounds);
		(void)pthread_mutex_unlock(&rounds->lock);
		if (some != NULL) {
			make_round(rounds, some);
		}
	} while (some != NULL);
	return NULL;
}

/* ---- its life ---- */

static void destroy(struct zr_rounds *rounds)
{
	assert(rounds->first == NULL);
	(void)pthread_cond_destroy(&rounds->has_come);
	(void)pthread_mutex_destroy(&rounds->lock);
	free(rounds);
}

int zr_rounds_new(const struct zr_rounds_options *options, struct zr_rounds **ret_rounds,
	struct zr_error *error)
{
	assert(options != NULL && options->clerk != NULL && options->locker != NULL);
	assert(options->done != NULL && ret_rounds != NULL);
	struct zr_rounds *rounds = calloc(1, sizeof *rounds);
	pthread_condattr_t clock;
	if (rounds == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the clerk's thread");
	}
	rounds->options = *options;
	int failed = pthread_mutex_init(&rounds->lock, NULL);
	failed |= pthread_condattr_init(&clock);
	failed |= pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	failed |= pthread_cond_init(&rounds->has_come, &clock);
	assert(failed == 0);
	(void)pthread_condattr_destroy(&clock);
	int result = pthread_create(&rounds->thread, NULL, run, rounds);
	if (result != 0) {
		destroy(rounds);
		return zr_error_set_errno(error, result, "start the clerk's thread");
	}
	*ret_rounds = rounds;
	return 0;
}

void zr_rounds_stop(struct zr_rounds *rounds)
{
	assert(rounds != NULL && !rounds->is_closed);
	(void)pthread_mutex_lock(&rounds->lock);
	rounds->is_closed = true;
	(void)pthread_cond_signal(&rounds->has_come);
	(void)pthread_mutex_unlock(&rounds->lock);
	(void)pthread_join(rounds->thread, NULL);
}

void zr_rounds_free(struct zr_rounds *rounds)
{
	if (rounds != NULL) {
		assert(rounds->is_closed);
		destroy(rounds);
	}
}

void zr_rounds_put(struct zr_rounds *rounds, struct zr_inquiry *call)
{
	assert(rounds != NULL && call != NULL && call->status == 0);
	(void)pthread_mutex_lock(&rounds->lock);
	bool is_closed = rounds->is_closed;
	if (!is_closed) {
		add_last(rounds, call);
		(void)pthread_cond_signal(&rounds->has_come);
	}
	(void)pthread_mutex_unlock(&rounds->lock);
	if (is_closed) {
		zr_clerk_turn_away(call);
		rounds->options.done(call);
	}
}
