/*
 * The schema of the main instance and the <bind>s over it.
 *
 * The schema is a copy in shape of the instance's first occurrence of every element. Repeats are
 * known only after the body was read: see template.c.
 */
#include "lib/form/bind.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/itext.h"
#include "lib/form/load/loading.h"
#include "lib/form/xml.h"
#include "lib/xpath/written.h"

/* ---- below one parent ---- */

/* What has this parent and this local name stands in this slot, the newest first. */
static size_t slot_of(const struct zr_bind *parent, const char *local, size_t bytes)
{
	uint32_t hash = 2166136261u ^ parent->index;
	for (size_t i = 0; i < bytes; i++) {
		hash = (hash ^ (unsigned char)local[i]) * 16777619u;
	}
	return (hash ^ hash >> 16) % ZR_BIND_SLOTS;
}

static struct zr_bind *find_below(const struct zr_form *form, const struct zr_bind *parent,
	const struct zr_name *name, bool is_attribute)
{
	struct zr_bind *at = form->bind_slots[slot_of(parent, name->local, strlen(name->local))];
	while (at != NULL &&
		(at->parent != parent || at->name != name || at->is_attribute != is_attribute)) {
		at = at->next_in_slot;
	}
	return at;
}

struct zr_bind *zr_bind_child(
	const struct zr_form *form, const struct zr_bind *parent, const struct zr_name *name)
{
	assert(parent != NULL);
	return find_below(form, parent, name, false);
}

bool zr_bind_is_within(const struct zr_bind *bind, const struct zr_bind *above)
{
	assert(above != NULL);
	while (bind != NULL && bind != above) {
		bind = bind->parent;
	}
	return bind != NULL;
}

static const char *make_path(struct zr_loading *loading, const struct zr_bind *bind)
{
	assert(bind->name != NULL && bind->path == NULL);
	const char *parent = bind->parent != NULL ? bind->parent->path : "";
	size_t parent_bytes = strlen(parent);
	size_t prefix_bytes = strlen(bind->name->prefix);
	size_t name_bytes = strlen(bind->name->local);
	char *path =
		zr_arena_new(&loading->form->arena, parent_bytes + prefix_bytes + name_bytes + 4);
	if (path != NULL) {
		char *at = mempcpy(path, parent, parent_bytes);
		*at++ = '/';
		if (bind->is_attribute) {
			*at++ = '@';
		}
		if (prefix_bytes > 0) {
			at = mempcpy(at, bind->name->prefix, prefix_bytes);
			*at++ = ':';
		}
		memcpy(at, bind->name->local, name_bytes);
	}
	return path;
}

static struct zr_bind *new_bind(
	struct zr_loading *loading, struct zr_bind *parent, struct zr_node *node)
{
	assert(node->name != NULL && (parent != NULL || node->kind == ZR_NODE_ELEMENT));
	struct zr_bind *bind = zr_arena_new(&loading->form->arena, sizeof *bind);
	if (bind == NULL) {
		return NULL;
	}
	bind->name = node->name;
	bind->parent = parent;
	bind->node = node;
	bind->is_attribute = node->kind == ZR_NODE_ATTRIBUTE;
	bind->line = bind->is_attribute ? parent->line : zr_xml_line(node);
	bind->index = (uint32_t)loading->form->bind_count++;
	bind->preload = "";
	bind->preload_parameter = "";
	bind->path = make_path(loading, bind);
	return bind->path != NULL ? bind : NULL;
}

static int add_bind(struct zr_loading *loading, struct zr_bind *parent, struct zr_node *node,
	struct zr_bind **ret_bind)
{
	assert(parent != NULL && node != NULL && ret_bind != NULL);
	if (loading->form->bind_count >= ZR_FORM_BIND_COUNT_MAX) {
		return zr_loading_refuse(loading, ZR_E_LIMIT, loading->main_root, node->name->local,
			&(const struct zr_fault){
				.kind = ZR_FAULT_TOO_MANY_NODES, .number = ZR_FORM_BIND_COUNT_MAX});
	}
	struct zr_bind *bind = new_bind(loading, parent, node);
	if (bind == NULL) {
		return zr_loading_nomem(loading);
	}
	const char *local = bind->name->local;
	struct zr_bind **slot = &loading->form->bind_slots[slot_of(parent, local, strlen(local))];
	bind->next_in_slot = *slot;
	*slot = bind;
	*ret_bind = bind;
	return 0;
}

static bool is_plain_attribute(const struct zr_node *attribute)
{
	const char *uri = attribute->name->namespace_uri;
	return strcmp(uri, ZR_XML_XMLNS) != 0 && strcmp(uri, ZR_XML_JR) != 0;
}

static int add_attributes(struct zr_loading *loading, struct zr_bind *bind, struct zr_node *node)
{
	struct zr_bind **end = &bind->first_attribute;
	while (*end != NULL) {
		end = &(*end)->next;
	}
	for (struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		struct zr_bind *known = find_below(loading->form, bind, at->name, true);
		if (known == NULL && is_plain_attribute(at)) {
			int code = add_bind(loading, bind, at, &known);
			if (code != 0) {
				return code;
			}
			*end = known;
			end = &known->next;
		}
		at->bind = known;
	}
	return 0;
}

/* Gives every element below node its bind, one for all of the same name. Depth is the reader's. */
static int add_children(struct zr_loading *loading, struct zr_bind *bind, struct zr_node *node)
{
	int code = add_attributes(loading, bind, node);
	struct zr_bind *last = bind->first_child;
	while (last != NULL && last->next != NULL) {
		last = last->next;
	}
	struct zr_node *child = node->first_child;
	for (; code == 0 && child != NULL; child = child->next) {
		if (child->kind != ZR_NODE_ELEMENT) {
			continue;
		}
		struct zr_bind *known = zr_bind_child(loading->form, bind, child->name);
		if (known == NULL) {
			code = add_bind(loading, bind, child, &known);
			if (code != 0) {
				return code;
			}
			if (last != NULL) {
				last->next = known;
			} else {
				bind->first_child = known;
			}
			last = known;
		}
		child->bind = known;
		known->is_twin = known->is_twin || known->seen_below == node;
		known->seen_below = node;
		code = add_children(loading, known, child);
	}
	return code;
}

static void list_binds(struct zr_form *form, struct zr_bind *bind)
{
	assert(bind->index < form->bind_count && form->binds[bind->index] == NULL);
	form->binds[bind->index] = bind;
	for (struct zr_bind *at = bind->first_attribute; at != NULL; at = at->next) {
		form->binds[at->index] = at;
	}
	for (struct zr_bind *child = bind->first_child; child != NULL; child = child->next) {
		list_binds(form, child);
	}
}

int zr_bind_load_schema(struct zr_loading *loading)
{
	assert(loading != NULL);
	struct zr_form *form = loading->form;
	form->root = new_bind(loading, NULL, loading->main_root);
	if (form->root == NULL) {
		return zr_loading_nomem(loading);
	}
	loading->main_root->bind = form->root;
	int code = add_children(loading, form->root, loading->main_root);
	if (code != 0) {
		return code;
	}
	form->binds = zr_arena_new(&form->arena, form->bind_count * sizeof(struct zr_bind *));
	if (form->binds == NULL) {
		return zr_loading_nomem(loading);
	}
	list_binds(form, form->root);
	return 0;
}

/* ---- paths ---- */

/* The child that a step names. The prefix tells twins apart; where there are none it does not
 * matter (real forms leave it out). from NULL: the root element itself. */
static const struct zr_bind *take_step(
	const struct zr_form *form, const struct zr_bind *from, const struct zr_written_step *step)
{
	assert(step->axis == ZR_WRITTEN_CHILD || step->axis == ZR_WRITTEN_ATTRIBUTE);
	bool is_attribute = step->axis == ZR_WRITTEN_ATTRIBUTE;
	const char *local = step->name.text;
	size_t local_bytes = step->name.bytes;
	const struct zr_bind *at =
		from != NULL ? form->bind_slots[slot_of(from, local, local_bytes)] : form->root;
	const struct zr_bind *exact = NULL;
	const struct zr_bind *other = NULL;
	for (; at != NULL; at = at->next_in_slot) {
		if (at->parent != from || at->is_attribute != is_attribute ||
			strlen(at->name->local) != local_bytes ||
			memcmp(at->name->local, local, local_bytes) != 0) {
			continue;
		}
		bool has_prefix = *at->name->namespace_uri != '\0';
		if (has_prefix == (step->prefix.bytes > 0)) {
			exact = at; /* the first in the document */
		} else if (other == NULL) {
			other = at; /* the last */
		}
	}
	return exact != NULL ? exact : other;
}

struct zr_bind *zr_bind_find_place(const struct zr_form *form, const struct zr_bind *base,
	const char *text, bool *ret_has_conditions)
{
	assert(form != NULL && form->root != NULL && text != NULL && ret_has_conditions != NULL);
	struct zr_written_path path = zr_written_begin(text);
	struct zr_written_step step;
	const struct zr_bind *from = base != NULL ? base : form->root;
	const struct zr_bind *at = path.is_absolute ? NULL : from;
	bool is_there = true;
	*ret_has_conditions = false;
	while (is_there && zr_written_next(&path, &step)) {
		if (step.axis == ZR_WRITTEN_PARENT) {
			at = at != NULL ? at->parent : NULL;
		} else if (step.axis != ZR_WRITTEN_SELF) {
			at = take_step(form, at, &step);
		}
		is_there = at != NULL;
		*ret_has_conditions = *ret_has_conditions || step.condition.text != NULL;
	}
	return at != NULL && path.is_plain ? form->binds[at->index] : NULL;
}

struct zr_bind *zr_bind_find(
	const struct zr_form *form, const struct zr_bind *base, const char *path)
{
	bool has_conditions = false;
	struct zr_bind *bind = zr_bind_find_place(form, base, path, &has_conditions);
	return has_conditions ? NULL : bind;
}

/* ---- <bind> ---- */

struct type_name {
	const char *name;
	enum zr_type type;
};

static const struct type_name TYPES[] = {
	{"string", ZR_TYPE_STRING},
	{"text", ZR_TYPE_STRING},
	{"int", ZR_TYPE_INT},
	{"integer", ZR_TYPE_INT},
	{"long", ZR_TYPE_INT},
	{"decimal", ZR_TYPE_DECIMAL},
	{"double", ZR_TYPE_DECIMAL},
	{"float", ZR_TYPE_DECIMAL},
	{"boolean", ZR_TYPE_BOOLEAN},
	{"date", ZR_TYPE_DATE},
	{"time", ZR_TYPE_TIME},
	{"dateTime", ZR_TYPE_DATETIME},
	{"datetime", ZR_TYPE_DATETIME},
	{"geopoint", ZR_TYPE_GEOPOINT},
	{"geotrace", ZR_TYPE_GEOTRACE},
	{"geoshape", ZR_TYPE_GEOSHAPE},
	{"binary", ZR_TYPE_BINARY},
	{"base64Binary", ZR_TYPE_BINARY},
	{"barcode", ZR_TYPE_BARCODE},
	{"select1", ZR_TYPE_SELECT_ONE},
	{"select", ZR_TYPE_SELECT_MANY},
	{"rank", ZR_TYPE_RANK},
	{"intent", ZR_TYPE_INTENT},
	{"anyURI", ZR_TYPE_STRING},
	{"note", ZR_TYPE_STRING},
};

static bool find_type(const char *name, enum zr_type *ret_type)
{
	const char *colon = strchr(name, ':');
	const char *local = colon != NULL ? colon + 1 : name;
	for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
		if (strcmp(TYPES[i].name, local) == 0) {
			*ret_type = TYPES[i].type;
			return true;
		}
	}
	return false;
}

static void read_type(
	struct zr_loading *loading, const struct zr_node *element, struct zr_bind *bind)
{
	const char *written = zr_xml_attribute(element, "", "type");
	written = written != NULL ? written + strspn(written, " \t\r\n") : "";
	char name[64];
	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(written, " \t\r\n"), written);
	if (*name == '\0') {
		return;
	}
	bind->has_type = find_type(name, &bind->type);
	bind->is_foreign_moment = strcmp(name, "datetime") == 0;
	if (!bind->has_type) {
		zr_loading_remark(loading, ZR_E_UNSUPPORTED, element, bind->path,
			&(const struct zr_fault){.kind = ZR_FAULT_UNKNOWN_TYPE, .value = name});
	}
}

static int add_rule(struct zr_loading *loading, const struct zr_node *element, struct zr_bind *bind,
	enum zr_rule_kind kind)
{
	assert(kind < ZR_RULE_REPEATS);
	const char *text = zr_xml_attribute(element, "", zr_rule_names[kind]);
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0') {
		return 0;
	}
	bool is_condition = kind == ZR_RULE_REQUIRED || kind == ZR_RULE_READONLY;
	if (is_condition && strcmp(text, "false()") == 0) {
		return 0;
	}
	struct zr_rule *rule = bind->rules[kind];
	if (rule == NULL) {
		rule = zr_arena_new(&loading->form->arena, sizeof *rule);
		loading->form->rule_count++;
	}
	if (rule == NULL) {
		return zr_loading_nomem(loading);
	}
	rule->kind = kind;
	rule->bind = bind;
	rule->context = bind;
	rule->line = zr_xml_line(element);
	bind->rules[kind] = rule;
	return zr_compiler_compile(loading,
		&(struct zr_origin){element, bind->path, zr_rule_names[kind]}, text,
		&rule->expression);
}

static int read_messages(
	struct zr_loading *loading, const struct zr_node *element, struct zr_bind *bind)
{
	const char *constraint = zr_xml_attribute(element, ZR_XML_JR, "constraintMsg");
	const char *required = zr_xml_attribute(element, ZR_XML_JR, "requiredMsg");
	int code = 0;
	if (constraint != NULL) {
		code = zr_itext_read_message(
			loading, element, constraint, &bind->constraint_message);
	}
	if (code == 0 && required != NULL) {
		code = zr_itext_read_message(loading, element, required, &bind->required_message);
	}
	return code;
}

static int read_bind(struct zr_loading *loading, const struct zr_node *element)
{
	const char *nodeset = zr_xml_attribute(element, "", "nodeset");
	if (nodeset == NULL) {
		nodeset = zr_xml_attribute(element, "", "ref");
	}
	if (nodeset == NULL || *nodeset == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, "bind",
			&(const struct zr_fault){.kind = ZR_FAULT_BIND_WITHOUT_NODESET});
	}
	struct zr_bind *bind = zr_bind_find(loading->form, NULL, nodeset);
	if (bind == NULL) {
		zr_loading_remark(loading, ZR_E_REFERENCE, element, nodeset,
			&(const struct zr_fault){
				.kind = ZR_FAULT_BIND_NOWHERE, .subject = nodeset});
		return 0;
	}
	if (bind->is_bound) {
		zr_loading_remark(loading, ZR_E_EXISTS, element, bind->path,
			&(const struct zr_fault){
				.kind = ZR_FAULT_TWIN_BIND, .subject = bind->path});
	}
	bind->is_bound = true;
	bind->line = zr_xml_line(element);
	read_type(loading, element, bind);
	const char *preload = zr_xml_attribute(element, ZR_XML_JR, "preload");
	const char *parameter = zr_xml_attribute(element, ZR_XML_JR, "preloadParams");
	bind->preload = preload != NULL ? preload : bind->preload;
	bind->preload_parameter = parameter != NULL ? parameter : bind->preload_parameter;
	if (preload != NULL && bind->is_attribute) {
		zr_loading_remark(loading, ZR_E_UNSUPPORTED, element, bind->path,
			&(const struct zr_fault){.kind = ZR_FAULT_PRELOAD_OF_ATTRIBUTE});
	}
	for (int kind = 0; kind < ZR_RULE_REPEATS; kind++) {
		int code = add_rule(loading, element, bind, (enum zr_rule_kind)kind);
		if (code != 0) {
			return code;
		}
	}
	const char *constraint = zr_xml_attribute(element, "", "constraint");
	int code = 0;
	if (constraint != NULL && constraint[strspn(constraint, " \t\r\n")] != '\0') {
		code = zr_compiler_compile(loading,
			&(struct zr_origin){element, bind->path, "constraint"}, constraint,
			&bind->constraint);
	}
	return code != 0 ? code : read_messages(loading, element, bind);
}

const char *zr_bind_nodeset(const struct zr_loading *loading, const char *id)
{
	assert(loading != NULL && id != NULL);
	for (const struct zr_node *at = loading->model->first_child; at != NULL; at = at->next) {
		const char *own = zr_xml_is(at, "bind") ? zr_xml_attribute(at, "", "id") : NULL;
		if (own != NULL && strcmp(own, id) == 0) {
			return zr_xml_attribute(at, "", "nodeset");
		}
	}
	return NULL;
}

int zr_bind_load_model(struct zr_loading *loading, const struct zr_node *model)
{
	assert(loading != NULL);
	for (const struct zr_node *at = model->first_child; at != NULL; at = at->next) {
		int code = zr_xml_is(at, "bind") ? read_bind(loading, at) : 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}
