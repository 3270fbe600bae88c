/* A few seconds are left alone: nobody needs them, and each step makes a gap in somebody's times.
 */
#include "tablet/agent/core/clock.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "lib/event/log.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/state.h"

enum {
	SECOND_US = 1000 * 1000,
	TOLERANCE_US = 5 * SECOND_US,
	/* A slower exchange does not say well enough when the hub wrote its time. */
	ROUND_TRIP_US_MAX = 20 * SECOND_US,
	/* Two exchanges agree when they ask for the same step within a minute. */
	AGREEMENT_US = 60 * SECOND_US,
};

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

bool zr_clock_judge(
	struct zr_clock *clock, const struct zr_clock_reading *reading, int64_t *ret_wall_us)
{
	assert(clock != NULL && reading != NULL && ret_wall_us != NULL);
	int64_t round_trip_us = reading->answered_us - reading->asked_us;
	bool is_time = reading->hub_us > 0 && reading->hub_us < INT64_MAX / 2; /* room to reckon */
	if (!is_time || round_trip_us < 0 || round_trip_us > ROUND_TRIP_US_MAX) {
		return false;
	}
	int64_t wanted_us = reading->hub_us + round_trip_us / 2;
	int64_t step_us = wanted_us - reading->wall_us;
	if (distance(step_us, 0) <= TOLERANCE_US + round_trip_us / 2) {
		clock->has_doubt = false;
		return false;
	}
	bool is_over_records = step_us < 0 && wanted_us < reading->newest_us;
	bool is_agreed = clock->has_doubt && distance(step_us, clock->doubt_us) <= AGREEMENT_US;
	clock->has_doubt = is_over_records && !is_agreed;
	clock->doubt_us = step_us;
	if (clock->has_doubt) {
		return false;
	}
	*ret_wall_us = wanted_us;
	return true;
}

void zr_clock_take(struct zr_clock *clock, struct zr_state *state, int64_t hub_us, int64_t asked_us)
{
	assert(clock != NULL && state != NULL);
	struct zr_clock_reading reading = {.hub_us = hub_us,
		.asked_us = asked_us,
		.answered_us = zr_state_now_us(state),
		.wall_us = zr_state_wall_us()};
	int64_t wanted_us = 0;
	if (!state->options->may_set_clock ||
		zr_outbox_newest_us(state->database, &reading.newest_us, NULL) < 0 ||
		!zr_clock_judge(clock, &reading, &wanted_us)) {
		return;
	}
	const struct timespec wall = {.tv_sec = (time_t)(wanted_us / SECOND_US),
		.tv_nsec = (long)(wanted_us % SECOND_US * 1000)};
	long step_s = (long)((wanted_us - reading.wall_us) / SECOND_US);
	if (clock_settime(CLOCK_REALTIME, &wall) < 0) {
		ZR_LOG(CLOCK_NOT_SET, .step_s = step_s, .errno_value = errno);
		return;
	}
	ZR_LOG(CLOCK_SET, .step_s = step_s);
	if (wanted_us < reading.newest_us) {
		ZR_LOG(RECORDS_AHEAD, .ahead_s = (reading.newest_us - wanted_us) / SECOND_US);
	}
	zr_state_changed(state);
}
