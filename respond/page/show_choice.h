/* The fields of a choice: one of several, several, or all in an order. */
#ifndef ZR_RESPOND_SHOW_CHOICE_H
#define ZR_RESPOND_SHOW_CHOICE_H

#include "respond/page/show_part.h"

void zr_show_choice(struct zr_html *html, const struct zr_show_question *field);

#endif
