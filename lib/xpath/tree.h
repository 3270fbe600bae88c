/*
 * The tree of named nodes that instances are made of and that XPath walks.
 *
 * Names are interned: two nodes have the same name exactly when their name pointers are equal
 * (within one struct zr_names). An element without element children holds its text in `value`; a
 * document with mixed content has ZR_NODE_TEXT children instead. Attributes hang on
 * `first_attribute`. Not thread-safe: one thread owns a tree. Source: XPath 1.0 section 5 (data
 * model), ODK XForms "Instance".
 */
#ifndef ZR_XPATH_TREE_H
#define ZR_XPATH_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_bind;  /* lib/form/bind.h: what the model says of a node */
struct zr_names; /* the table of interned names */

enum zr_node_kind {
	ZR_NODE_DOCUMENT,
	ZR_NODE_ELEMENT,
	ZR_NODE_ATTRIBUTE,
	ZR_NODE_TEXT,
	ZR_NODE_COMMENT,
	ZR_NODE_INSTRUCTION, /* <?target value?>; the name is the target */
};

struct zr_name {
	const char *local;         /* "person" */
	const char *prefix;        /* as first written, "" for none */
	const char *namespace_uri; /* "" for none */
	uint32_t index;            /* dense, from 0, for tables keyed by name */
};

enum {
	ZR_NODE_IRRELEVANT = 1 << 0, /* by its own condition or an ancestor's */
	ZR_NODE_REQUIRED = 1 << 1,
	ZR_NODE_READONLY = 1 << 2,
	ZR_NODE_TEMPLATE = 1 << 3, /* jr:template: never part of a node-set */
	ZR_NODE_NUMERIC = 1 << 4,  /* bound as int or decimal: XPath compares it as a number */
	ZR_NODE_MOMENT = 1 << 7,   /* bound as dateTime: functions on text see its date only */
				   /* 1 << 5 and 1 << 6 are lib/form/bind.h's */
};

struct zr_node {
	const struct zr_name *name; /* NULL for document, text and comment */
	struct zr_node *parent;
	struct zr_node *first_child;
	struct zr_node *last_child;
	struct zr_node *next; /* sibling; the next attribute for an attribute */
	struct zr_node *previous;
	struct zr_node *first_attribute;
	char *value;                /* owned; NULL is the empty string */
	const struct zr_bind *bind; /* NULL outside the main instance */
	void *extra;                /* for the session's use */
	uint32_t order;             /* document order, stale while the topmost node has 0 here */
	uint8_t kind;               /* enum zr_node_kind */
	uint8_t flags;
	bool is_only; /* no sibling can have its name: a walk by name may stop here */
};

/* Names. intern returns NULL only when memory is out; the name lives as long as the table. */
struct zr_names *zr_names_new(void);
void zr_names_free(struct zr_names *names);
const struct zr_name *zr_names_intern(
	struct zr_names *names, const char *namespace_uri, const char *prefix, const char *local);

/* Nodes. new gives a detached node with a copy of value (NULL allowed), or NULL without memory. */
struct zr_node *zr_node_new(enum zr_node_kind kind, const struct zr_name *name, const char *value);

/* Frees a detached node with all below it. NULL is allowed. */
void zr_node_free(struct zr_node *node);

/* Links a detached child as the last child, or before a sibling (NULL: at the end). */
void zr_node_append(struct zr_node *parent, struct zr_node *child);
void zr_node_insert(struct zr_node *parent, struct zr_node *child, struct zr_node *before);
void zr_node_append_attribute(struct zr_node *element, struct zr_node *attribute);
void zr_node_detach(struct zr_node *node);

/* A deep copy with binds and flags, detached. NULL without memory. */
struct zr_node *zr_node_clone(const struct zr_node *node);

/* Replaces the value; NULL and "" are the same. ZR_E_NOMEM leaves the old one. */
int zr_node_set_value(struct zr_node *node, const char *value) ZR_MUST_CHECK;

/* The value of a leaf, "" when it has none. Borrowed until it changes. */
const char *zr_node_value(const struct zr_node *node);

/* The first child element of that name, NULL when there is none. */
struct zr_node *zr_node_child(const struct zr_node *parent, const struct zr_name *name);

/* 1-based position among the siblings of the same name; 1 for the only one. */
size_t zr_node_position(const struct zr_node *node);

/* "/data/person[2]/age": a position on every element that has a sibling of its name. */
int zr_node_path(const struct zr_node *node, struct zr_buffer *ret_path) ZR_MUST_CHECK;

/* The next node in document order within top (attributes apart), NULL behind the last; skip leaves
 * out what is below the node. */
struct zr_node *zr_node_following(const struct zr_node *node, const struct zr_node *top);
struct zr_node *zr_node_following_skip(const struct zr_node *node, const struct zr_node *top);

/* Document order as -1, 0, 1; numbers the tree when it changed since the last time. Nodes of
 * different trees have a fixed but arbitrary order. */
int zr_node_compare_order(struct zr_node *a, struct zr_node *b);

#endif
