/* What must hold at any moment of a walk. */
#ifndef ZR_TEST_WALK_CHECK_H
#define ZR_TEST_WALK_CHECK_H

#include "test/conformance/walk/walk.h"

/* Every state of the interview is what a full evaluation gives. */
void walk_check_states(struct walk *walk);

/* What is saved and restored is the same; now and then the walk goes on in the restored session. */
void walk_check_restore(struct walk *walk);

#endif
