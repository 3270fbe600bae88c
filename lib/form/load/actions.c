/*
 * Reads setvalue and its kin from the model and the body.
 *
 * Source: ODK XForms "Events", "Actions". recordaudio is known and does nothing: this device has no
 * recorder.
 */
#include "lib/form/load/actions.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/form/bind.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/declared.h"
#include "lib/form/load/loading.h"
#include "lib/form/xml.h"

struct event_name {
	const char *name;
	unsigned bit;
};

static const struct event_name EVENTS[] = {
	{"odk-instance-first-load", ZR_EVENT_FIRST_LOAD},
	{"odk-instance-load", ZR_EVENT_LOAD},
	{"odk-new-repeat", ZR_EVENT_NEW_REPEAT},
	{"xforms-value-changed", ZR_EVENT_VALUE_CHANGED},
	{"xforms-revalidate", ZR_EVENT_REVALIDATE},
	{"xforms-ready", ZR_EVENT_FIRST_LOAD}, /* as JavaRosa still has it for old forms */
	{"jr-insert", ZR_EVENT_NEW_REPEAT},
};

bool zr_actions_is_action(const struct zr_node *element)
{
	assert(element != NULL);
	return zr_xml_is(element, "setvalue") || zr_xml_is(element, "setgeopoint") ||
	       zr_xml_is(element, "recordaudio");
}

static const char *event_attribute(const struct zr_node *element)
{
	for (const struct zr_node *at = element->first_attribute; at != NULL; at = at->next) {
		if (strcmp(at->name->local, "event") == 0) {
			return zr_node_value(at);
		}
	}
	return "";
}

static int read_events(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_control *control, unsigned *ret_events)
{
	const char *at = event_attribute(element);
	unsigned events = 0;
	for (;;) {
		at += strspn(at, " \t\r\n");
		size_t bytes = strcspn(at, " \t\r\n");
		if (bytes == 0) {
			break;
		}
		unsigned bit = 0;
		for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++) {
			if (strlen(EVENTS[i].name) == bytes &&
				memcmp(EVENTS[i].name, at, bytes) == 0) {
				bit = EVENTS[i].bit;
			}
		}
		if (bit == 0) {
			char event[61];
			(void)snprintf(
				event, sizeof event, "%.*s", (int)(bytes < 60 ? bytes : 60), at);
			return zr_loading_refuse(loading, ZR_E_UNSUPPORTED, element,
				element->name->local,
				&(const struct zr_fault){
					.kind = ZR_FAULT_UNKNOWN_EVENT, .value = event});
		}
		events |= bit;
		at += bytes;
	}
	const struct zr_control *around = control;
	while (around != NULL && around->kind != ZR_CONTROL_REPEAT) {
		around = around->parent;
	}
	if (events == ZR_EVENT_NEW_REPEAT && around == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, element->name->local,
			&(const struct zr_fault){.kind = ZR_FAULT_NEW_REPEAT_OUTSIDE});
	}
	if (events == ZR_EVENT_NEW_REPEAT && around != control) {
		zr_loading_remark(loading, ZR_E_INVALID, element, around->reference,
			&(const struct zr_fault){.kind = ZR_FAULT_NEW_REPEAT_IN_QUESTION,
				.subject = element->name->local});
	}
	*ret_events = events;
	return 0;
}

static const struct zr_bind *context_of(const struct zr_control *control)
{
	while (control != NULL && control->priv->bind == NULL) {
		control = control->parent;
	}
	return control != NULL ? control->priv->bind : NULL;
}

static int read_value(
	struct zr_loading *loading, const struct zr_node *element, struct zr_action *action)
{
	assert(action->target != NULL && action->expression == NULL);
	if (action->is_location) {
		return 0;
	}
	const char *value = zr_xml_attribute(element, "", "value");
	action->text = zr_node_value(element);
	if (value == NULL || value[strspn(value, " \t\r\n")] == '\0') {
		return 0;
	}
	return zr_compiler_compile(loading,
		&(struct zr_origin){element, action->target->path, "setvalue"}, value,
		&action->expression);
}

/* Behind the actions that already follow the changes of the node that context is for. */
static void follow_changes(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_bind *context, struct zr_action *action)
{
	assert(action->target != NULL && action->next_of_bind == NULL);
	if ((action->events & ZR_EVENT_VALUE_CHANGED) == 0) {
		return;
	}
	if (context == NULL) {
		zr_loading_remark(loading, ZR_E_INVALID, element, action->target->path,
			&(const struct zr_fault){.kind = ZR_FAULT_CHANGE_OF_NOTHING,
				.subject = element->name->local});
		return;
	}
	struct zr_action **last = &loading->form->binds[context->index]->changed;
	while (*last != NULL) {
		last = &(*last)->next_of_bind;
	}
	*last = action;
}

int zr_actions_load(
	struct zr_loading *loading, const struct zr_node *element, const struct zr_control *control)
{
	assert(loading != NULL && element != NULL);
	struct zr_form *form = loading->form;
	if (!zr_xml_is(element, "setvalue") &&
		strcmp(element->name->namespace_uri, ZR_XML_ODK) != 0) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, element->name->local,
			&(const struct zr_fault){.kind = ZR_FAULT_ODK_NAMESPACE,
				.subject = element->name->local,
				.value = ZR_XML_ODK});
	}
	unsigned events = 0;
	int code = read_events(loading, element, control, &events);
	if (code != 0) {
		return code;
	}
	const char *reference = zr_xml_attribute(element, "", "ref");
	const char *id = zr_xml_attribute(element, "", "bind");
	if (reference == NULL && id != NULL) {
		reference = zr_bind_nodeset(loading, id);
	}
	if (reference == NULL || *reference == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, element->name->local,
			&(const struct zr_fault){.kind = ZR_FAULT_ACTION_WITHOUT_REF,
				.subject = element->name->local});
	}
	const struct zr_bind *context = context_of(control);
	bool has_place = false;
	struct zr_bind *target = zr_bind_find_place(form, context, reference, &has_place);
	if (target == NULL) {
		return zr_loading_refuse(loading, ZR_E_REFERENCE, element, reference,
			&(const struct zr_fault){.kind = ZR_FAULT_ACTION_NOWHERE,
				.subject = element->name->local,
				.value = reference});
	}
	if (zr_xml_is(element, "recordaudio")) {
		zr_declared_read_recording(loading, element, target->path);
		return 0;
	}
	if (events == 0) {
		zr_loading_remark(loading, ZR_E_INVALID, element, target->path,
			&(const struct zr_fault){.kind = ZR_FAULT_ACTION_WITHOUT_EVENT,
				.subject = element->name->local});
		return 0;
	}
	struct zr_action *action = zr_arena_new(&form->arena, sizeof *action);
	if (action == NULL) {
		return zr_loading_nomem(loading);
	}
	bool is_direct = control != NULL && control->kind == ZR_CONTROL_REPEAT;
	action->events = events == ZR_EVENT_NEW_REPEAT && !is_direct ? 0 : events;
	action->target = target;
	action->is_location = zr_xml_is(element, "setgeopoint");
	action->home = is_direct ? control->priv->bind : context != NULL ? context->repeat : NULL;
	action->line = zr_xml_line(element);
	struct zr_action **last =
		form->last_action != NULL ? &form->last_action->next : &form->actions;
	*last = action;
	form->last_action = action;
	follow_changes(loading, element, context, action);
	int compiled = has_place ? zr_compiler_compile(loading,
					   &(struct zr_origin){element, target->path, "setvalue"},
					   reference, &action->place)
				 : 0;
	return compiled != 0 ? compiled : read_value(loading, element, action);
}
