/*
 * An XForm as an author thinks of it: the nodes of its main instance in order, each with its bind
 * and its control. Made from the XML alone, so that a form with faults can still be looked at.
 */
#ifndef ZR_FORMCHECK_OUTLINE_H
#define ZR_FORMCHECK_OUTLINE_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/form/xml.h"
#include "lib/xpath/tree.h"

struct zr_outline_item {
	const char *path; /* "/data/person/age" */
	unsigned depth;   /* 0 below the instance's root */
	const struct zr_node *node;
	const struct zr_node *bind;    /* NULL: none */
	const struct zr_node *control; /* of the body; NULL: not shown */
	const struct zr_node *repeat;  /* the <repeat> of its control's group; NULL: none */
};

struct zr_outline {
	struct zr_arena arena;
	struct zr_names *names;
	struct zr_xml_prefix *prefixes;
	const struct zr_node *head;
	const struct zr_node *model;
	const struct zr_node *body;
	const struct zr_node *root;    /* of the main instance */
	struct zr_outline_item *items; /* in the instance's order */
	size_t count;
	size_t *by_path; /* indexes of items, ordered by path */
};

/* {0} before. ZR_E_SYNTAX, ZR_E_INVALID (not an XForm), ZR_E_NOMEM. */
int zr_outline_read(struct zr_outline *outline, const void *xml, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_outline_finish(struct zr_outline *outline);

/* The item of a path, which may have blanks around it and be relative to the root; NULL when there
 * is none. */
struct zr_outline_item *zr_outline_find(const struct zr_outline *outline, const char *path);

/* Whether the model has an <instance> from that file. */
bool zr_outline_declares(const struct zr_outline *outline, const char *uri);

struct zr_outline_counts {
	size_t questions; /* what is asked, without groups and repeats */
	size_t groups;
	size_t repeats;
};
struct zr_outline_counts zr_outline_count(const struct zr_outline *outline);

/* Appends text with every path of plain names written as an author writes it: "${age}" for
 * " /data/person/age " or " ../age ". ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_outline_rewrite(const char *text, struct zr_buffer *ret_text) ZR_MUST_CHECK;

/* The id of the main instance, its version, the title; "" when the form gives none. */
const char *zr_outline_id(const struct zr_outline *outline);
const char *zr_outline_version(const struct zr_outline *outline);
const char *zr_outline_title(const struct zr_outline *outline);

/* The n-th <translation>, NULL behind the last; the default one's number. */
const struct zr_node *zr_outline_translation(const struct zr_outline *outline, size_t n);
size_t zr_outline_default_translation(const struct zr_outline *outline);

/* Appends what a <label> or <hint> says in a translation (NULL: none) with its outputs as "${x}".
 */
int zr_outline_caption(const struct zr_node *caption, const struct zr_node *translation,
	struct zr_buffer *ret_text) ZR_MUST_CHECK;

#endif
