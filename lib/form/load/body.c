/*
 * The body: elements into controls, each tied to its bind.
 *
 * A group that holds nothing but a repeat gives the repeat its label and disappears, so that the
 * interview has one place for the two (as JavaRosa does).
 */
#include "lib/form/load/body.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/form/bind.h"
#include "lib/form/load/actions.h"
#include "lib/form/load/choice_source.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/declared.h"
#include "lib/form/load/itext.h"
#include "lib/form/load/loading.h"
#include "lib/form/load/template.h"
#include "lib/form/xml.h"

struct kind_name {
	const char *name;
	enum zr_control_kind kind;
};

static const struct kind_name KINDS[] = {
	{"group", ZR_CONTROL_GROUP},
	{"repeat", ZR_CONTROL_REPEAT},
	{"input", ZR_CONTROL_INPUT},
	{"secret", ZR_CONTROL_SECRET},
	{"select1", ZR_CONTROL_SELECT_ONE},
	{"select", ZR_CONTROL_SELECT_MANY},
	{"rank", ZR_CONTROL_RANK},
	{"range", ZR_CONTROL_RANGE},
	{"trigger", ZR_CONTROL_TRIGGER},
	{"upload", ZR_CONTROL_UPLOAD},
};

static bool find_kind(const struct zr_node *element, enum zr_control_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		if (zr_xml_is(element, KINDS[i].name)) {
			*ret_kind = KINDS[i].kind;
			return true;
		}
	}
	return false;
}

static struct zr_control_priv *priv_of(const struct zr_control *control)
{
	return control->priv;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static struct zr_control *new_control(
	struct zr_loading *loading, const struct zr_control *parent, enum zr_control_kind kind)
{
	struct zr_control *control = zr_arena_new(&loading->form->arena, sizeof *control);
	struct zr_control_priv *priv = zr_arena_new(&loading->form->arena, sizeof *priv);
	if (control == NULL || priv == NULL) {
		return NULL;
	}
	control->kind = kind;
	control->parent = parent;
	control->priv = priv;
	control->reference = "";
	control->appearance = "";
	control->mediatype = "";
	control->range_start = "";
	control->range_end = "";
	control->range_step = "";
	return control;
}

/* The nearest bind around a control: what a relative reference starts from. */
static struct zr_bind *base_of(const struct zr_control *control)
{
	while (control != NULL && control->priv->bind == NULL) {
		control = control->parent;
	}
	return control != NULL ? control->priv->bind : NULL;
}

static const struct zr_control *repeat_around(const struct zr_control *control)
{
	const struct zr_control *at = control->parent;
	while (at != NULL && at->kind != ZR_CONTROL_REPEAT) {
		at = at->parent;
	}
	return at;
}

/* Which instance the interview is in is known from the node of the place where it is (steps.c): a
 * question in a repeat for a node outside would lead it around for ever. JavaRosa refuses it, too,
 * and a repeat in itself. */
static bool is_inside_its_repeat(const struct zr_control *control)
{
	const struct zr_control *repeat = repeat_around(control);
	const struct zr_bind *bind = control->priv->bind;
	bool is_repeated_twice =
		repeat != NULL && control->kind == ZR_CONTROL_REPEAT && bind == repeat->priv->bind;
	return repeat == NULL ||
	       (!is_repeated_twice && zr_bind_is_within(bind, repeat->priv->bind));
}

static int refuse_outside(
	struct zr_loading *loading, const struct zr_node *element, const struct zr_control *control)
{
	assert(!is_inside_its_repeat(control));
	return zr_loading_refuse(loading, ZR_E_INVALID, element, control->reference,
		&(const struct zr_fault){.kind = ZR_FAULT_REPEAT_NOT_INSIDE,
			.subject = control->reference,
			.value = repeat_around(control)->reference});
}

static int bind_control(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	assert(control->priv != NULL && control->priv->bind == NULL);
	bool is_repeat = control->kind == ZR_CONTROL_REPEAT;
	const char *name = element->name->local;
	const char *reference = zr_xml_attribute(element, "", is_repeat ? "nodeset" : "ref");
	const char *id = zr_xml_attribute(element, "", "bind");
	if (reference == NULL && !is_repeat) { /* Collect refuses <repeat ref>, too */
		reference = zr_xml_attribute(element, "", "nodeset");
	}
	if (reference == NULL && id != NULL) {
		reference = zr_bind_nodeset(loading, id);
		if (reference == NULL) {
			return zr_loading_refuse(loading, ZR_E_REFERENCE, element, name,
				&(const struct zr_fault){.kind = ZR_FAULT_UNKNOWN_BIND,
					.subject = name,
					.value = id});
		}
	}
	if (reference == NULL || *reference == '\0') {
		if (control->kind == ZR_CONTROL_GROUP) {
			return 0;
		}
		return zr_loading_refuse(loading, ZR_E_INVALID, element, name,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_REFERENCE,
				.subject = name,
				.value = is_repeat ? "nodeset" : "ref"});
	}
	struct zr_bind *bind = zr_bind_find(loading->form, base_of(control->parent), reference);
	if (bind == NULL) {
		return zr_loading_refuse(loading, ZR_E_REFERENCE, element, reference,
			&(const struct zr_fault){.kind = ZR_FAULT_CONTROL_NOWHERE,
				.subject = name,
				.value = reference});
	}
	priv_of(control)->bind = bind;
	control->reference = bind->path;
	control->type = bind->type;
	bind->is_shared = bind->control != NULL && !is_repeat;
	if (bind->control == NULL || is_repeat) {
		bind->control = control;
	}
	if (!is_inside_its_repeat(control)) {
		return refuse_outside(loading, element, control);
	}
	if (!is_repeat) {
		return 0;
	}
	if (bind->parent == NULL || bind->is_attribute) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, bind->path,
			&(const struct zr_fault){.kind = ZR_FAULT_REPEATED_ROOT});
	}
	zr_template_set_repeat(bind);
	return 0;
}

/* ---- the rest of a control ---- */

static int read_range(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	assert(control->kind == ZR_CONTROL_RANGE);
	struct zr_control_priv *priv = priv_of(control);
	const char *const names[3] = {"start", "end", "step"};
	const char **const texts[3] = {
		&control->range_start, &control->range_end, &control->range_step};
	double *const numbers[3] = {&priv->scale.start, &priv->scale.end, &priv->scale.step};
	for (size_t i = 0; i < 3; i++) {
		const char *text = or_empty(zr_xml_attribute(element, "", names[i]));
		const char *end = NULL;
		*texts[i] = text;
		*numbers[i] = zr_decimal_read(text, &end);
		if (*text == '\0' || *end != '\0' || !isfinite(*numbers[i])) {
			return zr_loading_refuse(loading, ZR_E_INVALID, element, control->reference,
				&(const struct zr_fault){.kind = ZR_FAULT_RANGE_END,
					.subject = names[i],
					.value = text});
		}
	}
	return 0;
}

struct lead {
	const struct zr_form *form;
	const struct zr_bind *from;
};

/* Whether a path of names leads somewhere; where it has anything else than those, it may. */
static int leads(void *user, const struct zr_xpath_path *path)
{
	assert(path->step_count == 0 || path->steps != NULL);
	const struct lead *lead = user;
	bool is_from_here = path->from == ZR_PATH_RELATIVE || path->from == ZR_PATH_CURRENT;
	if (!is_from_here || path->within != NULL) {
		return path->from == ZR_PATH_ABSOLUTE;
	}
	const struct zr_bind *at = lead->from;
	for (size_t i = 0; i < path->step_count && at != NULL; i++) {
		const struct zr_xpath_step *step = &path->steps[i];
		if (step->axis == ZR_STEP_PARENT) {
			at = at->parent;
		} else if (step->axis == ZR_STEP_CHILD && step->name != NULL) {
			at = zr_bind_child(lead->form, at, step->name);
		}
	}
	return at != NULL;
}

/* A relative jr:count starts from the element around the <repeat> (JavaRosa), which may be a group
 * for the repeat itself; where that leads nowhere, or is for a node elsewhere, from the repeat. */
static const struct zr_bind *count_context(
	struct zr_loading *loading, const struct zr_control *control, const struct zr_xpath *count)
{
	const struct zr_bind *own = control->priv->bind;
	const struct zr_bind *around = base_of(control->parent);
	struct lead lead = {
		.form = loading->form, .from = around != NULL ? around : loading->form->root};
	bool is_around = zr_bind_is_within(own, lead.from);
	return is_around && zr_xpath_visit_paths(count, leads, &lead) != 0 ? lead.from : own;
}

static int read_repeat(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	assert(control->kind == ZR_CONTROL_REPEAT && control->priv->bind != NULL);
	struct zr_control_priv *priv = priv_of(control);
	const char *count = zr_xml_attribute(element, ZR_XML_JR, "count");
	const char *fixed = zr_xml_attribute(element, ZR_XML_JR, "noAddRemove");
	priv->no_add_remove = fixed != NULL && strncmp(fixed, "true", 4) == 0;
	struct zr_rule *rule = NULL;
	if (count != NULL && priv->bind->rules[ZR_RULE_REPEATS] == NULL) {
		rule = zr_arena_new(&loading->form->arena, sizeof *rule);
		if (rule == NULL) {
			return zr_loading_nomem(loading);
		}
		*rule = (struct zr_rule){
			.kind = ZR_RULE_REPEATS, .bind = priv->bind, .line = zr_xml_line(element)};
		int code = zr_compiler_compile(loading,
			&(struct zr_origin){element, control->reference, "jr:count"}, count,
			&rule->expression);
		if (code != 0) {
			return code;
		}
		rule->context = count_context(loading, control, rule->expression);
		priv->count = rule->expression;
		priv->bind->rules[ZR_RULE_REPEATS] = rule;
		loading->form->rule_count++;
	}
	control->has_fixed_count = priv->no_add_remove || priv->count != NULL;
	return 0;
}

static int read_texts(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	struct zr_control_priv *priv = priv_of(control);
	for (const struct zr_node *at = element->first_child; at != NULL; at = at->next) {
		int code = 0;
		if (zr_xml_is(at, "label") && priv->label == NULL) {
			code = zr_itext_read_element(loading, at, &priv->label);
		} else if (zr_xml_is(at, "hint") && priv->hint == NULL) {
			code = zr_itext_read_element(loading, at, &priv->hint);
		} else if (zr_actions_is_action(at)) {
			code = zr_actions_load(loading, at, control);
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int read_details(
	struct zr_loading *loading, const struct zr_node *element, struct zr_control *control)
{
	const char *query = zr_xml_attribute(element, "", "query");
	int code = 0;
	switch (control->kind) {
	case ZR_CONTROL_SELECT_ONE:
	case ZR_CONTROL_SELECT_MANY:
	case ZR_CONTROL_RANK:
		code = zr_choice_source_read(loading, element, control);
		break;
	case ZR_CONTROL_RANGE:
		code = read_range(loading, element, control);
		break;
	case ZR_CONTROL_REPEAT:
		code = read_repeat(loading, element, control);
		break;
	case ZR_CONTROL_INPUT:
		code = query != NULL ? zr_choice_source_read_query(loading, element, query, control)
				     : 0;
		break;
	case ZR_CONTROL_UPLOAD:
		control->mediatype = or_empty(zr_xml_attribute(element, "", "mediatype"));
		if (zr_xml_attribute(element, "", "accept") != NULL) {
			control->mediatype = zr_xml_attribute(element, "", "accept");
		}
		break;
	default:
		break;
	}
	return code;
}

/* The type of the answer follows the kind of control where the bind leaves it open. */
static void settle_type(struct zr_control *control)
{
	struct zr_bind *bind = priv_of(control)->bind;
	if (bind == NULL) {
		return;
	}
	bool is_open = bind->type == ZR_TYPE_STRING;
	if (is_open && control->kind == ZR_CONTROL_SELECT_ONE) {
		control->type = ZR_TYPE_SELECT_ONE;
	} else if (control->kind == ZR_CONTROL_SELECT_MANY) {
		control->type = ZR_TYPE_SELECT_MANY;
	} else if (control->kind == ZR_CONTROL_RANK) {
		control->type = ZR_TYPE_RANK;
	} else if (is_open && control->kind == ZR_CONTROL_UPLOAD) {
		control->type = ZR_TYPE_BINARY;
	} else if (bind->type == ZR_TYPE_SELECT_ONE && priv_of(control)->choices == NULL) {
		control->type = ZR_TYPE_STRING;
	}
	bind->type = control->type;
}

static int read_children(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *parent, struct zr_control **ret_last);

/* The control that stands for a group, whose last child is given: its only repeat, or itself. */
static struct zr_control *collapse(struct zr_control *control, struct zr_control *only)
{
	if (control->kind != ZR_CONTROL_GROUP || only == NULL || control->first_child != only ||
		only->kind != ZR_CONTROL_REPEAT) {
		return control;
	}
	struct zr_bind *own = priv_of(control)->bind;
	if (own != NULL && own != priv_of(only)->bind) {
		return control;
	}
	if (priv_of(only)->label == NULL) {
		priv_of(only)->label = priv_of(control)->label;
	}
	if (*only->appearance == '\0') {
		only->appearance = control->appearance;
	}
	only->parent = control->parent;
	return only;
}

static int read_control(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *parent, enum zr_control_kind kind, struct zr_control **ret_control)
{
	struct zr_control *control = new_control(loading, parent, kind);
	if (control == NULL) {
		return zr_loading_nomem(loading);
	}
	control->line = zr_xml_line(element);
	control->appearance = or_empty(zr_xml_attribute(element, "", "appearance"));
	struct zr_control *last = NULL;
	int code = bind_control(loading, element, control);
	if (code == 0) {
		zr_declared_read_control(loading, element, control);
	}
	if (code == 0) {
		code = read_details(loading, element, control);
	}
	if (code == 0) {
		code = read_texts(loading, element, control);
	}
	if (code == 0 && (kind == ZR_CONTROL_GROUP || kind == ZR_CONTROL_REPEAT)) {
		code = read_children(loading, element, control, &last);
	}
	if (code == 0) {
		settle_type(control);
		*ret_control = collapse(control, last);
	}
	return code;
}

/* What stands beside controls and is read elsewhere, or means nothing to an interview. */
static bool is_companion(const struct zr_node *element)
{
	static const char *const names[] = {"label", "hint", "help", "alert"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (zr_xml_is(element, names[i])) {
			return true;
		}
	}
	return zr_actions_is_action(element);
}

/* Hangs the controls in element behind *last (NULL: none yet). An element that is unknown is passed
 * over, what is in it is not, as in JavaRosa. */
static int read_below(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *parent, struct zr_control **last)
{
	int code = 0;
	const struct zr_node *at = element->first_child;
	for (; code == 0 && at != NULL; at = at->next) {
		enum zr_control_kind kind = ZR_CONTROL_BODY;
		struct zr_control *control = NULL;
		if (at->kind != ZR_NODE_ELEMENT || is_companion(at)) {
			continue;
		}
		if (!find_kind(at, &kind)) {
			zr_loading_remark(loading, ZR_E_UNSUPPORTED, at, at->name->local,
				&(const struct zr_fault){.kind = ZR_FAULT_NO_BODY_ELEMENT,
					.subject = at->name->local});
			code = read_below(loading, at, parent, last);
			continue;
		}
		code = read_control(loading, at, parent, kind, &control);
		if (code == 0) {
			*(*last == NULL ? &parent->first_child : &(*last)->next) = control;
			*last = control;
		}
	}
	return code;
}

static int read_children(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *parent, struct zr_control **ret_last)
{
	*ret_last = NULL;
	return read_below(loading, element, parent, ret_last);
}

int zr_body_load(struct zr_loading *loading)
{
	assert(loading != NULL);
	struct zr_form *form = loading->form;
	form->body = new_control(loading, NULL, ZR_CONTROL_BODY);
	if (form->body == NULL) {
		return zr_loading_nomem(loading);
	}
	for (const struct zr_node *at = loading->model->first_child; at != NULL; at = at->next) {
		int code = zr_actions_is_action(at) ? zr_actions_load(loading, at, NULL) : 0;
		if (code != 0) {
			return code;
		}
	}
	struct zr_control *last = NULL;
	return read_children(loading, loading->body, form->body, &last);
}
