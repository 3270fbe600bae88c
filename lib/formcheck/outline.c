/* The outline: the instance's elements in order, then binds and controls hung on them by path. */
#include "lib/formcheck/outline.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/xpath/written.h"

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "there is no memory to read the form");
}

/* ---- items ---- */

static const struct zr_node *first_element(const struct zr_node *parent)
{
	const struct zr_node *child = parent != NULL ? parent->first_child : NULL;
	while (child != NULL && child->kind != ZR_NODE_ELEMENT) {
		child = child->next;
	}
	return child;
}

static size_t count_elements(const struct zr_node *root)
{
	size_t count = 0;
	for (const struct zr_node *at = root; at != NULL; at = zr_node_following(at, root)) {
		count += at->kind == ZR_NODE_ELEMENT;
	}
	return count;
}

static const char *join(struct zr_arena *arena, const char *parent, const struct zr_name *name)
{
	assert(parent != NULL && name != NULL);
	assert(*parent == '\0' || *parent == '/');
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	const char *colon = *name->prefix != '\0' ? ":" : "";
	if (zr_buffer_add_format(&path, "%s/%s%s%s", parent, name->prefix, colon, name->local) !=
		0) {
		return NULL;
	}
	return zr_arena_copy(arena, zr_buffer_text(&path), path.bytes);
}

/* A template and the first instance of a repeat stand side by side: the one is enough. */
static bool is_repeated(const struct zr_node *node)
{
	assert(node->kind == ZR_NODE_ELEMENT);
	for (const struct zr_node *at = node->previous; at != NULL; at = at->previous) {
		if (at->kind == ZR_NODE_ELEMENT && at->name == node->name) {
			return true;
		}
	}
	return false;
}

static int add_items(struct zr_outline *outline, const struct zr_node *parent, const char *path,
	unsigned depth, struct zr_error *error)
{
	if (depth > ZR_FORM_DEPTH_MAX) {
		return zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_GROUPS_TOO_DEEP, .number = ZR_FORM_DEPTH_MAX});
	}
	for (const struct zr_node *at = parent->first_child; at != NULL; at = at->next) {
		if (at->kind != ZR_NODE_ELEMENT || is_repeated(at)) {
			continue;
		}
		struct zr_outline_item *item = &outline->items[outline->count++];
		*item = (struct zr_outline_item){
			.path = join(&outline->arena, path, at->name), .depth = depth, .node = at};
		if (item->path == NULL) {
			return nomem(error);
		}
		int code = add_items(outline, at, item->path, depth + 1, error);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* The name of a step without its prefix. */
static const char *local_of(const char *step, size_t bytes, size_t *ret_bytes)
{
	const char *colon = memchr(step, ':', bytes);
	const char *local = colon != NULL ? colon + 1 : step;
	*ret_bytes = bytes - (size_t)(local - step);
	return local;
}

/* Absolute paths, their prefixes passed over: lib/form lets them tell twins apart and no more. */
static int compare_locals(const char *left, const char *right)
{
	while (*left == '/' && *right == '/') {
		size_t left_step = strcspn(++left, "/"), right_step = strcspn(++right, "/");
		size_t left_bytes = 0, right_bytes = 0;
		const char *a = local_of(left, left_step, &left_bytes);
		const char *b = local_of(right, right_step, &right_bytes);
		int order = strncmp(a, b, left_bytes < right_bytes ? left_bytes : right_bytes);
		if (order != 0 || left_bytes != right_bytes) {
			return order != 0 ? order : left_bytes < right_bytes ? -1 : 1;
		}
		left += left_step;
		right += right_step;
	}
	return (*left != '\0') - (*right != '\0');
}

static int compare_paths(const void *left, const void *right, void *user)
{
	assert(user != NULL);
	const struct zr_outline *outline = user;
	const size_t a = *(const size_t *)left, b = *(const size_t *)right;
	int order = compare_locals(outline->items[a].path, outline->items[b].path);
	return order != 0 ? order : (a > b) - (a < b); /* twins as they stand */
}

/* Of twins that prefixes tell apart the one that is written alike, else the first. */
static struct zr_outline_item *find_absolute(const struct zr_outline *outline, const char *path)
{
	size_t low = 0, high = outline->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		bool is_behind =
			compare_locals(outline->items[outline->by_path[middle]].path, path) < 0;
		low = is_behind ? middle + 1 : low;
		high = is_behind ? high : middle;
	}
	struct zr_outline_item *first = NULL;
	for (; low < outline->count; low++) {
		struct zr_outline_item *item = &outline->items[outline->by_path[low]];
		if (compare_locals(item->path, path) != 0) {
			break;
		}
		if (strcmp(item->path, path) == 0) {
			return item;
		}
		first = first == NULL ? item : first;
	}
	return first;
}

static const char BLANKS[] = " \t\r\n";

enum {
	PATH_BYTES = 4096
};

/* The path without the blanks around it, made absolute from base ("/data/person") as lib/form
 * makes it: "age", "./age", "../x", "current()/age". False when it is too long. */
static bool resolve(const char *base, const char *path, char absolute[PATH_BYTES])
{
	assert(*base == '/');
	path += strspn(path, BLANKS);
	size_t bytes = strlen(path);
	while (bytes > 0 && strchr(BLANKS, path[bytes - 1]) != NULL) {
		bytes--;
	}
	if (bytes + strlen(base) + 2 > PATH_BYTES) {
		return false;
	}
	if (*path == '/' || bytes == 0) {
		(void)snprintf(absolute, PATH_BYTES, "%.*s", (int)bytes, path);
		return true;
	}
	size_t used = (size_t)snprintf(absolute, PATH_BYTES, "%s", base);
	for (size_t at = 0; at < bytes;) {
		size_t step = strcspn(path + at, "/");
		step = step < bytes - at ? step : bytes - at;
		const char *name = path + at;
		if (step == 2 && memcmp(name, "..", 2) == 0) {
			while (used > 0 && absolute[--used] != '/') {
			}
			absolute[used] = '\0';
		} else if ((step != 1 || *name != '.') &&
			   (step != 9 || memcmp(name, "current()", 9) != 0)) {
			used += (size_t)snprintf(
				absolute + used, PATH_BYTES - used, "/%.*s", (int)step, name);
		}
		assert(used < PATH_BYTES);
		at += step + 1;
	}
	return true;
}

struct zr_outline_item *zr_outline_find(const struct zr_outline *outline, const char *path)
{
	assert(outline != NULL && outline->root != NULL && path != NULL);
	char absolute[PATH_BYTES], base[PATH_BYTES];
	const struct zr_name *root = outline->root->name;
	(void)snprintf(base, sizeof base, "/%s%s%s", root->prefix, *root->prefix != '\0' ? ":" : "",
		root->local);
	return resolve(base, path, absolute) ? find_absolute(outline, absolute) : NULL;
}

bool zr_outline_declares(const struct zr_outline *outline, const char *uri)
{
	assert(outline != NULL && outline->model != NULL && uri != NULL);
	for (const struct zr_node *at = outline->model->first_child; at != NULL; at = at->next) {
		const char *source =
			zr_xml_is(at, "instance") ? zr_xml_attribute(at, "", "src") : NULL;
		if (source != NULL && strcmp(source, uri) == 0) {
			return true;
		}
	}
	return false;
}

struct zr_outline_counts zr_outline_count(const struct zr_outline *outline)
{
	assert(outline != NULL && outline->root != NULL);
	struct zr_outline_counts counts = {0};
	for (size_t i = 0; i < outline->count; i++) {
		const struct zr_outline_item *item = &outline->items[i];
		bool is_group = item->control != NULL && (item->node->first_child != NULL ||
								 zr_xml_is(item->control, "group"));
		counts.repeats += item->repeat != NULL;
		counts.groups += is_group && item->repeat == NULL;
		counts.questions += item->control != NULL && !is_group;
	}
	return counts;
}

/* ---- binds and controls ---- */

static void hang_binds(struct zr_outline *outline)
{
	for (const struct zr_node *at = outline->model->first_child; at != NULL; at = at->next) {
		const char *path =
			zr_xml_is(at, "bind") ? zr_xml_attribute(at, "", "nodeset") : NULL;
		struct zr_outline_item *item = path != NULL ? zr_outline_find(outline, path) : NULL;
		if (item != NULL && item->bind == NULL) {
			item->bind = at;
		}
	}
}

/* ref, nodeset, or the bind that the old attribute names. */
static const char *reference_of(const struct zr_outline *outline, const struct zr_node *control)
{
	assert(control != NULL);
	const char *path = zr_xml_attribute(control, "", "ref");
	if (path == NULL && zr_xml_is(control, "repeat")) {
		path = zr_xml_attribute(control, "", "nodeset");
	}
	const char *id = zr_xml_attribute(control, "", "bind");
	const struct zr_node *at = path == NULL && id != NULL ? outline->model->first_child : NULL;
	for (; at != NULL && path == NULL; at = at->next) {
		const char *own = zr_xml_is(at, "bind") ? zr_xml_attribute(at, "", "id") : NULL;
		if (own != NULL && strcmp(own, id) == 0) {
			path = zr_xml_attribute(at, "", "nodeset");
		}
	}
	return path;
}

/* The item of a control: a relative path starts at the nearest one around it that has a path. */
static struct zr_outline_item *item_of(struct zr_outline *outline, const struct zr_node *control)
{
	assert(control != outline->body);
	const char *path = reference_of(outline, control);
	char absolute[PATH_BYTES];
	if (path == NULL || path[strspn(path, BLANKS)] == '/') {
		return path != NULL ? zr_outline_find(outline, path) : NULL;
	}
	const struct zr_node *around = control->parent;
	while (around != NULL && around != outline->body && reference_of(outline, around) == NULL) {
		around = around->parent;
	}
	if (around == NULL || around == outline->body) {
		return zr_outline_find(outline, path);
	}
	const struct zr_outline_item *base = item_of(outline, around);
	bool is_resolved = base != NULL && resolve(base->path, path, absolute);
	return is_resolved ? find_absolute(outline, absolute) : NULL;
}

static void hang_controls(struct zr_outline *outline)
{
	const struct zr_node *at = outline->body;
	while ((at = zr_node_following(at, outline->body)) != NULL) {
		bool is_caption = at->kind != ZR_NODE_ELEMENT || zr_xml_is(at, "label") ||
				  zr_xml_is(at, "hint") || zr_xml_is(at, "itemset") ||
				  zr_xml_is(at, "item") || zr_xml_is(at, "output") ||
				  zr_xml_is(at, "value") || zr_xml_is(at, "setvalue");
		struct zr_outline_item *item = is_caption ? NULL : item_of(outline, at);
		if (item == NULL) {
			continue;
		}
		if (zr_xml_is(at, "repeat")) {
			item->repeat = at;
			item->control = item->control == NULL ? at->parent : item->control;
		} else if (item->control == NULL) {
			item->control = at;
		}
	}
}

static int read_tree(
	struct zr_outline *outline, const void *xml, size_t bytes, struct zr_error *error)
{
	assert(outline->names == NULL && outline->root == NULL);
	outline->names = zr_names_new();
	if (outline->names == NULL) {
		return nomem(error);
	}
	const struct zr_xml_target target = {
		.arena = &outline->arena, .names = outline->names, .prefixes = &outline->prefixes};
	struct zr_node *document = NULL;
	int code = zr_xml_parse(xml, bytes, &target, &document, error);
	if (code != 0) {
		return code;
	}
	const struct zr_node *html = document->first_child;
	outline->head = zr_xml_child(html, "head");
	outline->body = zr_xml_child(html, "body");
	outline->model = outline->head != NULL ? zr_xml_child(outline->head, "model") : NULL;
	const struct zr_node *instance =
		outline->model != NULL ? zr_xml_child(outline->model, "instance") : NULL;
	outline->root = first_element(instance);
	if (outline->root == NULL || outline->body == NULL) {
		return zr_error_set_fault(error, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NOT_AN_XFORM});
	}
	return 0;
}

int zr_outline_read(
	struct zr_outline *outline, const void *xml, size_t bytes, struct zr_error *error)
{
	assert(outline != NULL && outline->names == NULL && outline->items == NULL);
	assert(xml != NULL);
	int code = read_tree(outline, xml, bytes, error);
	if (code != 0) {
		return code;
	}
	size_t room = count_elements(outline->root);
	outline->items = zr_arena_new(&outline->arena, room * sizeof *outline->items);
	outline->by_path = zr_arena_new(&outline->arena, room * sizeof *outline->by_path);
	const char *path = join(&outline->arena, "", outline->root->name);
	if (outline->items == NULL || outline->by_path == NULL || path == NULL) {
		return nomem(error);
	}
	code = add_items(outline, outline->root, path, 0, error);
	if (code != 0) {
		return code;
	}
	assert(outline->count < room); /* the root is no item */
	for (size_t i = 0; i < outline->count; i++) {
		outline->by_path[i] = i;
	}
	qsort_r(outline->by_path, outline->count, sizeof *outline->by_path, compare_paths, outline);
	hang_binds(outline);
	hang_controls(outline);
	return 0;
}

void zr_outline_finish(struct zr_outline *outline)
{
	assert(outline != NULL);
	zr_names_free(outline->names);
	zr_arena_finish(&outline->arena);
}

/* ---- facts ---- */

const char *zr_outline_id(const struct zr_outline *outline)
{
	assert(outline != NULL && outline->root != NULL);
	const char *id = zr_xml_attribute(outline->root, "", "id");
	return id != NULL ? id : outline->root->name->local;
}

const char *zr_outline_version(const struct zr_outline *outline)
{
	assert(outline != NULL && outline->root != NULL);
	const char *version = zr_xml_attribute(outline->root, "", "version");
	return version != NULL ? version : "";
}

const char *zr_outline_title(const struct zr_outline *outline)
{
	assert(outline != NULL && outline->head != NULL);
	const struct zr_node *title = zr_xml_child(outline->head, "title");
	return title != NULL ? zr_node_value(title) : "";
}

const struct zr_node *zr_outline_translation(const struct zr_outline *outline, size_t n)
{
	assert(outline != NULL && outline->model != NULL);
	const struct zr_node *itext = zr_xml_child(outline->model, "itext");
	const struct zr_node *at = itext != NULL ? itext->first_child : NULL;
	for (; at != NULL; at = at->next) {
		if (zr_xml_is(at, "translation") && n-- == 0) {
			return at;
		}
	}
	return NULL;
}

size_t zr_outline_default_translation(const struct zr_outline *outline)
{
	assert(outline != NULL && outline->model != NULL);
	const struct zr_node *at = NULL;
	for (size_t i = 0; (at = zr_outline_translation(outline, i)) != NULL; i++) {
		const char *mark = zr_xml_attribute(at, "", "default");
		if (mark != NULL && strncmp(mark, "true", 4) == 0) {
			return i;
		}
	}
	return 0;
}

/* ---- texts ---- */

static bool is_name_byte(char byte)
{
	return isalnum((unsigned char)byte) || strchr("_-.:", byte) != NULL ||
	       ((unsigned char)byte & 0x80) != 0;
}

static size_t name_bytes(const char *text)
{
	size_t bytes = 0;
	while (text[bytes] != '\0' && is_name_byte(text[bytes])) {
		bytes++;
	}
	return bytes;
}

/* Bytes of a path of plain names at text: "/data/a/b", "../../b", "current()/../b"; 0 when there is
 * none. A name followed by ( or [ or :: belongs to something else. */
static size_t path_bytes(const char *text, const char **ret_last)
{
	const char *at = text;
	at += strncmp(at, "current()/", 10) == 0 ? 10 : 0;
	bool is_relative = strncmp(at, "../", 3) == 0;
	while (strncmp(at, "../", 3) == 0) {
		at += 3;
	}
	if (!is_relative && *at++ != '/') {
		return 0;
	}
	for (;;) {
		const char *name = at;
		at += name_bytes(at);
		if (at == name || isdigit((unsigned char)*name) || *at == '(' || *at == '[') {
			return 0;
		}
		*ret_last = name;
		if (*at != '/') {
			return (size_t)(at - text);
		}
		at++;
	}
}

/* Converters set a space on each side of a path; "( ${a} )" was "(${a})". */
static void drop_padding(struct zr_buffer *text)
{
	size_t bytes = text->bytes;
	bool is_padded = bytes > 0 && text->data[bytes - 1] == ' ' &&
			 (bytes == 1 || strchr("( ", text->data[bytes - 2]) != NULL);
	if (is_padded) {
		text->data[--text->bytes] = '\0';
	}
}

int zr_outline_rewrite(const char *text, struct zr_buffer *ret_text)
{
	assert(text != NULL && ret_text != NULL);
	char quote = '\0';
	int code = 0;
	for (const char *at = text; *at != '\0' && code == 0;) {
		const char *last = NULL;
		bool may_begin =
			at == text || (!is_name_byte(at[-1]) && strchr(")]/", at[-1]) == NULL);
		size_t bytes = quote == '\0' && may_begin ? path_bytes(at, &last) : 0;
		if (bytes > 0) {
			drop_padding(ret_text);
			code = zr_buffer_add_format(
				ret_text, "${%.*s}", (int)(at + bytes - last), last);
			at += bytes;
			at += *at == ' ' && strchr("), ", at[1]) != NULL;
			continue;
		}
		if (*at == '\'' || *at == '"') {
			quote = quote == *at ? '\0' : quote == '\0' ? *at : quote;
		}
		code = zr_buffer_add(ret_text, at, 1);
		at++;
	}
	return code;
}

static const struct zr_node *find_text(
	const struct zr_node *translation, const char *id, size_t bytes)
{
	const struct zr_node *at = translation != NULL ? translation->first_child : NULL;
	for (; at != NULL; at = at->next) {
		const char *own = zr_xml_is(at, "text") ? zr_xml_attribute(at, "", "id") : NULL;
		if (own != NULL && strlen(own) == bytes && memcmp(own, id, bytes) == 0) {
			break;
		}
	}
	const struct zr_node *value = at != NULL ? at->first_child : NULL;
	while (value != NULL &&
		(!zr_xml_is(value, "value") || zr_xml_attribute(value, "", "form") != NULL)) {
		value = value->next;
	}
	return value;
}

/* Text with <output value="…"/> in it. */
static int add_mixed(const struct zr_node *element, struct zr_buffer *ret_text)
{
	if (element->first_child == NULL) {
		return zr_buffer_add_text(ret_text, zr_node_value(element));
	}
	int code = 0;
	for (const struct zr_node *at = element->first_child; at != NULL && code == 0;
		at = at->next) {
		const char *value =
			zr_xml_is(at, "output") ? zr_xml_attribute(at, "", "value") : NULL;
		if (value != NULL) {
			value += strspn(value, " ");
			ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
			bool is_name = is_name_byte(*value) && value[name_bytes(value)] == '\0';
			code = is_name ? zr_buffer_add_format(&text, "${%s}", value)
				       : zr_outline_rewrite(value, &text);
			size_t bytes = text.bytes;
			while (bytes > 0 && text.data[bytes - 1] == ' ') {
				bytes--;
			}
			code = code == 0 && bytes > 0 ? zr_buffer_add(ret_text, text.data, bytes)
						      : code;
		} else if (at->kind == ZR_NODE_TEXT) {
			code = zr_buffer_add_text(ret_text, zr_node_value(at));
		}
	}
	return code;
}

int zr_outline_caption(const struct zr_node *caption, const struct zr_node *translation,
	struct zr_buffer *ret_text)
{
	assert(ret_text != NULL);
	assert(translation == NULL || zr_xml_is(translation, "translation"));
	const char *reference = caption != NULL ? zr_xml_attribute(caption, "", "ref") : NULL;
	if (caption == NULL) {
		return 0;
	}
	if (reference == NULL) {
		return add_mixed(caption, ret_text);
	}
	struct zr_written id;
	const struct zr_node *value = zr_written_itext_id(reference, &id)
					      ? find_text(translation, id.text, id.bytes)
					      : NULL;
	return value != NULL ? add_mixed(value, ret_text) : 0;
}
