/*
 * What the person in an interview is told of what came from the hub meanwhile: its household
 * answered online, or went from the list; its remarks are others now. The interview goes on as it
 * is, and nothing of it is taken away.
 */
#ifndef ZR_CENSUS_NOTICE_H
#define ZR_CENSUS_NOTICE_H

#include "tablet/apps/census/page/pages.h"

/* After an interview was opened: what its place is now, to tell what changes. One whose household
 * has answered already is told of at once. */
void zr_notice_begin(struct zr_app *app);

/* After the agent's view changed or remarks were taken: tells what is new. Nothing outside an
 * interview. */
void zr_notice_keep(struct zr_app *app);

#endif
