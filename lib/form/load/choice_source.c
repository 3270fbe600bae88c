/*
 * Where the choices of a select come from, as the body says: items, an itemset, the appearance
 * search(…), or a query over the old itemsets.csv. Source: ODK XForms "Select", "Secondary
 * instances"; ODK documentation, "search()".
 */
#include "lib/form/load/choice_source.h"

#include <assert.h>
#include <string.h>

#include "lib/form/appearance.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/instance.h"
#include "lib/form/load/itext.h"
#include "lib/form/load/loading.h"
#include "lib/form/load/search.h"
#include "lib/form/xml.h"
#include "lib/xpath/written.h"

enum {
	TWINS_SOUGHT_MAX = 2000 /* choices of one list that are looked through for a value twice */
};

static struct zr_control_priv *priv_of(const struct zr_control *control)
{
	return control->priv;
}

/* A name and nothing else: a child of the row. */
static bool take_name(const char *text, struct zr_written *ret_name)
{
	struct zr_written_path path = zr_written_begin(text);
	struct zr_written_step step;
	struct zr_written_step more;
	bool is_name = !path.is_absolute && zr_written_next(&path, &step) &&
		       step.axis == ZR_WRITTEN_CHILD && step.prefix.bytes == 0 &&
		       step.condition.text == NULL;
	/* current()/name begins where the select is, not in the row */
	if (!is_name || step.name.text != text + strspn(text, " \t\r\n") ||
		zr_written_next(&path, &more) || !path.is_plain) {
		return false;
	}
	*ret_name = step.name;
	return true;
}

/* The name that a text is, NULL when it is something else. */
static int intern_name(
	struct zr_loading *loading, const char *text, const struct zr_name **ret_name)
{
	struct zr_written name;
	*ret_name = NULL;
	if (!take_name(text, &name)) {
		return 0;
	}
	ZR_CLEANUP_FREE char *local = strndup(name.text, name.bytes);
	*ret_name = local != NULL ? zr_names_intern(loading->form->names, "", "", local) : NULL;
	return *ret_name != NULL ? 0 : zr_loading_nomem(loading);
}

/* What a <value> or <label> of an itemset reads of each row. */
struct row_reference {
	const struct zr_xpath *expression;
	const struct zr_name *name; /* where it is one plain child */
	bool is_itext;              /* it gives the id of a text: ref="jr:itext(column)" */
};

/* The id of the text where the reference is jr:itext(…), else the reference; a copy. */
static char *copy_reference(struct zr_loading *loading, const char *text, bool *ret_is_itext)
{
	struct zr_written argument = {0};
	size_t count = 0;
	const char *end = zr_written_call(text, "jr:itext", &argument, 1, &count);
	*ret_is_itext = end != NULL && count == 1 && end[strspn(end, " \t\r\n")] == '\0';
	return *ret_is_itext ? zr_arena_copy(&loading->form->arena, argument.text, argument.bytes)
			     : zr_arena_copy(&loading->form->arena, text, strlen(text));
}

static int read_row_reference(struct zr_loading *loading, const struct zr_node *element,
	const char *where, struct row_reference *ret_reference)
{
	const char *text = zr_xml_attribute(element, "", "ref");
	if (text == NULL || *text == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, where,
			&(const struct zr_fault){.kind = ZR_FAULT_COLUMN_WITHOUT_REF,
				.subject = element->name->local});
	}
	char *copy = copy_reference(loading, text, &ret_reference->is_itext);
	if (copy == NULL) {
		return zr_loading_nomem(loading);
	}
	int code = intern_name(loading, copy, &ret_reference->name);
	return code != 0 ? code
			 : zr_compiler_compile(loading,
				   &(struct zr_origin){element, where, "itemset"}, copy,
				   &ret_reference->expression);
}

struct instance_check {
	struct zr_loading *loading;
	const struct zr_node *element;
	const char *where;
	const char *list; /* the last one that there is: the outer one */
};

static int check_instance(void *user, const struct zr_xpath_path *path)
{
	struct instance_check *check = user;
	struct zr_form *form = check->loading->form;
	if (path->from != ZR_PATH_INSTANCE || path->instance_id == NULL) {
		return 0;
	}
	if (zr_instance_find(form, path->instance_id) != NULL) {
		check->list = path->instance_id;
		return 0;
	}
	if (form->main_instance_id != NULL &&
		strcmp(form->main_instance_id, path->instance_id) == 0) {
		return 0;
	}
	return zr_loading_refuse(check->loading, ZR_E_REFERENCE, check->element, check->where,
		&(const struct zr_fault){
			.kind = ZR_FAULT_LIST_UNKNOWN, .subject = path->instance_id});
}

static int read_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *nodeset, struct zr_control *control, struct zr_choice_source *source)
{
	int code = zr_compiler_compile(loading,
		&(struct zr_origin){element, control->reference, "itemset"}, nodeset,
		&source->nodeset);
	struct instance_check check = {
		.loading = loading, .element = element, .where = control->reference};
	if (code == 0) {
		zr_instance_find_rows(loading->form, source);
		code = zr_xpath_visit_paths(source->nodeset, check_instance, &check);
	}
	bool has_rows = source->list != NULL && source->row_name != NULL &&
			zr_node_child(source->list, source->row_name) != NULL;
	if (code == 0 && check.list != NULL && source->row_name != NULL && !has_rows) {
		zr_loading_remark(loading, ZR_E_NOT_FOUND, element, control->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_LIST_EMPTY, .value = check.list});
	}
	return code;
}

/* A filtered list drops answers that are no longer in it: a rule like the others. */
static int add_choice_rule(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *control, const struct zr_choice_source *source)
{
	assert(source->nodeset != NULL && priv_of(control)->bind != NULL);
	struct zr_bind *bind = priv_of(control)->bind;
	if (bind->rules[ZR_RULE_CHOICES] != NULL) {
		return 0;
	}
	struct zr_rule *rule = zr_arena_new(&loading->form->arena, sizeof *rule);
	if (rule == NULL) {
		return zr_loading_nomem(loading);
	}
	*rule = (struct zr_rule){.kind = ZR_RULE_CHOICES,
		.bind = bind,
		.context = bind,
		.expression = source->nodeset,
		.line = zr_xml_line(element)};
	bind->rules[ZR_RULE_CHOICES] = rule;
	loading->form->rule_count++;
	return 0;
}

/* Whether the first row of the list lacks the column. */
static bool lacks_column(const struct zr_choice_source *source, const struct zr_name *column)
{
	const struct zr_node *row = source->holder != NULL && column != NULL
					    ? zr_node_child(source->holder, source->row_name)
					    : NULL;
	return row != NULL && zr_node_child(row, column) == NULL;
}

/* The first row of the list must have the column that the <value> or <label> names. */
static int check_column(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control, const struct zr_choice_source *source,
	const struct zr_name *column)
{
	if (!lacks_column(source, column)) {
		return 0;
	}
	return zr_loading_refuse(loading, ZR_E_REFERENCE, element, control->reference,
		&(const struct zr_fault){.kind = ZR_FAULT_LIST_LACKS_COLUMN,
			.value = column->local,
			.subject = element->name->local});
}

static int read_itemset(struct zr_loading *loading, const struct zr_node *itemset,
	struct zr_control *control, struct zr_choice_source *source)
{
	const char *nodeset = zr_xml_attribute(itemset, "", "nodeset");
	if (nodeset == NULL || *nodeset == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, itemset, control->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_ITEMSET_WITHOUT_NODESET});
	}
	int code = read_nodeset(loading, itemset, nodeset, control, source);
	const struct zr_node *value = zr_xml_child(itemset, "value");
	const struct zr_node *label = zr_xml_child(itemset, "label");
	if (code == 0 && value == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, itemset, control->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_ITEMSET_WITHOUT_VALUE});
	}
	struct row_reference reference = {0};
	if (code == 0) {
		code = read_row_reference(loading, value, control->reference, &reference);
		source->value = reference.expression;
		source->value_name = reference.name;
	}
	if (code == 0) {
		code = add_choice_rule(loading, itemset, control, source);
	}
	if (code == 0) {
		code = check_column(loading, value, control, source, source->value_name);
	}
	if (code != 0 || label == NULL) {
		return code;
	}
	code = read_row_reference(loading, label, control->reference, &reference);
	source->label = reference.expression;
	source->label_name = reference.name;
	source->label_is_itext = reference.is_itext;
	return code != 0 ? code : check_column(loading, label, control, source, source->label_name);
}

static int read_item(struct zr_loading *loading, const struct zr_node *item,
	struct zr_control *control, struct zr_choice_source *source)
{
	assert(source->items == NULL || source->last_item != NULL);
	struct zr_inline_choice *choice = zr_arena_new(&loading->form->arena, sizeof *choice);
	if (choice == NULL) {
		return zr_loading_nomem(loading);
	}
	const struct zr_node *value = zr_xml_child(item, "value");
	const struct zr_node *label = zr_xml_child(item, "label");
	if (value == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, item, control->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_ITEM_WITHOUT_VALUE});
	}
	choice->value = zr_node_value(value);
	if (*choice->value == '\0') {
		zr_loading_remark(loading, ZR_E_INVALID, item, control->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_EMPTY_CHOICE});
	}
	struct zr_inline_choice **last =
		source->last_item != NULL ? &source->last_item->next : &source->items;
	const struct zr_inline_choice *at = source->items;
	for (size_t i = 0; at != NULL && i < TWINS_SOUGHT_MAX; at = at->next, i++) {
		if (strcmp(at->value, choice->value) == 0) {
			zr_loading_remark(loading, ZR_E_EXISTS, item, control->reference,
				&(const struct zr_fault){
					.kind = ZR_FAULT_TWIN_CHOICE, .value = choice->value});
		}
	}
	*last = choice;
	source->last_item = choice;
	source->item_count++;
	return label != NULL ? zr_itext_read_element(loading, label, &choice->label) : 0;
}

/* The choices of a search(): its item names the columns of value and label. */
static int read_search(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	assert(priv_of(control)->choices != NULL);
	struct zr_choice_source *source = priv_of(control)->choices;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer nodeset = {0};
	priv_of(control)->is_searched = true;
	struct zr_written name;
	int code = zr_search_nodeset(loading, element, control->appearance, &nodeset);
	if (code != 0 || nodeset.bytes == 0 || source->items == NULL ||
		!take_name(source->items->value, &name)) {
		return code;
	}
	const struct zr_inline_choice *item = source->items;
	const struct zr_caption *caption = item->label;
	const struct zr_piece *piece = caption != NULL ? caption->pieces : NULL;
	if (caption != NULL && caption->itext != NULL) {
		piece = zr_itext_pieces(&loading->form->itext, caption->itext,
			loading->form->itext.default_language, ZR_ITEXT_LONG);
	}
	const char *label = piece != NULL && piece->literal != NULL ? piece->literal : item->value;
	source->value_name = zr_names_intern(loading->form->names, "", "", item->value);
	source->label_name = zr_names_intern(loading->form->names, "", "", label);
	if (source->value_name == NULL || source->label_name == NULL) {
		return zr_loading_nomem(loading);
	}
	source->items = item->next;
	source->item_count--;
	code = read_nodeset(loading, element, nodeset.data, control, source);
	if (code == 0) {
		code = add_choice_rule(loading, element, control, source);
	}
	const struct zr_name *const columns[] = {source->value_name, source->label_name};
	for (size_t i = 0; code == 0 && i < 2; i++) {
		if (lacks_column(source, columns[i])) {
			zr_loading_remark(loading, ZR_E_REFERENCE, element, control->reference,
				&(const struct zr_fault){.kind = ZR_FAULT_SEARCH_LACKS_COLUMN,
					.value = columns[i]->local});
		}
	}
	return code;
}

int zr_choice_source_read(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	assert(loading != NULL && element != NULL);
	struct zr_choice_source *source = zr_arena_new(&loading->form->arena, sizeof *source);
	if (source == NULL) {
		return zr_loading_nomem(loading);
	}
	priv_of(control)->choices = source;
	for (const struct zr_node *at = element->first_child; at != NULL; at = at->next) {
		int code = 0;
		if (zr_xml_is(at, "item")) {
			code = read_item(loading, at, control, source);
		} else if (zr_xml_is(at, "itemset")) {
			code = read_itemset(loading, at, control, source);
		}
		if (code != 0) {
			return code;
		}
	}
	bool is_search = zr_appearance_find(control->appearance, "search(") != NULL;
	return is_search ? read_search(loading, element, control) : 0;
}

/* An input with query: a select over a list of itemsets.csv. */
int zr_choice_source_read_query(struct zr_loading *loading, const struct zr_node *element,
	const char *query, struct zr_control *control)
{
	assert(loading != NULL);
	int code = zr_instance_load_external(loading);
	if (code != 0 || !loading->has_external) {
		return code;
	}
	struct zr_choice_source *source = zr_arena_new(&loading->form->arena, sizeof *source);
	if (source == NULL) {
		return zr_loading_nomem(loading);
	}
	control->kind = ZR_CONTROL_SELECT_ONE;
	priv_of(control)->choices = source;
	code = read_nodeset(loading, element, query, control, source);
	if (code == 0) {
		code = add_choice_rule(loading, element, control, source);
	}
	source->value_name = zr_names_intern(loading->form->names, "", "", "name");
	if (source->value_name == NULL) {
		return zr_loading_nomem(loading);
	}
	source->external = loading->external_labels;
	return code;
}

/* ---- values with blanks ---- */

static bool has_blank(const char *value)
{
	static const char BLANKS[] = " \t\r\n";
	const char *start = value + strspn(value, BLANKS);
	const char *blank = start + strcspn(start, BLANKS);
	return blank[strspn(blank, BLANKS)] != '\0';
}

/* The first value of the choices that has a blank in it, NULL when none has. */
static const char *find_parted(const struct zr_choice_source *source)
{
	for (const struct zr_inline_choice *at = source->items; at != NULL; at = at->next) {
		if (has_blank(at->value)) {
			return at->value;
		}
	}
	bool has_rows = source->list != NULL && source->value_name != NULL;
	for (const struct zr_node *row = has_rows ? source->list->first_child : NULL; row != NULL;
		row = row->next) {
		const struct zr_node *value = row->name == source->row_name
						      ? zr_node_child(row, source->value_name)
						      : NULL;
		if (value != NULL && has_blank(zr_node_value(value))) {
			return zr_node_value(value);
		}
	}
	return NULL;
}

static const struct zr_control *control_behind(const struct zr_control *at)
{
	assert(at != NULL);
	if (at->first_child != NULL) {
		return at->first_child;
	}
	while (at != NULL && at->next == NULL) {
		at = at->parent;
	}
	return at != NULL ? at->next : NULL;
}

void zr_form_visit_parted_choices(const struct zr_form *form, zr_form_parted *visit, void *user)
{
	assert(form != NULL && visit != NULL);
	for (const struct zr_control *at = form->body; at != NULL; at = control_behind(at)) {
		bool takes_several =
			at->kind == ZR_CONTROL_SELECT_MANY || at->kind == ZR_CONTROL_RANK;
		const struct zr_choice_source *source = takes_several ? at->priv->choices : NULL;
		const char *value = source != NULL ? find_parted(source) : NULL;
		if (value != NULL) {
			visit(user, at, value, source->list != NULL && source->holder == NULL);
		}
	}
}
