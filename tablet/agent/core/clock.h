/*
 * The tablet's clock, set by the hub's (ADR 0119). The hub's receipt says what time it was there;
 * it is signed and lies between question and answer. Judging is pure; setting is the kernel's, and
 * only where the agent was told that it may (--set-clock).
 */
#ifndef ZR_AGENT_CLOCK_H
#define ZR_AGENT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct zr_state;

/* One exchange; microseconds. */
struct zr_clock_reading {
	int64_t hub_us;      /* wall time in the receipt */
	int64_t asked_us;    /* monotonic, when the request left */
	int64_t answered_us; /* and when its answer was whole */
	int64_t wall_us;     /* our wall time then */
	int64_t newest_us;   /* the latest wall time that a stored record carries */
};

/* What one exchange leaves for the next; zeroed at the start. */
struct zr_clock {
	bool has_doubt;   /* a step back over stored times was asked for once */
	int64_t doubt_us; /* by this much (negative) */
};

/* True when the clock is to be set; ret_wall_us is what it should show. */
bool zr_clock_judge(
	struct zr_clock *clock, const struct zr_clock_reading *reading, int64_t *ret_wall_us);

/* Judges the receipt of the running exchange, and sets the clock when that is needed and allowed.
 */
void zr_clock_take(
	struct zr_clock *clock, struct zr_state *state, int64_t hub_us, int64_t asked_us);

#endif
