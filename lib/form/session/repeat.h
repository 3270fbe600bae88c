/*
 * Instances of repeats: adding and removing. For lib/form.
 */
#ifndef ZR_FORM_REPEAT_H
#define ZR_FORM_REPEAT_H

#include "lib/form/session/working.h"

int zr_repeat_append(struct zr_session *session, struct zr_node *anchor,
	struct zr_node **ret_instance, struct zr_error *error) ZR_MUST_CHECK;
/* What jr:count asks for at an anchor; not known while it is empty. */
int zr_repeat_wanted(struct zr_session *session, struct zr_node *anchor, size_t *ret_wanted,
	bool *ret_is_known, struct zr_error *error) ZR_MUST_CHECK;
/* One more instance where a lazy jr:count asks for it. */
bool zr_repeat_grow(struct zr_session *session, struct zr_node *anchor);
void zr_repeat_drop(struct zr_session *session, struct zr_node *instance);

#endif
