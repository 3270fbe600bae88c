/*
 * An author's text in the words of XPath, before it is compiled or where it never is: the arguments
 * of a call as they are written (an appearance that searches), the steps of a plain path (a
 * nodeset). The one lexer of lib/xpath parts them, so that a comma or a bracket between quotes is
 * none. Of a compiled expression ask zr_xpath_visit_calls() and zr_xpath_visit_paths().
 *
 * Everything is borrowed from the text. Source: XPath 1.0 sections 2 and 3.7.
 */
#ifndef ZR_XPATH_WRITTEN_H
#define ZR_XPATH_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of a text, without the blanks around it. text NULL: there is none. */
struct zr_written {
	const char *text;
	size_t bytes;
};

/* The bracket that closes the one at open, '(' or '['; NULL when none does. */
const char *zr_written_close(const char *open);

/* What stands behind the call name(…) that the text begins with, and its arguments; NULL when the
 * text begins with no such call, or that has more than max arguments. */
const char *zr_written_call(const char *text, const char *name, struct zr_written *arguments,
	size_t max, size_t *ret_count);

/* The same of the first such call anywhere in the text. */
const char *zr_written_find(const char *text, const char *name, struct zr_written *arguments,
	size_t max, size_t *ret_count);

/* The id of the first call instance('id') in the text; what stands behind the call, the path of the
 * rows, NULL when there is none. */
const char *zr_written_instance(const char *text, struct zr_written *ret_id);

/* What stands between the quotes of a piece that is one literal. */
bool zr_written_literal(const struct zr_written *piece, struct zr_written *ret_inside);

/* The id that the text jr:itext('id') names; false where it is worked out, or the text is another.
 * Real ids hold quotes of their own, jr:itext('it's'), and JavaRosa takes all between the first and
 * the last quote: so is it here when the words give no literal. */
bool zr_written_itext_id(const char *text, struct zr_written *ret_id);

/* A path of names, "." and "..", with or without conditions in brackets. */
struct zr_written_path {
	const char *at;   /* the next step */
	bool is_absolute; /* from the root; else from the context, be it written current()/ */
	bool is_plain;    /* false once something stood there that such a path does not have */
};

struct zr_written_step {
	enum {
		ZR_WRITTEN_CHILD,
		ZR_WRITTEN_ATTRIBUTE,
		ZR_WRITTEN_SELF,
		ZR_WRITTEN_PARENT,
	} axis;
	struct zr_written prefix;    /* bytes 0: none */
	struct zr_written name;      /* CHILD, ATTRIBUTE: without its prefix */
	struct zr_written condition; /* what stands in its first brackets; text NULL: it has none */
};

struct zr_written_path zr_written_begin(const char *text);

/* The next step of the path; false at its end and where it is not plain. A slash too many, doubled
 * or at the end, is passed over: a slip of the hand is no reason to refuse a form. */
bool zr_written_next(struct zr_written_path *path, struct zr_written_step *ret_step);

#endif
