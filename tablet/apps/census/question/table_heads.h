/*
 * Tables of a field-list: a label row (appearance label) heads the questions behind it that show no
 * labels of their own (list-nolabel) and have the same choices. Pure; nothing is kept.
 * Source: XLSForm "table-list", ODK XForms "Appearances".
 */
#ifndef ZR_CENSUS_TABLE_HEADS_H
#define ZR_CENSUS_TABLE_HEADS_H

#include <glib.h>

#include "lib/form/session.h"

/* For each question of the screen (struct zr_item) the index of its label row, or -1: an array of
 * int that the caller frees. */
GArray *zr_table_heads_find(struct zr_session *session, const GArray *questions);

/* How wide each column is when that many choices stand beside the questions; 0 when they have no
 * room: then the questions stand one below the other. */
int zr_table_heads_cell_width(int width, size_t choices);

#endif
