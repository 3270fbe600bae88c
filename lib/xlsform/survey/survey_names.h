/*
 * Names of questions, groups and repeats: what they may be, and that they are their own.
 */
#ifndef ZR_XLSFORM_SURVEY_NAMES_H
#define ZR_XLSFORM_SURVEY_NAMES_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_survey_item;

/* Names that stand twice in one container, over the whole tree; its paths are set. */
int zr_survey_names_check(struct zr_conversion *c) ZR_MUST_CHECK;
/* The name of an item that is not in the tree yet. */
int zr_survey_names_check_new(struct zr_conversion *c, struct zr_survey_item *item) ZR_MUST_CHECK;
/* A name for an item whose own is at fault. */
int zr_survey_names_stand_in(struct zr_conversion *c, struct zr_survey_item *item) ZR_MUST_CHECK;

#endif
