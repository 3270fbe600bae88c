/*
 * Columns: the row of the sheet; name, indented by group; type; label. Under them, one line each,
 * what governs the question: when it is asked, what its answer must meet, how it is calculated,
 * what it begins with, how it looks, its choices.
 */
#include "tools/form_show.h"

#include <assert.h>
#include <string.h>

#include "tools/terminal.h"
#include "tools/show_type.h"
#include "lib/formcheck/outline.h"
#include "lib/formcheck/sheet_map.h"
#include "lib/xpath/written.h"

enum {
	ROW_COLUMNS = 5, /* the row of the sheet, and a blank */
	NAME_COLUMNS = 30,
	TYPE_COLUMNS = 20,
	CHOICE_COUNT_MAX = 12 /* of a list that are shown by name */
};

struct show {
	struct zr_outline outline;
	struct zr_sheet_map *map;          /* owned */
	size_t margin;                     /* ROW_COLUMNS, 0 for an XForm */
	const struct zr_node *translation; /* NULL: the form has none */
	FILE *out;
	size_t width;
};

/* ---- lines ---- */

/* "  when  ${age} > 15" under a question. */
static int print_detail(struct show *show, unsigned depth, const char *title, const char *text)
{
	assert(show->out != NULL && title != NULL);
	if (text == NULL || text[strspn(text, " \t\r\n")] == '\0') {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	int code = zr_outline_rewrite(text, &line);
	if (code != 0) {
		return code;
	}
	size_t indent = show->margin + 4 + 2 * (size_t)depth;
	(void)fprintf(show->out, "%*s", (int)indent, "");
	size_t at = indent + zr_terminal_print(show->out, title, 9) + 1;
	(void)fputc(' ', show->out);
	zr_terminal_wrap(show->out, zr_buffer_text(&line), at, at, show->width);
	return 0;
}

/* "yes_no where region = ${region}" of "instance('yes_no')/root/item[region = /data/region]". */
static int print_itemset(struct show *show, unsigned depth, const struct zr_node *itemset)
{
	assert(zr_xml_is(itemset, "itemset"));
	const char *nodeset = zr_xml_attribute(itemset, "", "nodeset");
	struct zr_written name, arguments[2];
	size_t count = 0;
	const char *rows = nodeset != NULL ? zr_written_instance(nodeset, &name) : NULL;
	if (rows == NULL) {
		return print_detail(show, depth, "choices", nodeset);
	}
	bool is_random = zr_written_call(nodeset, "randomize", arguments, 2, &count) != NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	int code = zr_buffer_add_format(
		&line, "%.*s%s", (int)name.bytes, name.text, is_random ? " in random order" : "");
	const char *open = rows + strcspn(rows, "[");
	const char *close = *open == '[' ? zr_written_close(open) : NULL;
	for (const char *word = "where"; close != NULL && code == 0; word = "and") {
		code = zr_buffer_add_format(
			&line, " %s %.*s", word, (int)(close - open - 1), open + 1);
		open = close + 1;
		close = *open == '[' ? zr_written_close(open) : NULL;
	}
	return code == 0 ? print_detail(show, depth, "choices", zr_buffer_text(&line)) : code;
}

static int print_items(struct show *show, unsigned depth, const struct zr_node *control)
{
	assert(control != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	size_t count = 0;
	int code = 0;
	for (const struct zr_node *at = control->first_child; at != NULL && code == 0;
		at = at->next) {
		if (zr_xml_is(at, "itemset")) {
			return print_itemset(show, depth, at);
		}
		const struct zr_node *value =
			zr_xml_is(at, "item") ? zr_xml_child(at, "value") : NULL;
		if (value == NULL || count++ >= CHOICE_COUNT_MAX) {
			continue;
		}
		code = zr_buffer_add_format(
			&line, "%s%s ", line.bytes > 0 ? "\xc2\xb7 " : "", zr_node_value(value));
		if (code == 0) {
			code = zr_outline_caption(
				zr_xml_child(at, "label"), show->translation, &line);
		}
		code = code == 0 ? zr_buffer_add(&line, " ", 1) : code;
	}
	if (code == 0 && count > CHOICE_COUNT_MAX) {
		code = zr_buffer_add_format(
			&line, "\xc2\xb7 and %zu more", count - CHOICE_COUNT_MAX);
	}
	return code == 0 ? print_detail(show, depth, "choices", zr_buffer_text(&line)) : code;
}

/* Its default, and what sets it later. */
static int print_beginning(struct show *show, const struct zr_outline_item *item)
{
	const char *value = zr_node_value(item->node);
	int code = item->node->first_child == NULL || item->control != NULL
			   ? print_detail(show, item->depth, "begins", value)
			   : 0;
	const struct zr_node *parts[] = {show->outline.model, show->outline.body};
	for (size_t i = 0; i < 2; i++) {
		const struct zr_node *at = parts[i];
		while (code == 0 && (at = zr_node_following(at, parts[i])) != NULL) {
			const char *ref = at->kind == ZR_NODE_ELEMENT && zr_xml_is(at, "setvalue")
						  ? zr_xml_attribute(at, "", "ref")
						  : NULL;
			if (ref == NULL || strcmp(ref, item->path) != 0) {
				continue;
			}
			const char *trigger = zr_xml_attribute(at->parent, "", "ref");
			ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
			code = zr_buffer_add_format(&line, "%s%s%s",
				zr_xml_attribute(at, "", "value") != NULL
					? zr_xml_attribute(at, "", "value")
					: "nothing",
				trigger != NULL ? " when the answer changes to " : "",
				trigger != NULL ? trigger : "");
			code = code == 0 ? print_detail(show, item->depth,
						   trigger != NULL ? "becomes" : "begins",
						   zr_buffer_text(&line))
					 : code;
		}
	}
	return code;
}

/* The appearance, and the ends of a range. */
static int print_looks(struct show *show, const struct zr_outline_item *item)
{
	assert(item->control != NULL);
	const struct zr_node *shown = item->repeat != NULL ? item->repeat : item->control;
	const char *looks = zr_xml_attribute(item->control, "", "appearance");
	looks = looks == NULL ? zr_xml_attribute(shown, "", "appearance") : looks;
	int code = print_detail(show, item->depth, "looks", looks);
	if (code != 0 || !zr_xml_is(item->control, "range")) {
		return code;
	}
	static const char *const ENDS[][2] = {{"start", ""}, {"end", " to "}, {"step", " by "}};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	for (size_t i = 0; i < 3 && code == 0; i++) {
		const char *end = zr_xml_attribute(item->control, "", ENDS[i][0]);
		code = end != NULL ? zr_buffer_add_format(&line, "%s%s", ENDS[i][1], end) : 0;
	}
	return code == 0 ? print_detail(show, item->depth, "from", zr_buffer_text(&line)) : code;
}

static int print_details(struct show *show, const struct zr_outline_item *item)
{
	static const char *const ASPECTS[][2] = {{"relevant", "when"}, {"required", "required"},
		{"readonly", "fixed"}, {"constraint", "must"}, {"calculate", "is"}};
	int code = 0;
	for (size_t i = 0; item->bind != NULL && i < 5 && code == 0; i++) {
		const char *text = zr_xml_attribute(item->bind, "", ASPECTS[i][0]);
		bool is_plain = zr_show_type_is_true(text) ||
				(text != NULL && strncmp(text, "false", 5) == 0);
		if (text != NULL && !(is_plain && strchr("rf", *ASPECTS[i][1]) != NULL)) {
			code = print_detail(show, item->depth, ASPECTS[i][1], text);
		}
	}
	if (code == 0 && item->repeat != NULL) {
		code = print_detail(show, item->depth, "as many",
			zr_xml_attribute(item->repeat, ZR_XML_JR, "count"));
	}
	code = code == 0 ? print_beginning(show, item) : code;
	code = code == 0 && item->control != NULL ? print_looks(show, item) : code;
	return code == 0 && item->control != NULL && item->node->first_child == NULL
		       ? print_items(show, item->depth, item->control)
		       : code;
}

/* The row of the survey sheet that says the item. */
static size_t print_row(struct show *show, const struct zr_outline_item *item)
{
	assert(show->margin == 0 || show->map != NULL);
	char row[24] = "";
	struct zr_sheet_place place = {0};
	if (show->margin == 0) {
		return 0;
	}
	if (zr_sheet_map_find(show->map, item->path, NULL, &place)) {
		(void)snprintf(row, sizeof row, "%4zu", place.row + 1);
	}
	return zr_terminal_print(show->out, row, ROW_COLUMNS);
}

static int print_item(struct show *show, const struct zr_outline_item *item)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	const char *required =
		item->bind != NULL ? zr_xml_attribute(item->bind, "", "required") : NULL;
	const char *mark = item->repeat != NULL              ? "\xe2\x86\xbb "
			   : item->node->first_child != NULL ? "\xe2\x96\xb8 "
							     : "";
	int code = zr_buffer_add_format(&name, "%*s%s%s%s", (int)(2 * item->depth), "", mark,
		item->node->name->local, zr_show_type_is_true(required) ? " *" : "");
	if (code == 0 && item->control != NULL) {
		code = zr_outline_caption(
			zr_xml_child(item->control, "label"), show->translation, &label);
	}
	if (code != 0) {
		return code;
	}
	size_t at = print_row(show, item);
	at += zr_terminal_print(show->out, zr_buffer_text(&name), NAME_COLUMNS);
	at += zr_terminal_print(show->out, " ", 1);
	at += zr_terminal_print(show->out, zr_show_type_of(&show->outline, item),
		label.bytes > 0 ? TYPE_COLUMNS : 0);
	if (label.bytes > 0) {
		at += zr_terminal_print(show->out, " ", 1);
	}
	zr_terminal_wrap(show->out, zr_buffer_text(&label), at,
		show->margin + NAME_COLUMNS + TYPE_COLUMNS + 2, show->width);
	return print_details(show, item);
}

/* ---- choice lists ---- */

static int add_choice(struct show *show, const struct zr_node *item, struct zr_buffer *line)
{
	const struct zr_node *name = zr_xml_child(item, "name");
	const struct zr_node *id = zr_xml_child(item, "itextId");
	const struct zr_node *label = zr_xml_child(item, "label");
	int code = zr_buffer_add_format(line, "%s%s ", line->bytes > 0 ? "\xc2\xb7 " : "",
		name != NULL ? zr_node_value(name) : "?");
	if (code == 0 && id != NULL) {
		char reference[600];
		(void)snprintf(
			reference, sizeof reference, "jr:itext('%.500s')", zr_node_value(id));
		struct zr_name attribute_name = {.local = "ref", .prefix = "", .namespace_uri = ""};
		struct zr_node attribute = {
			.kind = ZR_NODE_ATTRIBUTE, .name = &attribute_name, .value = reference};
		const struct zr_node caption = {
			.kind = ZR_NODE_ELEMENT, .first_attribute = &attribute};
		code = zr_outline_caption(&caption, show->translation, line);
	} else if (code == 0 && label != NULL) {
		code = zr_buffer_add_text(line, zr_node_value(label));
	}
	return code == 0 ? zr_buffer_add(line, " ", 1) : code;
}

static int print_list(struct show *show, const char *id, const struct zr_node *instance)
{
	assert(id != NULL && zr_xml_is(instance, "instance"));
	const struct zr_node *root = zr_xml_child(instance, "root");
	const char *source = zr_xml_attribute(instance, "", "src");
	const char *file = source != NULL ? strrchr(source, '/') : NULL;
	source = file != NULL ? file + 1 : source;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	size_t count = 0;
	int code = 0;
	for (const struct zr_node *at = root != NULL ? root->first_child : NULL;
		at != NULL && code == 0; at = at->next) {
		if (at->kind == ZR_NODE_ELEMENT && count++ < CHOICE_COUNT_MAX) {
			code = add_choice(show, at, &line);
		}
	}
	if (code == 0 && count > CHOICE_COUNT_MAX) {
		code = zr_buffer_add_format(
			&line, "\xc2\xb7 and %zu more", count - CHOICE_COUNT_MAX);
	}
	if (code == 0 && source != NULL) {
		code = zr_buffer_add_format(&line, "from %s", source);
	}
	if (code == 0) {
		size_t at = zr_terminal_print(show->out, id, NAME_COLUMNS);
		at += zr_terminal_print(show->out, " ", 1);
		zr_terminal_wrap(
			show->out, zr_buffer_text(&line), at, NAME_COLUMNS + 1, show->width);
	}
	return code;
}

static int print_lists(struct show *show)
{
	assert(show->outline.model != NULL);
	int code = 0;
	bool is_first = true;
	for (const struct zr_node *at = show->outline.model->first_child; at != NULL && code == 0;
		at = at->next) {
		const char *id = zr_xml_is(at, "instance") ? zr_xml_attribute(at, "", "id") : NULL;
		if (id == NULL) {
			continue;
		}
		if (is_first) {
			(void)fputs("\nChoice lists\n", show->out);
			is_first = false;
		}
		code = print_list(show, id, at);
	}
	return code;
}

/* ---- the whole ---- */

static bool is_language(const char *name, const char *wanted)
{
	assert(name != NULL && wanted != NULL);
	size_t bytes = strlen(wanted);
	const char *code = strrchr(name, '(');
	return strcmp(name, wanted) == 0 ||
	       (code != NULL && strncmp(code + 1, wanted, bytes) == 0 && code[1 + bytes] == ')');
}

static int choose_language(struct show *show, const char *wanted, struct zr_error *error)
{
	if (wanted == NULL) {
		show->translation = zr_outline_translation(
			&show->outline, zr_outline_default_translation(&show->outline));
		return 0;
	}
	const struct zr_node *at = NULL;
	for (size_t i = 0; (at = zr_outline_translation(&show->outline, i)) != NULL; i++) {
		const char *name = zr_xml_attribute(at, "", "lang");
		if (name != NULL && is_language(name, wanted)) {
			show->translation = at;
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_NOT_FOUND,
		"the form has no language '%.60s'; the heading of the outline lists what it has",
		wanted);
}

/* The texts that are there; the conversion writes "-" for one that is not. */
static size_t count_texts(const struct zr_node *translation)
{
	assert(translation != NULL);
	size_t count = 0;
	for (const struct zr_node *at = translation->first_child; at != NULL; at = at->next) {
		const struct zr_node *value =
			zr_xml_is(at, "text") ? zr_xml_child(at, "value") : NULL;
		const char *text = value != NULL ? zr_node_value(value) : "-";
		bool has_output = value != NULL && zr_xml_child(value, "output") != NULL;
		count += has_output || (text[0] != '\0' && strcmp(text, "-") != 0);
	}
	return count;
}

static void print_counts(struct show *show)
{
	size_t questions = 0, groups = 0, repeats = 0, required = 0;
	for (size_t i = 0; i < show->outline.count; i++) {
		const struct zr_outline_item *item = &show->outline.items[i];
		bool is_group = item->control != NULL && (item->node->first_child != NULL ||
								 zr_xml_is(item->control, "group"));
		const char *must =
			item->bind != NULL ? zr_xml_attribute(item->bind, "", "required") : NULL;
		repeats += item->repeat != NULL;
		groups += is_group && item->repeat == NULL;
		questions += item->control != NULL && !is_group;
		required += item->control != NULL && !is_group && zr_show_type_is_true(must);
	}
	(void)fprintf(show->out, "%zu question%s (%zu required, marked *)", questions,
		questions == 1 ? "" : "s", required);
	(void)fprintf(show->out, ", %zu group%s, %zu repeat%s\n\n", groups, groups == 1 ? "" : "s",
		repeats, repeats == 1 ? "" : "s");
}

static int print_heading(struct show *show)
{
	const struct zr_outline *outline = &show->outline;
	const char *version = zr_outline_version(outline);
	size_t chosen = zr_outline_default_translation(outline);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	int code = zr_buffer_add_format(&line, "%s%s%s", zr_outline_id(outline),
		*version != '\0' ? ", version " : "", version);
	const struct zr_node *at = NULL;
	size_t texts = 0;
	for (size_t i = 0; (at = zr_outline_translation(outline, i)) != NULL; i++) {
		texts = count_texts(at) > texts ? count_texts(at) : texts;
	}
	for (size_t i = 0; (at = zr_outline_translation(outline, i)) != NULL && code == 0; i++) {
		const char *name = zr_xml_attribute(at, "", "lang");
		size_t percent = texts > 0 ? count_texts(at) * 100 / texts : 100;
		code = zr_buffer_add_format(&line, "%s%s%s", i == 0 ? "; languages: " : ", ",
			name != NULL ? name : "?", i == chosen ? " (default)" : "");
		if (code == 0 && percent < 100) {
			code = zr_buffer_add_format(&line, " %zu %%", percent);
		}
	}
	if (code == 0) {
		if (strcmp(zr_outline_title(outline), zr_outline_id(outline)) != 0) {
			zr_terminal_wrap(show->out, zr_outline_title(outline), 0, 0, show->width);
		}
		zr_terminal_wrap(show->out, zr_buffer_text(&line), 0, 0, show->width);
		print_counts(show);
	}
	return code;
}

static int print_all(struct show *show)
{
	int code = print_heading(show);
	for (size_t i = 0; i < show->outline.count && code == 0; i++) {
		const struct zr_outline_item *item = &show->outline.items[i];
		bool is_meta = strncmp(item->node->name->local, "meta", 5) == 0 && item->depth == 0;
		if (is_meta) {
			while (i + 1 < show->outline.count &&
				show->outline.items[i + 1].depth > 0) {
				i++;
			}
			continue;
		}
		code = print_item(show, item);
	}
	return code == 0 ? print_lists(show) : code;
}

static void finish_show(struct show *show)
{
	zr_sheet_map_free(show->map);
	zr_outline_finish(&show->outline);
}

int zr_form_show(const struct zr_form_source *source, const struct zr_form_show_options *options,
	FILE *out, struct zr_error *error)
{
	assert(source != NULL && options != NULL && out != NULL);
	ZR_CLEANUP(finish_show)
	struct show show = {.out = out, .width = options->width < 60 ? 60 : options->width};
	size_t bytes = 0;
	const char *text = zr_form_source_text(source, &bytes);
	int code = zr_outline_read(&show.outline, text, bytes, error);
	if (code == 0) {
		show.margin = source->book != NULL ? ROW_COLUMNS : 0;
		code = zr_sheet_map_new(source->book, &show.map, error);
	}
	if (code == 0) {
		code = choose_language(&show, options->language, error);
	}
	if (code != 0) {
		return code;
	}
	code = print_all(&show);
	return code == 0 ? 0 : zr_error_set(error, code, "there is no memory to show the form");
}
