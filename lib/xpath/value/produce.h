/*
 * Values as terms and functions give them. For lib/xpath.
 */
#ifndef ZR_XPATH_PRODUCE_H
#define ZR_XPATH_PRODUCE_H

#include "lib/xpath/value/evaluation.h"

/* text is borrowed: in the arena, a node or the expression. */
void zr_produce_text(struct zr_value *ret_value, const char *text);
void zr_produce_number(struct zr_value *ret_value, double number);
void zr_produce_boolean(struct zr_value *ret_value, bool boolean);

/* Copies the text into the arena. ZR_E_NOMEM. */
int zr_produce_copy(struct zr_evaluation *evaluation, struct zr_value *ret_value, const char *text,
	size_t bytes) ZR_MUST_CHECK;

#endif
