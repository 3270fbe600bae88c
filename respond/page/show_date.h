/* The fields of a date, a time, or both. */
#ifndef ZR_RESPOND_SHOW_DATE_H
#define ZR_RESPOND_SHOW_DATE_H

#include "respond/page/show_part.h"

void zr_show_date(struct zr_html *html, const struct zr_show_question *field);

#endif
