/*
 * The tablet: lib/sync as it ships, between stand-ins for the agent (tablet/agent/core/carrier.c,
 * intake.c, service.c) and its store (lib/store/outbox.c, inbox.c, hub_life.c). A stand-in does
 * what its original does, in the same order of commits; a crash keeps the tablet's disk and takes
 * the rest.
 */
#ifndef ZR_TEST_TABLET_STANDIN_H
#define ZR_TEST_TABLET_STANDIN_H

#include "test/explore/scene.h"

/* Where taking an answer ends. Each commit is a place for a crash, each call for an error. */
enum take_end {
	TAKE_WHOLE,
	TAKE_ORDER_LEFT,         /* no room for what the order brings */
	TAKE_CRASH_LIFE,         /* what the hub told of its store is on disk, then a crash */
	TAKE_CRASH_SETTLED,      /* the receipt too */
	TAKE_CRASH_ACKNOWLEDGED, /* which orders' acknowledgements arrived, too */
	TAKE_CRASH_ORDER,        /* the order too */
	TAKE_ERROR_LIFE,         /* the receipt cannot be stored */
	TAKE_ERROR_LOAD,         /* the records that wait again cannot be read */
	TAKE_ERROR_SETTLED,      /* the acknowledgements cannot be stored */
	TAKE_END_COUNT
};

/* The agent starts, with what is on disk. */
void tablet_boot(struct scene *scene);

/* The finished interview is given to the agent. is_crash: the power fails behind the commit. */
void tablet_submit(struct scene *scene, bool is_crash);

/* Whether a record of this interview is in the outbox, sealed: zr_outbox_find(). */
bool tablet_has_record(const struct scene *scene, unsigned interview);

/* An exchange begins. A place for the request must be free. */
void tablet_start(struct scene *scene);
/* It ends without an answer. code: a ZR_E_*. */
void tablet_fail(struct scene *scene, int code, bool was_uploaded);
/* It ends with this answer. */
void tablet_take(struct scene *scene, const struct answer *answer, enum take_end end);

#endif
