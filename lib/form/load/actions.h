/*
 * Reading setvalue and the other actions. For lib/form.
 */
#ifndef ZR_FORM_ACTIONS_H
#define ZR_FORM_ACTIONS_H

#include "lib/form/load/loading.h"

int zr_actions_load(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control) ZR_MUST_CHECK;
bool zr_actions_is_action(const struct zr_node *element);

#endif
