/*
 * XForms compared by what they say: attributes in any order, white space between elements and
 * around expressions left out; binds, translations, texts and secondary instances in any order.
 */
#ifndef ZR_TEST_CANONICAL_H
#define ZR_TEST_CANONICAL_H

#include "lib/base/buffer.h"

/* 0 when both say the same, 1 and the first difference as a sentence, or a negative error. */
int canonical_compare(const struct zr_buffer *ours, const struct zr_buffer *expected,
	struct zr_buffer *ret_difference);

#endif
