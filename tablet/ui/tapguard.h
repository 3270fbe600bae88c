/*
 * Which touches are meant for what is seen. A hand that taps twice on Next means one step: the
 * second tap, at the same place and within 300 ms of the first, would answer or skip a question
 * that nobody has read. And a touch that was made before the page was drawn was meant for the page
 * before it.
 *
 * Pure. Times are those of the input events (milliseconds of the display's own clock, which wraps
 * after 49 days), never when they were handled: a busy tablet handles both taps late and at once.
 */
#ifndef ZR_UI_TAPGUARD_H
#define ZR_UI_TAPGUARD_H

#include <stdbool.h>
#include <stdint.h>

enum {
	ZR_TAPGUARD_MS = 300,
	ZR_TAPGUARD_NEAR_PX = 60, /* a finger does not meet its own place more exactly */
};

struct zr_tap {
	uint32_t time_ms;
	double x, y; /* in the window; of a key: the same for every press */
};

struct zr_tapguard {
	struct zr_tap last;    /* the press that was let through last */
	struct zr_tap turning; /* the press that brought this page */
	bool has_last;
	bool has_turning;
	bool is_drawn; /* what the page shows has been on the screen */
};

/* Another page, or other content at the place of the old one, was put on the screen. */
void zr_tapguard_turned(struct zr_tapguard *guard);

/* A frame with it was drawn. */
void zr_tapguard_drawn(struct zr_tapguard *guard);

/* Whether the press may reach the page. One that may is remembered. */
bool zr_tapguard_lets(struct zr_tapguard *guard, const struct zr_tap *tap);

#endif
