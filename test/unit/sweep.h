/*
 * Runs one piece of work with the n-th allocation, SQLite's or ours, the n-th write or the n-th
 * sync failing, for every n until the work is through without meeting it. The work must say that it
 * failed, with a sentence, and leave no transaction open; then it must succeed. Link with the wraps
 * of fail_alloc.h.
 */
#ifndef ZR_TEST_SWEEP_H
#define ZR_TEST_SWEEP_H

#include <stdio.h>

#include "lib/base/error.h"
#include "test/unit/fail_alloc.h"
#include "test/unit/fail_sqlite.h"

/* 0 or an error. turn is another number each time, for names that must be new. */
typedef int sweep_work(void *user, unsigned turn, struct zr_error *error);

static unsigned sweep_turn;

static void sweep_check(int code, const struct zr_error *error, bool was_met)
{
	if (code >= 0) {
		return;
	}
	assert_true(was_met);
	assert_int_equal(error->code, code);
	assert_true(error->message[0] != '\0');
	assert_true(code == ZR_E_NOMEM || code == ZR_E_FULL || code == ZR_E_IO);
}

static int sweep_once(sweep_work *work, void *user, sqlite3 *handle)
{
	struct zr_error error = {0};
	int code = work(user, ++sweep_turn, &error);
	bool was_met = fail_alloc_stop() || fail_was_met;
	for (int i = 0; i < FAIL_POINT_COUNT; i++) {
		fail_countdown[i] = 0;
	}
	sweep_check(code, &error, was_met);
	assert_true(handle == NULL || sqlite3_get_autocommit(handle) != 0);
	fail_was_met = was_met;
	return code;
}

/* Opens anew what the work uses before an allocation of SQLite fails, so that each of its
 * statements is prepared under the failure and none is kept from the turn before. NULL: nothing is
 * kept. */
static void (*sweep_renew)(void);

/* handle: that the work uses, NULL when it opens its own. */
static void sweep(sweep_work *work, void *user, sqlite3 *handle)
{
	for (enum fail_point point = FAIL_MALLOC; point < FAIL_POINT_COUNT; point++) {
		fail_was_met = true;
		for (long n = 1; fail_was_met; n++) {
			if (point == FAIL_MALLOC && sweep_renew != NULL) {
				sweep_renew();
			}
			fail_was_met = false;
			fail_countdown[point] = n;
			(void)sweep_once(work, user, handle);
		}
	}
	fail_was_met = true;
	for (long n = 0; fail_was_met; n++) {
		fail_was_met = false;
		fail_alloc_start(n);
		(void)sweep_once(work, user, handle);
	}
	assert_int_equal(sweep_once(work, user, handle), 0);
}

#endif
