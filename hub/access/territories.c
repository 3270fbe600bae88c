/*
 * The table is read on a worker and applied in the writer, row by row: a row whose parent is not
 * there yet waits for the next round, until no round does anything more.
 */
#include "hub/access/territories.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/route.h"
#include "lib/base/cleanup.h"
#include "lib/workbook/csv_folder.h"

#define SHEET     "territories"
#define AREA_KIND "area"

/* ---- the list ---- */

static int add_row(void *user, const struct zr_territory *territory)
{
	struct json_object *rows = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", territory->territory_id);
	zr_json_add_text(row, "parent", territory->parent_id);
	zr_json_add_text(row, "kind", territory->kind);
	zr_json_add_text(row, "name", territory->name);
	(void)json_object_array_add(rows, row);
	return 0;
}

void zr_territories_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *rows = json_object_new_array();
	int code = zr_store_list_territories(
		context->reader, request->caller.territory, add_row, rows, &error);
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "territories", rows);
	zr_json_answer(request, answer);
}

/* ---- the table ---- */

struct row {
	struct zr_territory territory;
	size_t line;
	bool is_done;
};

struct upload {
	struct row *rows; /* owned */
	size_t row_count;
	size_t node_count; /* that are new or other than before */
	size_t area_count; /* likewise */
};

static void free_upload(void *state)
{
	struct upload *upload = state;
	free(upload->rows);
	free(upload);
}

/* The column of that heading; the count of columns when there is none. */
static size_t find_column(const struct zr_workbook *book, const char *heading)
{
	size_t column = 0;
	while (column < zr_workbook_columns(book, 0) &&
		strcmp(zr_workbook_cell(book, 0, 0, column), heading) != 0) {
		column++;
	}
	return column;
}

static int copy(
	char *ret_text, size_t size, const char *text, struct row *row, struct zr_error *error)
{
	if (strlen(text) >= size) {
		return zr_error_set_at(error, ZR_E_INVALID, (uint32_t)row->line, SHEET,
			"a text is longer than %zu bytes", size - 1);
	}
	memcpy(ret_text, text, strlen(text) + 1);
	return 0;
}

static int read_row(const struct zr_workbook *book, const size_t columns[4], struct row *row,
	struct zr_error *error)
{
	struct zr_territory *node = &row->territory;
	const char *cells[4];
	for (size_t i = 0; i < 4; i++) {
		cells[i] = zr_workbook_cell(book, 0, row->line - 1, columns[i]);
	}
	int code = copy(node->territory_id, sizeof node->territory_id, cells[0], row, error);
	if (code == 0) {
		code = copy(node->parent_id, sizeof node->parent_id, cells[1], row, error);
	}
	if (code == 0) {
		code = copy(node->kind, sizeof node->kind, cells[2], row, error);
	}
	if (code == 0) {
		code = copy(node->name, sizeof node->name, cells[3], row, error);
	}
	bool is_parent = cells[1][0] == '\0' || zr_route_is_identifier(cells[1]);
	if (code == 0 && (!zr_route_is_identifier(cells[0]) || !is_parent)) {
		code = zr_error_set_at(error, ZR_E_INVALID, (uint32_t)row->line, SHEET,
			"id and parent must be letters, digits and . _ : - (at most 63, a letter "
			"or digit first)");
	}
	return code;
}

static int read_rows(const struct zr_workbook *book, struct upload *upload, struct zr_error *error)
{
	static const char *const headings[] = {"id", "parent", "kind", "name"};
	size_t columns[4];
	for (size_t i = 0; i < 4; i++) {
		columns[i] = find_column(book, headings[i]);
		if (columns[i] == zr_workbook_columns(book, 0)) {
			return zr_error_set_at(error, ZR_E_INVALID, 1, SHEET,
				"the column %s is missing: id, parent, kind and name are wanted",
				headings[i]);
		}
	}
	size_t row_count = zr_workbook_rows(book, 0);
	upload->rows = calloc(row_count, sizeof *upload->rows);
	if (upload->rows == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	int code = 0;
	for (size_t i = 1; code == 0 && i < row_count; i++) {
		struct row *row = &upload->rows[upload->row_count++];
		row->line = i + 1;
		code = read_row(book, columns, row, error);
	}
	return code;
}

/* ---- the tree ---- */

static int fail(const struct row *row, int code, const char *sentence, struct zr_error *error)
{
	return zr_error_set_at(error, code, (uint32_t)row->line, SHEET, "%s: %s",
		row->territory.territory_id, sentence);
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;
	for (; *path != '\0'; path++) {
		depth += *path == '/' ? 1 : 0;
	}
	return depth;
}

/* The path of a node below its parent: 0, or 1 while there is no such parent. */
static int find_path(struct zr_store *store, struct row *row, struct zr_error *error)
{
	struct zr_territory *node = &row->territory;
	struct zr_territory parent = {0};
	if (node->parent_id[0] != '\0') {
		int code = zr_store_get_territory(store, node->parent_id, &parent, error);
		if (code != 0) {
			return code == ZR_E_NOT_FOUND ? 1 : code;
		}
	}
	size_t depth = depth_of(parent.path) + 1;
	size_t length = strlen(parent.path) + strlen(node->territory_id) + 1;
	if (depth > ZR_HUB_TERRITORY_DEPTH_MAX || length > ZR_HUB_TERRITORY_BYTES_MAX) {
		return fail(row, ZR_E_LIMIT, "it lies too deep", error);
	}
	(void)snprintf(node->path, sizeof node->path, "%.*s%.*s/", (int)strlen(parent.path),
		parent.path, (int)strlen(node->territory_id), node->territory_id);
	return 0;
}

static int put_area(
	struct zr_store *store, struct upload *upload, struct row *row, struct zr_error *error)
{
	struct zr_territory parent;
	char path[ZR_STORE_PATH_BYTES];
	int code = zr_store_get_territory(store, row->territory.parent_id, &parent, error);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 1 : code;
	}
	code = zr_store_locate_area(store, row->territory.territory_id, path, error);
	if (code == ZR_E_NOT_FOUND) {
		return fail(row, code, "there is no such area; make it first", error);
	}
	if (code == 0 && strcmp(path, parent.path) != 0) {
		upload->area_count++;
		code = zr_store_place_area(store, row->territory.territory_id, parent.path, error);
	}
	return code;
}

static bool is_same(const struct zr_territory *one, const struct zr_territory *other)
{
	return strcmp(one->path, other->path) == 0 && strcmp(one->kind, other->kind) == 0 &&
	       strcmp(one->name, other->name) == 0;
}

struct move {
	const struct row *row;
	size_t more_depth; /* by so much each path grows; 0 when it shrinks */
	size_t more_bytes;
	struct zr_error *error;
};

static int check_moved(void *user, const struct zr_territory *node)
{
	const struct move *move = user;
	bool fits = depth_of(node->path) + move->more_depth <= ZR_HUB_TERRITORY_DEPTH_MAX &&
		    strlen(node->path) + move->more_bytes <= ZR_HUB_TERRITORY_BYTES_MAX;
	return fits ? 0
		    : fail(move->row, ZR_E_LIMIT, "what is below it would lie too deep",
			      move->error);
}

/* What is below the node goes with it. */
static int check_move(
	struct zr_store *store, const struct row *row, const char *before, struct zr_error *error)
{
	const char *after = row->territory.path;
	size_t depth = depth_of(before);
	size_t bytes = strlen(before);
	struct move move = {.row = row,
		.more_depth = depth_of(after) > depth ? depth_of(after) - depth : 0,
		.more_bytes = strlen(after) > bytes ? strlen(after) - bytes : 0,
		.error = error};
	return zr_store_list_territories(store, before, check_moved, &move, error);
}

static int put_node(
	struct zr_store *store, struct upload *upload, struct row *row, struct zr_error *error)
{
	struct zr_territory before = {0};
	int code = find_path(store, row, error);
	if (code != 0) {
		return code;
	}
	code = zr_store_get_territory(store, row->territory.territory_id, &before, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	bool is_there = code == 0;
	if (is_there && is_same(&row->territory, &before)) {
		return 0;
	}
	bool is_moved = is_there && strcmp(row->territory.path, before.path) != 0;
	if (is_moved && strncmp(row->territory.path, before.path, strlen(before.path)) == 0) {
		return fail(row, ZR_E_CYCLE, "it would lie below itself", error);
	}
	code = is_moved ? check_move(store, row, before.path, error) : 0;
	if (code != 0) {
		return code;
	}
	upload->node_count++;
	return zr_store_put_territory(store, &row->territory, error);
}

/* Puts what can be put now; ret_count: how many rows. */
static int go_round(
	struct zr_store *store, struct upload *upload, size_t *ret_count, struct zr_error *error)
{
	assert(upload->rows != NULL || upload->row_count == 0);
	*ret_count = 0;
	for (size_t i = 0; i < upload->row_count; i++) {
		struct row *row = &upload->rows[i];
		if (row->is_done) {
			continue;
		}
		int code = strcmp(row->territory.kind, AREA_KIND) == 0
				   ? put_area(store, upload, row, error)
				   : put_node(store, upload, row, error);
		if (code < 0) {
			return code;
		}
		row->is_done = code == 0;
		*ret_count += row->is_done ? 1 : 0;
	}
	return 0;
}

static int check_rest(const struct upload *upload, struct zr_error *error)
{
	assert(upload->rows != NULL || upload->row_count == 0);
	for (size_t i = 0; i < upload->row_count; i++) {
		if (!upload->rows[i].is_done) {
			return fail(&upload->rows[i], ZR_E_NOT_FOUND,
				"its parent is neither here nor in the table", error);
		}
	}
	return 0;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct upload *upload = request->state;
	size_t count = 0;
	int code = 0;
	do {
		code = go_round(store, upload, &count, error);
	} while (code == 0 && count > 0);
	if (code == 0) {
		code = check_rest(upload, error);
	}
	if (code != 0) {
		return code;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "nodes %zu, areas %zu", upload->node_count,
		upload->area_count);
	zr_audit_line_note(request, request->caller.name, "territory", detail);
	return zr_audit_line_write(store, request, error);
}

static void answer_put(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct upload *upload = request->state;
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "rows", upload->row_count);
	zr_json_add_count(answer, "nodes", upload->node_count);
	zr_json_add_count(answer, "areas", upload->area_count);
	zr_json_answer(request, answer);
}

static int read_upload(
	const struct zr_request *request, struct upload *upload, struct zr_error *error)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	int code = zr_workbook_new(&book, error);
	if (code == 0) {
		code = zr_csv_folder_add(
			book, SHEET, request->body.data, request->body.bytes, error);
	}
	return code == 0 ? read_rows(book, upload, error) : code;
}

void zr_territories_put(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct upload *upload = calloc(1, sizeof *upload);
	int code = upload != NULL ? read_upload(request, upload, &error) : ZR_E_NOMEM;
	request->state = upload;
	request->state_free = upload != NULL ? free_upload : NULL;
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "territory");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "territory", "");
	zr_request_write(request, apply, answer_put);
}
