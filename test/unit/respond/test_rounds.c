/* The clerk's queue alone: clerk and locker are this file's, so that a commit can be made to fail.
 */
#include "test/unit/unit.h"

#include <pthread.h>
#include <string.h>

#include "respond/rounds.h"

#define CALL_COUNT 3

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool may_begin; /* the first round waits until all have come */
	int commit_code;
	unsigned commit_count;
	unsigned done_count;
} world = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* ---- a locker ---- */

int zr_locker_begin(struct zr_locker *locker, struct zr_error *error)
{
	(void)locker;
	(void)error;
	(void)pthread_mutex_lock(&world.lock);
	while (!world.may_begin) {
		(void)pthread_cond_wait(&world.changed, &world.lock);
	}
	(void)pthread_mutex_unlock(&world.lock);
	return 0;
}

int zr_locker_commit(struct zr_locker *locker, struct zr_error *error)
{
	(void)locker;
	world.commit_count++;
	return world.commit_code == 0 ? 0 : zr_error_set(error, world.commit_code, "lost");
}

/* ---- a clerk: a form is closed, and handed over behind the commit; all else is read ---- */

void zr_clerk_answer(struct zr_clerk *clerk, struct zr_inquiry *call)
{
	(void)clerk;
	call->is_again = call->is_post && !call->is_second;
	assert_true(!call->is_second || world.commit_count > 0);
	call->status = call->is_again ? 0 : 200;
}

void zr_clerk_retract(struct zr_clerk *clerk, struct zr_inquiry *call, const struct zr_error *error)
{
	(void)clerk;
	assert_int_equal(error->code, ZR_E_FULL);
	call->is_again = false;
	call->status = 507;
}

void zr_clerk_turn_away(struct zr_inquiry *call)
{
	call->status = 503;
	call->retry_after_s = 60;
}

void zr_clerk_rest(struct zr_clerk *clerk)
{
	(void)clerk;
}

/* ---- a door ---- */

static void on_done(struct zr_inquiry *call)
{
	(void)call;
	(void)pthread_mutex_lock(&world.lock);
	world.done_count++;
	(void)pthread_cond_signal(&world.changed);
	(void)pthread_mutex_unlock(&world.lock);
}

static struct zr_rounds *open_rounds(int commit_code)
{
	static char clerk, locker;
	struct zr_rounds *rounds = NULL;
	const struct zr_rounds_options options = {.clerk = (struct zr_clerk *)&clerk,
		.locker = (struct zr_locker *)&locker,
		.done = on_done};
	world.may_begin = false;
	world.commit_code = commit_code;
	world.commit_count = world.done_count = 0;
	assert_int_equal(zr_rounds_new(&options, &rounds, NULL), 0);
	return rounds;
}

/* All of them come before the first is worked on, and each is answered. */
static void run(struct zr_rounds *rounds, struct zr_inquiry *calls)
{
	for (size_t i = 0; i < CALL_COUNT; i++) {
		zr_rounds_put(rounds, &calls[i]);
	}
	(void)pthread_mutex_lock(&world.lock);
	world.may_begin = true;
	(void)pthread_cond_broadcast(&world.changed);
	while (world.done_count < CALL_COUNT) {
		(void)pthread_cond_wait(&world.changed, &world.lock);
	}
	(void)pthread_mutex_unlock(&world.lock);
}

static void what_closes_is_handed_over_in_a_later_round(void **state)
{
	(void)state;
	struct zr_inquiry calls[CALL_COUNT] = {{.is_post = true}, {.is_post = true}, {0}};
	struct zr_rounds *rounds = open_rounds(0);
	run(rounds, calls);
	for (size_t i = 0; i < CALL_COUNT; i++) {
		assert_int_equal(calls[i].status, 200);
		assert_int_equal(calls[i].is_second, calls[i].is_post);
	}
	assert_true(world.commit_count >= 2);
	zr_rounds_stop(rounds);
	zr_rounds_free(rounds);
}

static void who_only_read_in_a_lost_round_is_told(void **state)
{
	(void)state;
	struct zr_inquiry calls[CALL_COUNT] = {{.is_post = true}, {0}, {.is_kept = true}};
	struct zr_rounds *rounds = open_rounds(ZR_E_FULL);
	run(rounds, calls);
	assert_int_equal(calls[0].status, 507);
	assert_false(calls[0].is_second);
	assert_int_equal(calls[1].status, 507);
	assert_int_equal(calls[2].status, 200); /* the same for everybody: nothing was read */
	zr_rounds_stop(rounds);
	zr_rounds_free(rounds);
}

static void who_comes_behind_the_end_is_turned_away(void **state)
{
	(void)state;
	struct zr_inquiry call = {0};
	struct zr_rounds *rounds = open_rounds(0);
	zr_rounds_stop(rounds);
	zr_rounds_put(rounds, &call);
	assert_int_equal(call.status, 503);
	assert_int_equal(call.retry_after_s, 60);
	assert_int_equal(world.done_count, 1);
	zr_rounds_free(rounds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_closes_is_handed_over_in_a_later_round),
		cmocka_unit_test(who_only_read_in_a_lost_round_is_told),
		cmocka_unit_test(who_comes_behind_the_end_is_turned_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
