/* Forms that nobody wrote. */
#ifndef ZR_TEST_WALK_INVENT_H
#define ZR_TEST_WALK_INVENT_H

#include "test/conformance/walk/walk.h"

/* The XForm of walk->random_state; nothing else of the walk is read. */
void walk_invent_form(struct walk *walk, struct zr_buffer *ret_xml);

#endif
