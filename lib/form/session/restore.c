/*
 * A stored instance back into a live one.
 *
 * The live tree is made from the form's, so that it has the form's shape whatever was left out of
 * what was stored; values and instances of repeats come from the XML. What the form has no place
 * for, be it of another version, is lost to nobody: it stays beside as it is, hidden like a
 * template from every expression, and is written into drafts but not into submissions.
 */
#include "lib/form/session/restore.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/working.h"
#include "lib/form/xml.h"

struct restore {
	struct zr_session *session;
	struct zr_error *error;
};

static bool has_repeat_instance(const struct zr_node *node)
{
	return node->bind != NULL && node->bind->is_repeat && (node->flags & ZR_NODE_TEMPLATE) == 0;
}

/* Removes what instances the form itself starts with: the stored ones take their place. */
static void drop_instances(struct zr_node *parent)
{
	struct zr_node *at = parent->first_child;
	while (at != NULL) {
		struct zr_node *next = at->next;
		if (has_repeat_instance(at)) {
			zr_node_detach(at);
			zr_node_free(at);
		}
		at = next;
	}
}

/* The live node of a stored one: the first of its name, for twins the one at the same place. */
static struct zr_node *find_live(const struct zr_node *parent, const struct zr_node *stored)
{
	struct zr_node *at = parent->first_child; /* the anchor of a repeat, too */
	while (at != NULL && at->name != stored->name) {
		at = at->next;
	}
	if (at != NULL && at->bind != NULL && at->bind->is_twin && !at->bind->is_repeat) {
		size_t place = zr_node_position(stored);
		for (; at != NULL && place > 1; at = at->next) {
			place -= at->name == stored->name;
		}
		while (at != NULL && at->name != stored->name) {
			at = at->next;
		}
	}
	return at;
}

static int fill(const struct restore *restore, struct zr_node *live, const struct zr_node *stored);

/* Keeps a stored node that the form has no place for. */
static int keep_unknown(
	const struct restore *restore, struct zr_node *live, const struct zr_node *stored)
{
	struct zr_node *copy = zr_node_clone(stored);
	if (copy == NULL) {
		return zr_working_nomem(restore->error);
	}
	copy->flags |= ZR_NODE_TEMPLATE;
	zr_node_append(live, copy);
	return 0;
}

/* Whether nothing would be lost by reading the stored node as what the form has there. */
static bool is_single(const struct zr_bind *bind, const struct zr_node *stored)
{
	return bind->is_twin || zr_node_position(stored) == 1;
}

/* Whether a group is stored as a group and a leaf as a leaf. */
static bool has_room(const struct zr_bind *bind, const struct zr_node *stored)
{
	const char *text = zr_node_value(stored);
	return bind->first_child == NULL ? stored->first_child == NULL
					 : text[strspn(text, " \t\r\n")] == '\0';
}

static int fill_child(
	const struct restore *restore, struct zr_node *live, const struct zr_node *stored)
{
	struct zr_node *target = find_live(live, stored);
	const struct zr_bind *bind = target != NULL ? target->bind : NULL;
	bool is_repeat = bind != NULL && bind->is_repeat;
	if (bind == NULL || !has_room(bind, stored) || (!is_repeat && !is_single(bind, stored))) {
		return keep_unknown(restore, live, stored);
	}
	if (!is_repeat) {
		return fill(restore, target, stored);
	}
	struct zr_node *anchor = zr_instances_anchor(live, bind);
	if (restore->session->instance_count >= ZR_INSTANCE_COUNT_MAX ||
		zr_instances_count(live, bind) >= ZR_REPEAT_COUNT_MAX) {
		return zr_error_set_at(restore->error, ZR_E_LIMIT, zr_xml_line(stored), bind->path,
			"the record has more repeat instances than an interview may have");
	}
	restore->session->instance_count++;
	struct zr_node *instance = zr_node_clone(bind->source);
	if (instance == NULL) {
		return zr_working_nomem(restore->error);
	}
	zr_node_insert(live, instance, anchor);
	return fill(restore, instance, stored);
}

static struct zr_node *find_attribute(const struct zr_node *element, const struct zr_name *name)
{
	struct zr_node *at = element->first_attribute;
	while (at != NULL && at->name != name) {
		at = at->next;
	}
	return at;
}

static bool is_declaration(const struct zr_node *attribute)
{
	return strcmp(attribute->name->namespace_uri, ZR_XML_XMLNS) == 0;
}

static int fill_attribute(
	const struct restore *restore, struct zr_node *live, const struct zr_node *stored)
{
	struct zr_node *attribute = find_attribute(live, stored->name);
	if (attribute == NULL) {
		attribute = zr_node_new(ZR_NODE_ATTRIBUTE, stored->name, stored->value);
		if (attribute == NULL) {
			return zr_working_nomem(restore->error);
		}
		zr_node_append_attribute(live, attribute);
		return 0;
	}
	attribute->extra = (void *)((uintptr_t)attribute->extra | ZR_NODE_WAS_STORED);
	return zr_node_set_value(attribute, stored->value) != 0 ? zr_working_nomem(restore->error)
								: 0;
}

/* The attributes as they were stored; declarations stay the form's. */
static int fill_attributes(
	const struct restore *restore, struct zr_node *live, const struct zr_node *stored)
{
	struct zr_node *old = live->first_attribute;
	while (old != NULL) {
		struct zr_node *next = old->next;
		if (!is_declaration(old) && find_attribute(stored, old->name) == NULL) {
			zr_node_detach(old);
			zr_node_free(old);
		}
		old = next;
	}
	int code = 0;
	const struct zr_node *at = stored->first_attribute;
	for (; code == 0 && at != NULL; at = at->next) {
		code = is_declaration(at) ? 0 : fill_attribute(restore, live, at);
	}
	return code;
}

static int fill(const struct restore *restore, struct zr_node *live, const struct zr_node *stored)
{
	int code = fill_attributes(restore, live, stored);
	if (code != 0) {
		return code;
	}
	drop_instances(live);
	if (live->first_child == NULL) {
		if (strlen(zr_node_value(stored)) > ZR_VALUE_BYTES_MAX) {
			return zr_error_set_at(restore->error, ZR_E_LIMIT, zr_xml_line(stored),
				stored->name->local,
				"the record has a value that is longer than a value may be");
		}
		live->extra = (void *)((uintptr_t)live->extra | ZR_NODE_WAS_STORED);
		return zr_node_set_value(live, zr_node_value(stored)) != 0
			       ? zr_working_nomem(restore->error)
			       : 0;
	}
	const struct zr_node *at = stored->first_child;
	for (; code == 0 && at != NULL; at = at->next) {
		if (at->kind == ZR_NODE_ELEMENT) {
			code = fill_child(restore, live, at);
		}
	}
	return code;
}

static void finish_arena(struct zr_arena *arena)
{
	zr_arena_finish(arena);
}

int zr_restore_record(
	struct zr_session *session, const void *xml, size_t bytes, struct zr_error *error)
{
	assert(session != NULL);
	ZR_CLEANUP(finish_arena) struct zr_arena arena = {0};
	const struct zr_xml_target target = {
		.arena = &arena, .names = session->form->names, .keeps_space = true};
	struct zr_node *stored = NULL;
	int code = zr_xml_parse(xml, bytes, &target, &stored, error);
	if (code != 0) {
		return code;
	}
	session->document = zr_node_clone(session->form->document);
	if (session->document == NULL) {
		return zr_working_nomem(error);
	}
	struct restore restore = {.session = session, .error = error};
	struct zr_node *root = session->document->first_child;
	const struct zr_node *stored_root = stored->first_child;
	const char *id = zr_xml_attribute(root, "", "id");
	const char *stored_id = zr_xml_attribute(stored_root, "", "id");
	bool is_ours = id == NULL || stored_id == NULL || strcmp(id, stored_id) == 0;
	if (!is_ours) {
		return zr_error_set_at(error, ZR_E_REFERENCE, zr_xml_line(stored_root),
			stored_root->name->local,
			"the record is of the form '%.100s' and not of '%.100s'", stored_id, id);
	}
	if (stored_root->name != root->name || !has_room(root->bind, stored_root)) {
		return zr_error_set_at(error, ZR_E_REFERENCE, zr_xml_line(stored_root),
			stored_root->name->local,
			"the record is a '%.100s' and the form's a '%.100s'; it belongs to "
			"another form",
			stored_root->name->local, root->name->local);
	}
	return fill(&restore, root, stored_root);
}
