/*
 * The export in two passes over the records: the first finds all columns (those of the form come
 * first, in its order), the second writes the rows. Nothing is kept of a record between them.
 */
#include "hub/export.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "hub/http/route.h"
#include "hub/json.h"
#include "hub/store/store.h"
#include "hub/worker.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"

#define COLUMN_COUNT_MAX 8000 /* the largest known questionnaire has 2,400 leaves */
#define REPEAT_COUNT_MAX 128
#define PATH_BYTES       1024
#define FIXED_COUNT      8

struct export
{
	char *repeats[REPEAT_COUNT_MAX]; /* "/data/person", owned */
	size_t repeat_count;
	const char *wanted;             /* the repeat asked for: its path; NULL for the records */
	xmlHashTablePtr columns;        /* path below the row's root -> index + 1 */
	char *names[COLUMN_COUNT_MAX];  /* owned */
	char *values[COLUMN_COUNT_MAX]; /* of the present row; owned */
	size_t column_count;
	const struct zr_store_record *record;
	char position[64]; /* of the present instance: "2" or "2.1" */
	struct zr_buffer csv;
	bool is_writing; /* the second pass */
	struct zr_error *error;
};

static void export_free(struct export **pointer)
{
	struct export *export = *pointer;
	if (export == NULL) {
		return;
	}
	for (size_t i = 0; i < export->repeat_count; i++) {
		free(export->repeats[i]);
	}
	for (size_t i = 0; i < export->column_count; i++) {
		free(export->names[i]);
		free(export->values[i]);
	}
	if (export->columns != NULL) {
		xmlHashFree(export->columns, NULL);
	}
	zr_buffer_wipe(&export->csv);
	free(export);
}

static void free_document(xmlDocPtr *document)
{
	if (*document != NULL) {
		xmlFreeDoc(*document);
	}
}
#define OWNED_DOCUMENT ZR_CLEANUP(free_document) xmlDocPtr

static xmlDocPtr parse(const char *xml, size_t bytes)
{
	return xmlReadMemory(xml, (int)bytes, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS);
}

/* ---- fields ---- */

static bool is_number(const char *text)
{
	char *end = NULL;
	(void)strtod(text, &end);
	return end != text && *end == '\0' && strpbrk(text, "xXnN") == NULL;
}

int zr_export_add_field(struct zr_buffer *csv, const char *value)
{
	assert(csv != NULL && value != NULL);
	bool is_formula =
		value[0] != '\0' && strchr("=+-@\t\r", value[0]) != NULL && !is_number(value);
	bool is_quoted = strpbrk(value, "\",\r\n;") != NULL;
	int code = is_quoted ? zr_buffer_add(csv, "\"", 1) : 0;
	if (code == 0 && is_formula) {
		code = zr_buffer_add(csv, "'", 1);
	}
	while (code == 0 && *value != '\0') {
		size_t plain = strcspn(value, "\"");
		code = zr_buffer_add(csv, value, plain);
		value += plain;
		if (code == 0 && *value == '"') {
			code = zr_buffer_add(csv, "\"\"", 2);
			value++;
		}
	}
	return code == 0 && is_quoted ? zr_buffer_add(csv, "\"", 1) : code;
}

static int add_fields(struct export *export, const char *const *values, size_t count)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		if (i > 0) {
			code = zr_buffer_add(&export->csv, ",", 1);
		}
		if (code == 0) {
			code = zr_export_add_field(
				&export->csv, values[i] != NULL ? values[i] : "");
		}
	}
	return code;
}

static int write_header(struct export *export)
{
	static const char *const record[FIXED_COUNT] = {"record_id", "household", "area", "tablet",
		"outcome", "started", "finished", "received"};
	static const char *const instance[2] = {"record_id", "position"};
	int code = export->wanted != NULL ? add_fields(export, instance, 2)
					  : add_fields(export, record, FIXED_COUNT);
	for (size_t i = 0; code == 0 && i < export->column_count; i++) {
		code = zr_buffer_add(&export->csv, ",", 1);
		if (code == 0) {
			code = zr_export_add_field(&export->csv, export->names[i]);
		}
	}
	return code == 0 ? zr_buffer_add(&export->csv, "\r\n", 2) : code;
}

/* The values found since the last row, with the record's facts before them. */
static int write_row(struct export *export)
{
	const struct zr_record *content = &export->record->content;
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char times[3][32];
	zr_hex_encode(export->record->device_id, ZR_PARTY_ID_BYTES, device);
	zr_json_format_time(content->started_us, times[0]);
	zr_json_format_time(content->finished_us, times[1]);
	zr_json_format_time(export->record->received_us, times[2]);
	const char *record[FIXED_COUNT] = {content->record_id, content->household_id,
		content->area_id, device, content->outcome, times[0], times[1], times[2]};
	const char *instance[2] = {content->record_id, export->position};
	int code = export->wanted != NULL ? add_fields(export, instance, 2)
					  : add_fields(export, record, FIXED_COUNT);
	if (code == 0 && export->column_count > 0) {
		code = zr_buffer_add(&export->csv, ",", 1);
	}
	if (code == 0) {
		code = add_fields(
			export, (const char *const *)export->values, export->column_count);
	}
	for (size_t i = 0; i < export->column_count; i++) {
		free(ZR_TAKE(export->values[i]));
	}
	return code == 0 ? zr_buffer_add(&export->csv, "\r\n", 2) : code;
}

/* ---- walking an instance ---- */

static int take_leaf(struct export *export, const char *path, const char *value)
{
	size_t index = (size_t)(uintptr_t)xmlHashLookup(export->columns, (const xmlChar *)path);
	if (index == 0) {
		if (export->column_count == COLUMN_COUNT_MAX) {
			return zr_error_set(export->error, ZR_E_LIMIT,
				"the records have more than %d columns", COLUMN_COUNT_MAX);
		}
		char *name = strdup(path);
		index = export->column_count + 1;
		if (name == NULL || xmlHashAddEntry(export->columns, (const xmlChar *)path,
					    (void *)(uintptr_t)index) != 0) {
			free(name);
			return ZR_E_NOMEM;
		}
		export->names[export->column_count++] = name;
	}
	char **place = &export->values[index - 1];
	if (!export->is_writing || value[0] == '\0') {
		return 0;
	}
	char *joined = NULL; /* a name that comes twice outside a repeat: both, with a space */
	if (asprintf(&joined, "%s%s%s", *place != NULL ? *place : "", *place != NULL ? " " : "",
		    value) < 0) {
		return ZR_E_NOMEM;
	}
	free(*place);
	*place = joined;
	return 0;
}

static const char *find_repeat(const struct export *export, const char *path)
{
	for (size_t i = 0; i < export->repeat_count; i++) {
		if (strcmp(export->repeats[i], path) == 0) {
			return export->repeats[i];
		}
	}
	return NULL;
}

static bool has_elements(xmlNodePtr node)
{
	return xmlFirstElementChild(node) != NULL;
}

struct place {
	char path[PATH_BYTES]; /* absolute, for repeats */
	size_t row_root;       /* length of the part that columns leave out */
	unsigned depth;
	bool is_in_row;
};

static int walk(struct export *export, xmlNodePtr parent, const struct place *place);

/* Every instance of the wanted repeat is a row; one around it only counts its position. */
static int walk_instance(struct export *export, xmlNodePtr node, struct place *place)
{
	bool is_wanted = strcmp(place->path, export->wanted) == 0;
	size_t wanted_bytes = strlen(place->path);
	bool is_around = strncmp(export->wanted, place->path, wanted_bytes) == 0 &&
			 export->wanted[wanted_bytes] == '/';
	if (!is_wanted && !is_around) {
		return 0;
	}
	unsigned position = 1;
	for (xmlNodePtr before = node->prev; before != NULL; before = before->prev) {
		position +=
			before->type == XML_ELEMENT_NODE && xmlStrEqual(before->name, node->name);
	}
	size_t outer = strlen(export->position);
	(void)snprintf(export->position + outer, sizeof export->position - outer, "%s%u",
		outer > 0 ? "." : "", position);
	place->is_in_row = is_wanted;
	place->row_root = wanted_bytes;
	int code = walk(export, node, place);
	if (code == 0 && is_wanted && export->is_writing) {
		code = write_row(export);
	}
	export->position[outer] = '\0';
	return code;
}

static int walk_element(struct export *export, xmlNodePtr node, const struct place *parent)
{
	struct place place = *parent;
	size_t length = strlen(place.path);
	if (place.depth++ == ZR_FORM_DEPTH_MAX ||
		length + strlen((const char *)node->name) + 2 > sizeof place.path) {
		return zr_error_set(
			export->error, ZR_E_LIMIT, "a record is nested too deeply to export");
	}
	(void)snprintf(place.path + length, sizeof place.path - length, "/%s", node->name);
	if (find_repeat(export, place.path) != NULL) {
		return export->wanted != NULL ? walk_instance(export, node, &place) : 0;
	}
	if (has_elements(node)) {
		return walk(export, node, &place);
	}
	if (!place.is_in_row) {
		return 0;
	}
	xmlChar *value = xmlNodeGetContent(node);
	int code = value != NULL
			   ? take_leaf(export, place.path + place.row_root + 1, (const char *)value)
			   : ZR_E_NOMEM;
	xmlFree(value);
	return code;
}

static int walk(struct export *export, xmlNodePtr parent, const struct place *place)
{
	int code = 0;
	for (xmlNodePtr node = xmlFirstElementChild(parent); code == 0 && node != NULL;
		node = xmlNextElementSibling(node)) {
		if (!xmlStrEqual(node->name, (const xmlChar *)"meta")) {
			code = walk_element(export, node, place);
		}
	}
	return code;
}

static int walk_root(struct export *export, xmlNodePtr root)
{
	struct place place = {.is_in_row = export->wanted == NULL};
	(void)snprintf(place.path, sizeof place.path, "/%.512s", root->name);
	place.row_root = strlen(place.path);
	export->position[0] = '\0';
	return walk(export, root, &place);
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct export *export = user;
	OWNED_DOCUMENT document = parse(record->content.xml, record->content.xml_bytes);
	xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
	export->record = record;
	int code = root != NULL ? walk_root(export, root) : 0;
	return code == 0 && export->is_writing && export->wanted == NULL ? write_row(export) : code;
}

/* ---- the form ---- */

static int add_repeats(struct export *export, xmlNodePtr node, unsigned depth)
{
	for (; node != NULL && depth < ZR_FORM_DEPTH_MAX; node = xmlNextElementSibling(node)) {
		xmlChar *path = xmlStrEqual(node->name, (const xmlChar *)"repeat")
					? xmlGetNoNsProp(node, (const xmlChar *)"nodeset")
					: NULL;
		if (path != NULL && export->repeat_count < REPEAT_COUNT_MAX) {
			export->repeats[export->repeat_count] = strdup((const char *)path);
			export->repeat_count += export->repeats[export->repeat_count] != NULL;
		}
		xmlFree(path);
		int code = add_repeats(export, xmlFirstElementChild(node), depth + 1);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* The first element of that local name at or below node, depth first. */
static xmlNodePtr find_element(xmlNodePtr node, const char *name, unsigned depth)
{
	for (; node != NULL && depth < ZR_FORM_DEPTH_MAX; node = xmlNextElementSibling(node)) {
		if (xmlStrEqual(node->name, (const xmlChar *)name)) {
			return node;
		}
		xmlNodePtr below = find_element(xmlFirstElementChild(node), name, depth + 1);
		if (below != NULL) {
			return below;
		}
	}
	return NULL;
}

/* The repeat by its path or its last name. */
static int choose_repeat(struct export *export, const char *name)
{
	for (size_t i = 0; i < export->repeat_count; i++) {
		const char *last = strrchr(export->repeats[i], '/');
		if (strcmp(export->repeats[i], name) == 0 ||
			(last != NULL && strcmp(last + 1, name) == 0)) {
			export->wanted = export->repeats[i];
			return 0;
		}
	}
	return zr_error_set(export->error, ZR_E_NOT_FOUND,
		"the questionnaire has no repeat of that name; leave repeat= out for the records");
}

static int read_form(
	struct zr_context *context, struct export *export, const char *form_id, const char *repeat)
{
	struct zr_store_form form;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	int code = zr_store_get_form(context->reader, form_id, NULL, &form, export->error);
	if (code == 0) {
		code = zr_store_get_file(
			context->reader, form_id, form.version, "form.xml", &xml, export->error);
	}
	if (code != 0) {
		return code;
	}
	OWNED_DOCUMENT document = parse(xml.data, xml.bytes);
	xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
	if (root == NULL) {
		return zr_error_set(export->error, ZR_E_SYNTAX, "the stored form is damaged");
	}
	code = add_repeats(export, root, 0);
	if (code == 0 && repeat != NULL && repeat[0] != '\0') {
		code = choose_repeat(export, repeat);
	}
	xmlNodePtr instance = find_element(root, "instance", 0);
	xmlNodePtr primary = instance != NULL ? xmlFirstElementChild(instance) : NULL;
	return code == 0 && primary != NULL ? walk_root(export, primary) : code;
}

static int run_export(
	struct zr_context *context, const struct zr_request *request, struct export *export)
{
	const char *form_id = zr_request_argument(request, "form", "");
	const char *area_id = zr_request_argument(request, "area", "");
	export->columns = xmlHashCreate(256);
	if (export->columns == NULL) {
		return ZR_E_NOMEM;
	}
	struct zr_store_record_filter filter = {
		.form_id = form_id,
		.area_id = area_id[0] != '\0' ? area_id : NULL,
		.count_max = INT64_MAX,
		.with_xml = true,
		.oldest_first = true,
	};
	int code =
		read_form(context, export, form_id, zr_request_argument(request, "repeat", NULL));
	if (code == 0) {
		code = zr_store_list_records(
			context->reader, &filter, take_record, export, export->error);
	}
	if (code == 0 && zr_request_argument(request, "bom", NULL) != NULL) {
		code = zr_buffer_add(&export->csv, "\xef\xbb\xbf", 3);
	}
	if (code == 0) {
		code = write_header(export);
	}
	export->is_writing = true;
	return code == 0 ? zr_store_list_records(
				   context->reader, &filter, take_record, export, export->error)
			 : code;
}

void zr_export_get(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	ZR_CLEANUP(export_free) struct export *export = calloc(1, sizeof *export);
	int code = export != NULL ? zr_store_read_begin(context->reader, &error) : ZR_E_NOMEM;
	if (code == 0) {
		export->error = &error;
		code = run_export(context, request, export);
		zr_store_read_end(context->reader);
	}
	if (code != 0) {
		if (error.code == 0) {
			(void)zr_error_set(&error, code,
				"the export does not fit into memory; ask for one area at a time");
		}
		zr_worker_refuse(request, &error, NULL, NULL);
		return;
	}
	request->answer.body = export->csv;
	export->csv = (struct zr_buffer){0};
	zr_request_answer(request, 200, "text/csv; charset=utf-8");
	const char *form_id = zr_request_argument(request, "form", "");
	const char *repeat = export->wanted != NULL ? strrchr(export->wanted, '/') + 1 : "";
	(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
		"attachment; filename=\"%.63s%s%.63s.csv\"", form_id, repeat[0] != '\0' ? "-" : "",
		repeat);
}
