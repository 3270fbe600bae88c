/*
 * The tables of functions, one of each family's file: whoever adds a function adds a row there, and
 * the body beside it. Each ends with a row without a name. For lib/xpath.
 */
#ifndef ZR_XPATH_FAMILIES_H
#define ZR_XPATH_FAMILIES_H

#include "lib/xpath/functions/function.h"

extern const struct zr_function zr_functions_on_numbers[];      /* number.c */
extern const struct zr_function zr_functions_on_strings[];      /* string.c */
extern const struct zr_function zr_functions_on_logic[];        /* logic.c */
extern const struct zr_function zr_functions_on_selections[];   /* selection.c */
extern const struct zr_function zr_functions_on_dates[];        /* date_functions.c */
extern const struct zr_function zr_functions_on_date_formats[]; /* date_format.c */
extern const struct zr_function zr_functions_on_nodes[];        /* nodes.c */
extern const struct zr_function zr_functions_on_form[];         /* form_functions.c */
extern const struct zr_function zr_functions_on_geo[];          /* geo.c */
extern const struct zr_function zr_functions_on_digests[];      /* digest.c */
extern const struct zr_function zr_functions_on_random[];       /* random.c */

#endif
