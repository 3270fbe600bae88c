/* How a question looks in a browser, and what its fields are called. Pure. */
#ifndef ZR_RESPOND_LOOK_H
#define ZR_RESPOND_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/form/session.h"

enum zr_look {
	ZR_LOOK_NOTE,   /* it is read, nothing is entered */
	ZR_LOOK_ABSENT, /* a browser cannot answer it: it is passed over */
	ZR_LOOK_TEXT,
	ZR_LOOK_LINES,
	ZR_LOOK_SECRET,
	ZR_LOOK_INT,
	ZR_LOOK_DECIMAL,
	ZR_LOOK_RANGE,
	ZR_LOOK_DATE, /* day, month, year */
	ZR_LOOK_MONTH,
	ZR_LOOK_YEAR,
	ZR_LOOK_TIME,
	ZR_LOOK_DATETIME,
	ZR_LOOK_RADIOS,
	ZR_LOOK_MENU, /* one of many, in a list that opens */
	ZR_LOOK_CHECKS,
	ZR_LOOK_RANK, /* a place for each choice */
	ZR_LOOK_TICK, /* a trigger: that it was read */
};

enum zr_look zr_look_of(const struct zr_item *question);

/* Something is entered there. */
bool zr_look_is_input(enum zr_look look);
/* It has several fields, so that its words are a legend. */
bool zr_look_is_set(enum zr_look look);

/* The verdict on what stands there: what cannot be answered here is no fault. ZR_VERDICT_ACCEPTED
 * also where the form cannot be worked out. */
enum zr_verdict zr_look_judge(struct zr_session *session, const struct zr_item *question);

/* The parts of a field: "v/data/age", "d/data/birth" (its day) and so on; "q/…" says that the page
 * showed the question. */
#define ZR_LOOK_SHOWN  "q"
#define ZR_LOOK_VALUE  "v"
#define ZR_LOOK_DAY    "d"
#define ZR_LOOK_MONTHS "m"
#define ZR_LOOK_YEARS  "y"
#define ZR_LOOK_CLOCK  "t"

#endif
