/*
 * What went wrong, as the enumerator is told: a sentence in his language for the code of an error.
 * The error's own message is English, for the log and for whoever mends it. Pure.
 */
#ifndef ZR_CENSUS_FAULTS_H
#define ZR_CENSUS_FAULTS_H

#include "lib/base/error.h"
#include "tablet/apps/census/wording.h"

/* Borrowed, for ever. form: it is the questionnaire that is at fault, not the tablet. */
const char *zr_faults_words(const struct zr_error *error);
const char *zr_faults_form_words(const struct zr_error *error);

/* "line 5, /data/age: the message": where a questionnaire is wrong, for whoever mends it. The
 * caller frees it. */
char *zr_faults_details(const struct zr_error *error);

#endif
