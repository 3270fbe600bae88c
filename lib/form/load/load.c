/*
 * Loading a form: reads the XML, then schema, instances, itext, binds, body and actions in that
 * order, then the dependency graph. Everything lives in the form's arena; texts are used where the
 * reader put them.
 */
#include "lib/form/form.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/bind.h"
#include "lib/form/load/body.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/declared.h"
#include "lib/form/load/instance.h"
#include "lib/form/load/itext.h"
#include "lib/form/load/loading.h"
#include "lib/form/load/search.h"
#include "lib/form/load/template.h"
#include "lib/form/rules/graph.h"
#include "lib/form/source/lookup.h"
#include "lib/form/source/repair.h"
#include "lib/form/xml.h"

void zr_form_free(struct zr_form *form)
{
	if (form == NULL) {
		return;
	}
	zr_compiler_free_all(form);
	zr_lookup_free(form->lookups);
	zr_names_free(form->names);
	zr_arena_finish(&form->arena);
	free(form->warnings);
	free(form);
}

/* Finds html/head/model and html/body. */
static int find_parts(struct zr_loading *loading, const struct zr_node *document)
{
	assert(loading->model == NULL && loading->body == NULL);
	const struct zr_node *html = document->first_child;
	if (!zr_xml_is(html, "html")) {
		return zr_loading_refuse(loading, ZR_E_INVALID, html, html->name->local,
			&(const struct zr_fault){
				.kind = ZR_FAULT_NO_XFORM, .subject = html->name->local});
	}
	loading->html = html;
	const struct zr_node *head = zr_xml_child(html, "head");
	loading->model = head != NULL ? zr_xml_child(head, "model") : NULL;
	if (loading->model == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, html, "html/head",
			&(const struct zr_fault){.kind = ZR_FAULT_NO_MODEL});
	}
	loading->body = zr_xml_child(html, "body");
	if (loading->body == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, html, "html",
			&(const struct zr_fault){.kind = ZR_FAULT_NO_BODY});
	}
	const struct zr_node *title = zr_xml_child(head, "title");
	loading->form->title = title != NULL ? zr_node_value(title) : "";
	for (const struct zr_node *at = loading->body->next; at != NULL; at = at->next) {
		if (at == head) {
			return zr_loading_refuse(loading, ZR_E_INVALID, loading->body, "body",
				&(const struct zr_fault){.kind = ZR_FAULT_BODY_FIRST});
		}
	}
	return 0;
}

/* OpenRosa wants an id of every record: a form without a place for it gets one. */
static int add_instance_id(struct zr_loading *loading)
{
	assert(loading->main_root != NULL && loading->added_id == NULL);
	static const char URI[] = "http://openrosa.org/xforms";
	struct zr_form *form = loading->form;
	struct zr_node *meta = zr_xml_child(loading->main_root, "meta");
	if (meta != NULL && zr_xml_child(meta, "instanceID") != NULL) {
		return 0;
	}
	const char *uri = meta != NULL ? meta->name->namespace_uri : URI;
	const char *prefix = meta != NULL ? meta->name->prefix : "orx";
	const struct zr_name *name = zr_names_intern(form->names, uri, prefix, "meta");
	const struct zr_name *id = zr_names_intern(form->names, uri, prefix, "instanceID");
	if (meta == NULL && name != NULL) {
		meta = zr_xml_add(&form->arena, loading->main_root, name, NULL);
	}
	if (meta != NULL && id != NULL) {
		loading->added_id = zr_xml_add(&form->arena, meta, id, NULL);
	}
	return loading->added_id != NULL ? 0 : zr_loading_nomem(loading);
}

static void read_identity(struct zr_loading *loading)
{
	assert(loading->main_root != NULL);
	struct zr_form *form = loading->form;
	const struct zr_node *root = loading->main_root;
	const char *id = zr_xml_attribute(root, "", "id");
	form->id = id != NULL ? id : root->name->local;
	if (id == NULL) {
		zr_loading_remark(loading, ZR_E_INVALID, root, root->name->local,
			&(const struct zr_fault){.kind = ZR_FAULT_INSTANCE_WITHOUT_ID});
	}
	form->version = "";
	for (const struct zr_node *at = root->first_attribute; at != NULL; at = at->next) {
		if (strcmp(at->name->local, "version") == 0) {
			form->version = zr_node_value(at);
		}
	}
}

static int load_model_parts(struct zr_loading *loading)
{
	const struct zr_node *at = loading->model->first_child;
	for (; at != NULL; at = at->next) {
		if (zr_xml_is(at, "itext")) {
			int code = zr_itext_load(loading, at);
			if (code != 0) {
				return code;
			}
		}
	}
	int code = zr_bind_load_model(loading, loading->model);
	if (code == 0 && loading->added_id != NULL) {
		loading->form->binds[loading->added_id->bind->index]->preload = "uid";
	}
	return code;
}

static int compile_clock(struct zr_loading *loading)
{
	struct zr_form *form = loading->form;
	int code = zr_compiler_compile(
		loading, &(struct zr_origin){loading->model, "", "now"}, "now()", &form->now);
	if (code == 0) {
		code = zr_compiler_compile(loading,
			&(struct zr_origin){loading->model, "", "today"}, "today()", &form->today);
	}
	return code;
}

/* The bind of a path that means one node, whatever the instance. */
static const void *resolve_single(void *user, const struct zr_name *const *names, size_t count)
{
	assert(count > 0);
	const struct zr_form *form = user;
	const struct zr_bind *bind = names[0] == form->root->name ? form->root : NULL;
	for (size_t i = 1; i < count && bind != NULL; i++) {
		bind = zr_bind_child(form, bind, names[i]);
		bind = bind != NULL && !bind->is_twin && bind->repeat == NULL ? bind : NULL;
	}
	return bind != NULL && bind->repeat == NULL ? bind : NULL;
}

static int resolve_paths(struct zr_loading *loading)
{
	for (size_t i = 0; i < ZR_COMPILED_SLOTS; i++) {
		for (struct zr_compiled *at = loading->form->compiled[i]; at != NULL;
			at = at->next_in_slot) {
			zr_xpath_resolve(at->expression, resolve_single, loading->form);
		}
	}
	return 0;
}

static int load_parts(struct zr_loading *loading)
{
	int (*const steps[])(struct zr_loading *) = {zr_instance_load, add_instance_id,
		zr_bind_load_schema, compile_clock, load_model_parts, zr_declared_load,
		zr_body_load, zr_search_need_answers, zr_template_finish, zr_graph_build,
		resolve_paths};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		int code = steps[i](loading);
		if (code != 0) {
			return code;
		}
		if (steps[i] == zr_instance_load) {
			read_identity(loading);
		}
	}
	return 0;
}

/* What is not well formed once more, with bare "<" in attributes written out; else its error. */
static int parse_repaired(struct zr_loading *loading, const char *xml, size_t bytes,
	const struct zr_xml_target *target, struct zr_node **ret_document)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer repaired = {0};
	unsigned line = 0;
	if (zr_repair_attributes(xml, bytes, &repaired, &line) != 0) {
		return zr_loading_nomem(loading);
	}
	if (line == 0 ||
		zr_xml_parse(repaired.data, repaired.bytes, target, ret_document, NULL) != 0) {
		return ZR_E_SYNTAX;
	}
	const struct zr_node at = {.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)line};
	zr_loading_remark(loading, ZR_E_SYNTAX, &at, "",
		&(const struct zr_fault){.kind = ZR_FAULT_BARE_LESS});
	return 0;
}

int zr_form_load(const void *xml, size_t bytes, const struct zr_form_loader *loader,
	struct zr_form **ret_form, struct zr_error *error)
{
	assert(xml != NULL && ret_form != NULL);
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = calloc(1, sizeof *form);
	struct zr_loading loading = {
		.form = form, .loader = loader, .error = error, .xml_bytes = bytes};
	if (form == NULL) {
		return zr_loading_nomem(&loading);
	}
	form->names = zr_names_new();
	form->lookups = zr_lookup_new();
	if (form->names == NULL || form->lookups == NULL) {
		return zr_loading_nomem(&loading);
	}
	form->is_portable = loader != NULL && loader->is_portable;
	const struct zr_xml_target target = {
		.arena = &form->arena, .names = form->names, .prefixes = &form->prefixes};
	struct zr_node *document = NULL;
	int code = zr_xml_parse(xml, bytes, &target, &document, error);
	if (code == ZR_E_SYNTAX) {
		code = parse_repaired(&loading, xml, bytes, &target, &document);
	}
	if (code == 0) {
		code = find_parts(&loading, document);
	}
	if (code == 0) {
		code = load_parts(&loading);
	}
	if (code == 0) {
		*ret_form = ZR_TAKE(form);
	}
	return code;
}

const char *zr_form_id(const struct zr_form *form)
{
	assert(form != NULL);
	return form->id;
}

const char *zr_form_version(const struct zr_form *form)
{
	assert(form != NULL);
	return form->version;
}

const char *zr_form_title(const struct zr_form *form)
{
	assert(form != NULL);
	return form->title;
}

size_t zr_form_language_count(const struct zr_form *form)
{
	assert(form != NULL);
	return form->itext.language_count;
}

const char *zr_form_language(const struct zr_form *form, size_t index)
{
	assert(index < form->itext.language_count);
	return form->itext.languages[index];
}

size_t zr_form_default_language(const struct zr_form *form)
{
	assert(form != NULL);
	return form->itext.default_language;
}

size_t zr_form_find_language(const struct zr_form *form, const char *code)
{
	assert(code != NULL);
	size_t code_bytes = strlen(code);
	for (size_t i = 0; i < form->itext.language_count; i++) {
		const char *name = form->itext.languages[i];
		if (strcmp(name, code) == 0) {
			return i;
		}
		const char *open = strrchr(name, '(');
		if (open != NULL && strncmp(open + 1, code, code_bytes) == 0 &&
			open[1 + code_bytes] == ')') {
			return i;
		}
	}
	return form->itext.default_language;
}

const struct zr_control *zr_form_body(const struct zr_form *form)
{
	assert(form != NULL);
	return form->body;
}

size_t zr_form_warning_count(const struct zr_form *form)
{
	assert(form != NULL);
	return form->warning_count;
}

const struct zr_error *zr_form_warning(const struct zr_form *form, size_t index)
{
	assert(index < form->warning_count);
	return &form->warnings[index];
}
