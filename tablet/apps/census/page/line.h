/*
 * A line of the interview's lists (all questions, the end) as a row: its answer, or what is wrong
 * with it, and the way to it.
 */
#ifndef ZR_CENSUS_LINE_H
#define ZR_CENSUS_LINE_H

#include "tablet/apps/census/model/overview.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"

/* What stands there, in the record or on the screen, cannot stay. */
bool zr_line_is_faulty(struct zr_app *app, const struct zr_overview_line *line);

/* A note that doubts an answer. */
bool zr_line_is_doubt(const struct zr_overview_line *line);

/* Its texts are the caller's, or the rows' that it is put into. */
struct zr_row zr_line_row(struct zr_app *app, const struct zr_overview_line *line);

/* Leaves the page for the question, at its fault if it has one. */
void zr_line_go(struct zr_app *app, const struct zr_overview_line *line);

#endif
