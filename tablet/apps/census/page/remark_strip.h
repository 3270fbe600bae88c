/*
 * A remark of the controller, above the question that it is about, and the answer to it: the
 * question is answered anew, or somebody writes why it is as it is.
 */
#ifndef ZR_CENSUS_REMARK_STRIP_H
#define ZR_CENSUS_REMARK_STRIP_H

#include <gtk/gtk.h>

#include "lib/form/session.h"
#include "tablet/apps/census/page/pages.h"

/* Puts those on the question into the box, before all that is there. */
void zr_remark_strip_add(struct zr_app *app, GtkWidget *box, const struct zr_item *question);

/* Puts those on the whole record, and on questions that are not asked any more. */
void zr_remark_strip_add_rest(struct zr_app *app, GtkWidget *box);

#endif
