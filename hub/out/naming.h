/*
 * Names that statistical packages take: at most 32 characters and 64 bytes, letters, digits and
 * "_", a letter in front, none twice whatever the case, none that a package reads as a word of its
 * own. The same name in every package. Source: SPSS "Variable names"; Stata "[U] 11.3".
 */
#ifndef ZR_HUB_OUT_NAMING_H
#define ZR_HUB_OUT_NAMING_H

#include "hub/out/variables.h"

/* Gives each variable its name: of its own node where that is the only one so called, else by the
 * path; "_2" and so on where that is not enough. ZR_E_NOMEM. */
int zr_naming_make(struct zr_variables *variables, const struct zr_columns *columns,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
