/*
 * Reading <itext> and labels, finding a text. For lib/form.
 */
#ifndef ZR_FORM_ITEXT_H
#define ZR_FORM_ITEXT_H

#include "lib/base/error.h"
#include "lib/form/load/captions.h"
#include "lib/xpath/tree.h"

struct zr_loading;

int zr_itext_load(struct zr_loading *loading, const struct zr_node *itext) ZR_MUST_CHECK;

/* NULL when there is none. */
const struct zr_itext *zr_itext_find(const struct zr_itext_table *table, const char *id);

/* The pieces for a language and form: long and short stand in for plain and each other, the default
 * language for one that lacks it. NULL when there is none. */
const struct zr_piece *zr_itext_pieces(const struct zr_itext_table *table,
	const struct zr_itext *itext, size_t language, enum zr_itext_form form);

/* A label, hint or value element: its ref or its content. ret_text is NULL when it is empty. */
int zr_itext_read_element(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_caption **ret_text) ZR_MUST_CHECK;

/* A message attribute: "jr:itext('…')" or plain words. */
int zr_itext_read_message(struct zr_loading *loading, const struct zr_node *element,
	const char *message, const struct zr_caption **ret_text) ZR_MUST_CHECK;

#endif
