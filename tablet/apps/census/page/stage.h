/*
 * The ways between the pages. One page is shown at a time; who wants another asks for it by its
 * name, with what that page is to show (pages.h).
 */
#ifndef ZR_CENSUS_STAGE_H
#define ZR_CENSUS_STAGE_H

#include "tablet/apps/census/page/pages.h"

/* Shows the page (also again) with what it wants; wanted is borrowed. */
void zr_stage_show(struct zr_app *app, enum zr_page_id page, const void *wanted);
bool zr_stage_is_showing(const struct zr_app *app, enum zr_page_id page);

/* Rebuilds the present page with its data. */
void zr_stage_rebuild(struct zr_app *app);

/* Takes the page off, with its data, before what it looks at goes. */
void zr_stage_clear(struct zr_app *app);

/* The list of languages over the present page, and back from it. */
void zr_stage_show_languages(struct zr_app *app);
void zr_stage_leave_languages(struct zr_app *app);

/* To the list, the screen of the interview, the question on its screen, or that with its fault. */
void zr_stage_show_list(struct zr_app *app);
void zr_stage_go(struct zr_app *app, struct zr_screen screen);
void zr_stage_show_question(struct zr_app *app, const struct zr_item *question);
void zr_stage_show_fault(struct zr_app *app, const struct zr_item *question);

/* The agent's view is another: the page is told, or another takes its place. */
void zr_stage_change(struct zr_app *app);

/* Leaves the interview for the list. Where something typed would be lost it asks first. */
void zr_stage_leave_interview(struct zr_app *app);
void zr_stage_close_interview(struct zr_app *app);

/* The banner for a failed store. */
void zr_stage_show_store_fault(struct zr_app *app, const struct zr_error *error);

/* The interview's standard bars: title, progress, jump list, language, close. */
void zr_stage_show_interview_bars(struct zr_app *app, const char *subtitle);

/* The next drawn frame is followed by a screen event of the probe; and that event. */
void zr_stage_tell(struct zr_app *app);
void zr_stage_tell_drawn(struct zr_app *app);

/* The probe's event of an answer that is on disk. */
void zr_stage_tell_stored(struct zr_app *app, const char *path, const char *value);

#endif
