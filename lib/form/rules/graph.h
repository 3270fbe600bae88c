/*
 * The dependency graph of a form's rules. For lib/form.
 */
#ifndef ZR_FORM_GRAPH_H
#define ZR_FORM_GRAPH_H

#include "lib/form/load/loading.h"

int zr_graph_build(struct zr_loading *loading) ZR_MUST_CHECK;

#endif
