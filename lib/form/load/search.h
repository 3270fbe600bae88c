/*
 * Lists that expressions and appearances name without declaring them. For lib/form.
 */
#ifndef ZR_FORM_SEARCH_H
#define ZR_FORM_SEARCH_H

#include "lib/base/buffer.h"
#include "lib/form/load/loading.h"

/* The lists that pulldata() calls of an expression name. */
int zr_search_need_lists(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_xpath *expression) ZR_MUST_CHECK;
/* The lists that answers to selects name, once the body is read. */
int zr_search_need_answers(struct zr_loading *loading) ZR_MUST_CHECK;
/* The nodeset that the appearance search(…) stands for; empty without the list. */
int zr_search_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *appearance, struct zr_buffer *ret_nodeset) ZR_MUST_CHECK;

#endif
