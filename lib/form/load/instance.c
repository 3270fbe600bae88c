/*
 * The <instance>s of the model: the first is the main one, the others are lists.
 *
 * An internal list is used where the reader put it; an external one is read through the loader and
 * parsed by its kind. itemsets.csv (old external choice lists) becomes one instance per list_name.
 */
#include "lib/form/load/instance.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/load/loading.h"
#include "lib/form/source/csv.h"
#include "lib/form/source/geojson.h"
#include "lib/form/source/lookup.h"
#include "lib/form/xml.h"

static const char ITEMSETS_URI[] = "jr://file-csv/itemsets.csv";

struct zr_instance *zr_instance_find(const struct zr_form *form, const char *id)
{
	assert(form != NULL);
	for (struct zr_instance *at = form->instances; at != NULL; at = at->next) {
		if (strcmp(at->id, id) == 0) {
			return at;
		}
	}
	return NULL;
}

static struct zr_instance *add_instance(struct zr_loading *loading, const char *id)
{
	assert(id != NULL);
	struct zr_instance *instance = zr_arena_new(&loading->form->arena, sizeof *instance);
	if (instance == NULL) {
		return NULL;
	}
	instance->id = id;
	struct zr_instance **last = &loading->form->instances;
	while (*last != NULL) {
		last = &(*last)->next;
	}
	*last = instance;
	return instance;
}

/* A document node around what is inside an <instance>. */
static struct zr_node *make_document(struct zr_loading *loading, const struct zr_node *element)
{
	struct zr_node *document = zr_xml_add(&loading->form->arena, NULL, NULL, NULL);
	if (document == NULL) {
		return NULL;
	}
	document->kind = ZR_NODE_DOCUMENT;
	struct zr_node *root = element->first_child;
	while (root != NULL && root->kind != ZR_NODE_ELEMENT) {
		root = root->next;
	}
	if (root != NULL) {
		root->parent = document;
		root->next = NULL;
		root->previous = NULL;
		document->first_child = root;
		document->last_child = root;
	}
	return document;
}

static bool ends_with(const char *text, const char *end)
{
	size_t text_bytes = strlen(text);
	size_t end_bytes = strlen(end);
	return text_bytes >= end_bytes && strcasecmp(text + text_bytes - end_bytes, end) == 0;
}

static int parse_external(struct zr_loading *loading, const char *uri,
	const struct zr_buffer *bytes, struct zr_node **ret_document)
{
	struct zr_form *form = loading->form;
	const struct zr_csv_target list = {.arena = &form->arena, .names = form->names};
	const char *text = zr_buffer_text(bytes);
	if (ends_with(uri, ".csv") || strncmp(uri, "jr://file-csv/", 14) == 0) {
		return zr_csv_parse(&(struct zr_list_file){text, bytes->bytes, uri}, &list,
			ret_document, loading->error);
	}
	if (ends_with(uri, ".geojson")) {
		return zr_geojson_parse(&(struct zr_list_file){text, bytes->bytes, uri}, &list,
			ret_document, loading->error);
	}
	const struct zr_xml_target target = {.arena = &form->arena, .names = form->names};
	int code = zr_xml_parse(text, bytes->bytes, &target, ret_document, loading->error);
	if (code != 0 && loading->error != NULL) {
		(void)snprintf(loading->error->where, sizeof loading->error->where, "%s", uri);
	}
	return code;
}

static int load_external(struct zr_loading *loading, const struct zr_node *element, const char *uri,
	struct zr_node **ret_document)
{
	const struct zr_form_loader *loader = loading->loader;
	if (loader == NULL || loader->read == NULL) {
		return zr_loading_refuse(loading, ZR_E_NOT_FOUND, element, uri,
			&(const struct zr_fault){.kind = ZR_FAULT_LIST_NEEDED, .subject = uri});
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	struct zr_error fault = {0};
	int code = loader->read(loader->user, uri, &bytes, &fault);
	if (code != 0) {
		return zr_loading_refuse(loading, code, element, uri,
			&(const struct zr_fault){.kind = ZR_FAULT_LIST_UNREADABLE,
				.subject = uri,
				.value = fault.message[0] != '\0' ? fault.message
								  : zr_error_name(code)});
	}
	return parse_external(loading, uri, &bytes, ret_document);
}

static bool is_last_saved(const char *source)
{
	return strcmp(source, "jr://instance/last-saved") == 0;
}

static size_t count_instances(const struct zr_form *form)
{
	size_t count = 0;
	for (const struct zr_instance *at = form->instances; at != NULL; at = at->next) {
		count++;
	}
	return count;
}

static int add_secondary(struct zr_loading *loading, const struct zr_node *element)
{
	assert(loading->main_root != NULL);
	const char *id = zr_xml_attribute(element, "", "id");
	if (id == NULL || *id == '\0') {
		zr_loading_remark(loading, ZR_E_INVALID, element, "instance",
			&(const struct zr_fault){.kind = ZR_FAULT_LIST_WITHOUT_ID});
		return 0;
	}
	if (zr_instance_find(loading->form, id) != NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, id,
			&(const struct zr_fault){.kind = ZR_FAULT_TWIN_LIST, .subject = id});
	}
	if (count_instances(loading->form) >= ZR_FORM_INSTANCE_COUNT_MAX) {
		return zr_loading_refuse(loading, ZR_E_LIMIT, element, id,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_LISTS,
				.number = ZR_FORM_INSTANCE_COUNT_MAX});
	}
	struct zr_instance *instance = add_instance(loading, id);
	if (instance == NULL) {
		return zr_loading_nomem(loading);
	}
	const char *source = zr_xml_attribute(element, "", "src");
	if (source == NULL || (*source == '\0')) {
		instance->document = make_document(loading, element);
		return instance->document != NULL ? 0 : zr_loading_nomem(loading);
	}
	if (is_last_saved(source)) {
		instance->is_last_saved = true;
		return 0;
	}
	return load_external(loading, element, source, &instance->document);
}

static int take_main(struct zr_loading *loading, const struct zr_node *element)
{
	assert(loading->main_root == NULL);
	struct zr_form *form = loading->form;
	form->main_instance_id = zr_xml_attribute(element, "", "id");
	form->document = make_document(loading, element);
	if (form->document == NULL) {
		return zr_loading_nomem(loading);
	}
	loading->main_root = form->document->first_child;
	if (loading->main_root == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, "instance",
			&(const struct zr_fault){.kind = ZR_FAULT_EMPTY_INSTANCE});
	}
	return 0;
}

int zr_instance_load(struct zr_loading *loading)
{
	assert(loading != NULL);
	for (const struct zr_node *at = loading->model->first_child; at != NULL;) {
		const struct zr_node *next = at->next;
		if (zr_xml_is(at, "instance")) {
			int code = loading->main_root == NULL ? take_main(loading, at)
							      : add_secondary(loading, at);
			if (code != 0) {
				return code;
			}
		}
		at = next;
	}
	if (loading->main_root == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, loading->model, "model",
			&(const struct zr_fault){.kind = ZR_FAULT_NO_MAIN_INSTANCE});
	}
	return 0;
}

static struct zr_node *make_empty_list(struct zr_loading *loading)
{
	struct zr_node *document = zr_xml_add(&loading->form->arena, NULL, NULL, NULL);
	const struct zr_name *name = zr_names_intern(loading->form->names, "", "", "root");
	if (document == NULL || name == NULL ||
		zr_xml_add(&loading->form->arena, document, name, NULL) == NULL) {
		return NULL;
	}
	document->kind = ZR_NODE_DOCUMENT;
	return document;
}

/* FILE.csv; ZR_E_NOT_FOUND, without a word, where it is not there. */
static int load_named(struct zr_loading *loading, const struct zr_node *element, const char *file,
	struct zr_node **ret_document)
{
	char uri[300];
	int bytes = snprintf(
		uri, sizeof uri, "jr://file-csv/%s%s", file, ends_with(file, ".csv") ? "" : ".csv");
	if (bytes < 0 || (size_t)bytes >= sizeof uri) {
		return ZR_E_NOT_FOUND; /* no file has such a name */
	}
	struct zr_error *error = loading->error;
	struct zr_error fault = {0};
	loading->error = &fault;
	int code = load_external(loading, element, uri, ret_document);
	loading->error = error;
	if (code != 0 && code != ZR_E_NOT_FOUND && error != NULL) {
		*error = fault;
	}
	return code;
}

static int add_named(struct zr_loading *loading, const char *file, struct zr_node *document)
{
	struct zr_instance *instance = document != NULL ? add_instance(loading, file) : NULL;
	if (instance == NULL) {
		return zr_loading_nomem(loading);
	}
	instance->document = document;
	return 0;
}

int zr_instance_need(struct zr_loading *loading, const struct zr_node *element, const char *file)
{
	assert(loading != NULL);
	if (zr_instance_find(loading->form, file) != NULL || *file == '\0') {
		return 0;
	}
	struct zr_node *document = NULL;
	int code = load_named(loading, element, file, &document);
	if (code == ZR_E_NOT_FOUND) {
		zr_loading_remark(loading, code, element, file,
			&(const struct zr_fault){.kind = ZR_FAULT_LIST_NOT_THERE,
				.subject = file,
				.value = ends_with(file, ".csv") ? "" : ".csv"});
		document = make_empty_list(loading);
		code = 0;
	}
	return code != 0 ? code : add_named(loading, file, document);
}

int zr_instance_try(struct zr_loading *loading, const char *file)
{
	assert(loading != NULL);
	bool is_known = zr_instance_find(loading->form, file) != NULL;
	bool is_name = *file != '\0' && strpbrk(file, "/\\") == NULL;
	bool has_files = loading->loader != NULL && loading->loader->read != NULL;
	if (is_known || !is_name || !has_files ||
		count_instances(loading->form) >= ZR_FORM_INSTANCE_COUNT_MAX) {
		return 0;
	}
	struct zr_node *document = NULL;
	int code = load_named(loading, loading->model, file, &document);
	if (code == ZR_E_NOT_FOUND) {
		return 0;
	}
	return code != 0 ? code : add_named(loading, file, document);
}

/* ---- indexes ---- */

/* The node that holds the rows of a path such as instance('x')/root/item[…]. */
static struct zr_node *find_holder(const struct zr_form *form, const struct zr_xpath_path *rows)
{
	const struct zr_instance *instance =
		rows->instance_id != NULL ? zr_instance_find(form, rows->instance_id) : NULL;
	struct zr_node *node = instance != NULL ? instance->document : NULL;
	for (size_t i = 0; node != NULL && i + 1 < rows->step_count; i++) {
		bool is_plain = rows->steps[i].axis == ZR_STEP_CHILD &&
				rows->steps[i].name != NULL && !rows->steps[i].has_predicate;
		node = is_plain ? zr_node_child(node, rows->steps[i].name) : NULL;
	}
	return node;
}

static int prepare_path(void *user, const struct zr_xpath_path *path)
{
	struct zr_form *form = user;
	const struct zr_xpath_path *rows = path->within;
	if (rows == NULL || rows->from != ZR_PATH_INSTANCE || rows->within != NULL ||
		rows->step_count == 0 || path->from != ZR_PATH_RELATIVE || path->step_count != 1 ||
		path->steps[0].axis != ZR_STEP_CHILD) {
		return 0;
	}
	const struct zr_lookup_key key = {.parent = find_holder(form, rows),
		.row = rows->steps[rows->step_count - 1].name,
		.column = path->steps[0].name};
	struct zr_node **found = NULL;
	size_t count = 0;
	if (key.parent != NULL && key.row != NULL && key.column != NULL) {
		(void)zr_lookup_find(form->lookups, &key, "", &found, &count);
	}
	return 0;
}

void zr_form_prepare(struct zr_form *form)
{
	assert(form != NULL);
	for (size_t i = 0; i < ZR_COMPILED_SLOTS; i++) {
		struct zr_compiled *at = form->compiled[i];
		for (; at != NULL; at = at->next_in_slot) {
			(void)zr_xpath_visit_paths(at->expression, prepare_path, form);
		}
	}
}

struct rows_search {
	const struct zr_form *form;
	struct zr_choice_source *source;
	size_t path_count;
};

static int note_rows(void *user, const struct zr_xpath_path *path)
{
	assert(path->step_count == 0 || path->steps != NULL);
	struct rows_search *search = user;
	const struct zr_xpath_step *last =
		path->step_count > 0 ? &path->steps[path->step_count - 1] : NULL;
	search->path_count++;
	if (path->from != ZR_PATH_INSTANCE || last == NULL || last->axis != ZR_STEP_CHILD) {
		return 0;
	}
	struct zr_choice_source *source = search->source;
	struct zr_node *holder = find_holder(search->form, path);
	source->holder = last->has_predicate ? source->holder : holder;
	if (source->list == NULL ||
		last->has_predicate) { /* the outer one, not one in its filter */
		source->list = holder;
		source->row_name = last->name;
	}
	return 0;
}

void zr_instance_find_rows(const struct zr_form *form, struct zr_choice_source *source)
{
	assert(form != NULL && source != NULL);
	struct rows_search search = {.form = form, .source = source};
	(void)zr_xpath_visit_paths(source->nodeset, note_rows, &search);
	if (search.path_count != 1 || source->row_name == NULL) {
		source->holder = NULL;
	}
}

/* ---- itemsets.csv ---- */

/* The column of the labels in each language: "label::English", else "label", else "name". */
static int find_labels(struct zr_loading *loading, const struct zr_node *row)
{
	struct zr_form *form = loading->form;
	size_t count = form->itext.language_count > 0 ? form->itext.language_count : 1;
	const struct zr_name **labels = zr_arena_new(&form->arena, count * sizeof *labels);
	if (labels == NULL) {
		return zr_loading_nomem(loading);
	}
	for (size_t i = 0; i < count; i++) {
		const char *language =
			form->itext.language_count > 0 ? form->itext.languages[i] : "";
		for (const struct zr_node *at = row->first_child; at != NULL; at = at->next) {
			const char *column = at->name->local;
			bool is_plain = strcmp(column, "label") == 0;
			bool is_mine = strncmp(column, "label::", 7) == 0 &&
				       strcmp(column + 7, language) == 0;
			bool is_some = strncmp(column, "label", 5) == 0;
			if (is_mine || (is_plain && labels[i] == NULL) ||
				(is_some && labels[i] == NULL)) {
				labels[i] = at->name;
			}
		}
	}
	loading->external_labels = labels;
	return 0;
}

/* Moves a row under the root of its list, most often that of the row before it: *last. */
static int file_row(struct zr_loading *loading, struct zr_node *row, const char *list,
	struct zr_instance **last)
{
	assert(row->parent != NULL);
	struct zr_instance *instance = *last;
	if (instance == NULL || strcmp(instance->id, list) != 0) {
		instance = zr_instance_find(loading->form, list);
	}
	if (instance == NULL) {
		instance = add_instance(loading, list);
		struct zr_node *document = make_empty_list(loading);
		if (instance == NULL || document == NULL) {
			return zr_loading_nomem(loading);
		}
		instance->document = document;
	}
	struct zr_node *root = instance->document != NULL ? instance->document->first_child : NULL;
	if (root == NULL) { /* the form's own: the last record, or empty */
		return zr_loading_refuse(loading, ZR_E_INVALID, NULL, ITEMSETS_URI,
			&(const struct zr_fault){.kind = ZR_FAULT_TWIN_LIST, .subject = list});
	}
	*last = instance;
	row->parent = root;
	row->next = NULL;
	row->previous = root->last_child;
	if (root->last_child != NULL) {
		root->last_child->next = row;
	} else {
		root->first_child = row;
	}
	root->last_child = row;
	return 0;
}

/* Reads itemsets.csv once; without it the old external selects stay free text. */
int zr_instance_load_external(struct zr_loading *loading)
{
	assert(loading != NULL);
	if (loading->tried_external) {
		return 0;
	}
	loading->tried_external = true;
	struct zr_node *document = NULL;
	struct zr_error *error = loading->error;
	struct zr_error fault = {0};
	loading->error = &fault;
	int code = load_external(loading, NULL, ITEMSETS_URI, &document);
	loading->error = error;
	if (code == ZR_E_NOMEM || code == ZR_E_LIMIT || code == ZR_E_SYNTAX) {
		if (error != NULL) {
			*error = fault;
		}
		return code;
	}
	if (code != 0) {
		zr_loading_remark(loading, ZR_E_NOT_FOUND, NULL, "itemsets.csv",
			&(const struct zr_fault){.kind = ZR_FAULT_OLD_LISTS_NOT_THERE});
		return 0;
	}
	struct zr_node *row = document->first_child->first_child;
	const struct zr_name *list = zr_names_intern(loading->form->names, "", "", "list_name");
	if (list == NULL) {
		return zr_loading_nomem(loading);
	}
	code = row != NULL ? find_labels(loading, row) : 0;
	struct zr_instance *last = NULL;
	while (code == 0 && row != NULL) {
		struct zr_node *next = row->next;
		const struct zr_node *name = zr_node_child(row, list);
		if (name != NULL && name->value != NULL) {
			code = file_row(loading, row, name->value, &last);
		}
		row = next;
	}
	loading->has_external = code == 0;
	return code;
}
