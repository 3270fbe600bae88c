/*
 * Secondary instances. For lib/form.
 */
#ifndef ZR_FORM_INSTANCE_H
#define ZR_FORM_INSTANCE_H

#include "lib/form/load/loading.h"

int zr_instance_load(struct zr_loading *loading) ZR_MUST_CHECK;
struct zr_instance *zr_instance_find(const struct zr_form *form, const char *id);
/* Reads FILE.csv as instance FILE where the form declares none; a missing file is a warning. */
int zr_instance_need(
	struct zr_loading *loading, const struct zr_node *element, const char *file) ZR_MUST_CHECK;
/* The same, and nothing where there is no such file. */
int zr_instance_try(struct zr_loading *loading, const char *file) ZR_MUST_CHECK;
/* Notes the rows' holder and name where the nodeset is every row of a secondary instance. */
void zr_instance_find_rows(const struct zr_form *form, struct zr_choice_source *source);
int zr_instance_load_external(struct zr_loading *loading) ZR_MUST_CHECK;

#endif
