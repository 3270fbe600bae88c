/*
 * What happens at certain moments: preloads, setvalue and setgeopoint actions.
 * Source: ODK XForms "Preload attributes", "Events", "Actions".
 */
#include "lib/form/session/event.h"

#include <assert.h>
#include <string.h>

#include "lib/form/bind.h"
#include "lib/form/rules/datatype.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/places.h"
#include "lib/form/session/recalc.h"
#include "lib/form/session/working.h"

/* What the form puts into a node. */
static int set_fitting(
	struct zr_session *session, struct zr_node *node, const char *text, struct zr_error *error)
{
	if (text == NULL) {
		return zr_working_nomem(error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer kept = {0};
	int code = zr_choices_fit(session, node, text, &kept, error);
	return code == 0 ? zr_recalc_set(session, node, zr_buffer_text(&kept), error) : code;
}

static int set_by_expression(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *node, struct zr_error *error)
{
	struct zr_value value;
	int code = zr_working_evaluate(session, expression, node, &value, error);
	if (code != 0) {
		return code;
	}
	const struct zr_xpath_context context = zr_working_context(session, node);
	const char *text = zr_datatype_cast(node->bind->type, &value, &context);
	code = set_fitting(session, node, text, error);
	zr_working_release(session);
	return code;
}

static int set_uuid(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	uint64_t high = session->hooks->random(session);
	uint64_t low = session->hooks->random(session);
	high = (high & ~(uint64_t)0xf000) | 0x4000;
	low = (low & ~((uint64_t)3 << 62)) | (uint64_t)2 << 62;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_buffer_add_format(&text, "uuid:%08x-%04x-%04x-%04x-%012llx",
		(unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff),
		(unsigned)(low >> 48), (unsigned long long)(low & 0xffffffffffffu));
	return code != 0 ? zr_working_nomem(error)
			 : zr_recalc_set(session, node, zr_buffer_text(&text), error);
}

static int preload_node(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	const char *kind = node->bind->preload;
	const char *parameter = node->bind->preload_parameter;
	if (strcmp(kind, "uid") == 0) {
		return set_uuid(session, node, error);
	}
	if (strcmp(kind, "timestamp") == 0 && strcmp(parameter, "start") == 0) {
		return set_by_expression(session, session->form->now, node, error);
	}
	if (strcmp(kind, "date") == 0) {
		return set_by_expression(session, session->form->today, node, error);
	}
	if (strcmp(kind, "property") == 0) {
		const char *value = session->hooks->property(session, parameter);
		return value != NULL ? zr_recalc_set(session, node, value, error) : 0;
	}
	return 0;
}

/* A moment that the form starts with, in the interview's time zone. */
static int localise(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	const struct zr_value value = {.kind = ZR_VALUE_STRING, .string = zr_node_value(node)};
	const struct zr_xpath_context context = zr_working_context(session, node);
	const char *text = zr_datatype_cast(node->bind->type, &value, &context);
	return text != NULL ? zr_recalc_set(session, node, text, error) : zr_working_nomem(error);
}

static bool is_moment(const struct zr_node *node)
{
	enum zr_type type = node->bind->type;
	bool is_wanted = type == ZR_TYPE_DATETIME || type == ZR_TYPE_TIME || type == ZR_TYPE_DATE;
	return is_wanted && node->value != NULL && !node->bind->is_foreign_moment;
}

/* Whether it starts with a choice of a list that is known before any rule has run. */
static bool has_fixed_choice(const struct zr_node *node)
{
	const struct zr_control *control = node->bind->control;
	const struct zr_choice_source *source = control != NULL ? control->priv->choices : NULL;
	return node->value != NULL && source != NULL && source->nodeset == NULL;
}

/* Attributes are not preloaded, as in JavaRosa. */
static int preload_below(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	int code = 0;
	for (; code == 0 && node != NULL; node = node->next) {
		bool is_live = node->bind != NULL && (node->flags & ZR_NODE_TEMPLATE) == 0;
		if (is_live && is_moment(node)) {
			code = localise(session, node, error);
		} else if (is_live && has_fixed_choice(node)) {
			code = set_fitting(session, node, node->value, error);
		}
		if (code == 0 && is_live && *node->bind->preload != '\0') {
			code = preload_node(session, node, error);
		}
		if (code == 0) {
			code = preload_below(session, node->first_child, error);
		}
	}
	return code;
}

int zr_event_preload(struct zr_session *session, struct zr_error *error)
{
	assert(session != NULL);
	return preload_below(session, session->document->first_child, error);
}

/* ---- setvalue ---- */

static bool is_place(const char *text, const struct zr_xpath_context *context)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer normal = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	int code = zr_datatype_normalise(ZR_TYPE_GEOPOINT, text, context, &normal, &fit);
	return code != 0 || fit == ZR_FIT_WELL;
}

static int run_on(struct zr_session *session, const struct zr_action *action,
	struct zr_node *target, struct zr_error *error)
{
	assert(target->bind == action->target);
	if (action->expression != NULL) {
		int code = set_by_expression(session, action->expression, target, error);
		if (code != 0 && error != NULL) {
			error->line = action->line;
		}
		return zr_working_blame(error, code, "setvalue", target);
	}
	struct zr_xpath_context context = zr_working_context(session, target);
	const char *given = action->is_location ? session->location : action->text;
	if (given == NULL || (action->is_location && !is_place(given, &context))) {
		given = ""; /* the device does not know where it is: no old place may stand there */
	}
	const struct zr_value value = {.kind = ZR_VALUE_STRING, .string = given};
	const char *text = zr_datatype_cast(action->target->type, &value, &context);
	return set_fitting(session, target, text, error);
}

/* Runs on every live target below node. */
static int run_below(struct zr_session *session, const struct zr_action *action,
	struct zr_node *node, struct zr_error *error)
{
	int code = 0;
	bool is_here = action->target->is_attribute && action->target->parent == node->bind;
	struct zr_node *at = is_here ? node->first_attribute : node->first_child;
	for (; code == 0 && at != NULL; at = at->next) {
		if (at->bind == NULL || (at->flags & ZR_NODE_TEMPLATE) != 0) {
			continue;
		}
		if (at->bind == action->target) {
			code = run_on(session, action, at, error);
		} else if (zr_bind_is_within(action->target, at->bind)) {
			code = run_below(session, action, at, error);
		}
	}
	return code;
}

/* The node that an action at from sets: the only one of its path, or the one that its conditions
 * leave; NULL for none, or for several instances of which it names none. */
static int find_target(struct zr_session *session, const struct zr_action *action,
	struct zr_node *from, struct zr_node **ret_target, struct zr_error *error)
{
	assert(ret_target != NULL);
	if (action->place == NULL) {
		*ret_target = zr_place_find_only(session, action->target, from);
		return 0;
	}
	struct zr_value value;
	int code = zr_working_evaluate(session, action->place, from, &value, error);
	if (code != 0) {
		return zr_working_blame(error, code, "ref of a setvalue", from);
	}
	size_t count = value.kind == ZR_VALUE_NODES ? value.nodes.count : 0;
	bool is_one = count == 1 && value.nodes.items[0]->bind == action->target;
	*ret_target = is_one ? value.nodes.items[0] : NULL;
	zr_working_release(session);
	if (count <= 1) {
		return 0;
	}
	(void)zr_error_set_fault(error, ZR_E_INVALID,
		&(const struct zr_fault){.kind = ZR_FAULT_SETS_SEVERAL, .number = count});
	zr_error_place(error, action->line, action->target->path);
	return ZR_E_INVALID;
}

/* Who only opens a record again, the hub say, does not know where it was taken. */
static bool keeps_place(
	const struct zr_session *session, const struct zr_action *action, unsigned event)
{
	return action->is_location && session->location == NULL && session->is_restored &&
	       event == ZR_EVENT_LOAD;
}

int zr_event_fire(struct zr_session *session, unsigned event, struct zr_error *error)
{
	assert(session != NULL);
	const struct zr_action *at = session->form->actions;
	int code = 0;
	for (; code == 0 && at != NULL; at = at->next) {
		if ((at->events & event) == 0 || keeps_place(session, at, event)) {
			continue;
		}
		struct zr_node *target = NULL;
		if (at->place == NULL) {
			code = run_below(session, at, session->document, error);
		} else {
			code = find_target(
				session, at, session->document->first_child, &target, error);
		}
		if (code == 0 && target != NULL) {
			code = run_on(session, at, target, error);
		}
		if (code == 0) {
			code = zr_recalc_run(session, error);
		}
	}
	return code;
}

int zr_event_new_repeat(
	struct zr_session *session, struct zr_node *instance, struct zr_error *error)
{
	assert(session != NULL && instance != NULL);
	int code = preload_below(session, instance->first_child, error);
	const struct zr_action *at = session->form->actions;
	for (; code == 0 && at != NULL; at = at->next) {
		if ((at->events & ZR_EVENT_NEW_REPEAT) == 0 || at->home != instance->bind) {
			continue;
		}
		struct zr_node *target = NULL;
		code = find_target(session, at, instance, &target, error);
		if (code == 0 && target != NULL) {
			code = run_on(session, at, target, error);
		}
	}
	return code;
}

int zr_event_changed(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	assert(session != NULL);
	const struct zr_action *at = node->bind->changed;
	int code = 0;
	for (; code == 0 && at != NULL; at = at->next_of_bind) {
		struct zr_node *target = NULL;
		code = find_target(session, at, node, &target, error);
		if (code == 0 && target != NULL) {
			code = run_on(session, at, target, error);
		}
	}
	return code;
}

/* ---- the end ---- */

static int finish_below(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	int code = 0;
	for (; code == 0 && node != NULL; node = node->next) {
		const struct zr_bind *bind = node->bind;
		if (bind != NULL && strcmp(bind->preload, "timestamp") == 0 &&
			strcmp(bind->preload_parameter, "end") == 0 &&
			(node->flags & ZR_NODE_TEMPLATE) == 0) {
			code = set_by_expression(session, session->form->now, node, error);
		}
		if (code == 0) {
			code = finish_below(session, node->first_child, error);
		}
	}
	return code;
}

int zr_event_finish(struct zr_session *session, struct zr_error *error)
{
	int code = zr_event_fire(session, ZR_EVENT_REVALIDATE, error);
	return code == 0 ? finish_below(session, session->document->first_child, error) : code;
}
