/* Random answers, good and bad, for each kind of question. */
#ifndef ZR_TEST_WALK_VALUE_H
#define ZR_TEST_WALK_VALUE_H

#include "test/conformance/walk/walk.h"

/* A value to try at a question, good or bad, into ret_text. */
void walk_value_pick(struct walk *walk, const struct zr_item *item, struct zr_buffer *ret_text);

#endif
