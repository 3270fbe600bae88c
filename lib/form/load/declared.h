/*
 * Reading what a form declares for the device and the server. For lib/form.
 */
#ifndef ZR_FORM_DECLARED_H
#define ZR_FORM_DECLARED_H

#include "lib/base/error.h"
#include "lib/form/load/declarations.h"
#include "lib/xpath/tree.h"

struct zr_control;
struct zr_loading;

/* Comes before the body, which adds what it finds. */
int zr_declared_load(struct zr_loading *loading) ZR_MUST_CHECK;
void zr_declared_read_control(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control);
void zr_declared_read_recording(
	struct zr_loading *loading, const struct zr_node *element, const char *reference);

#endif
