/*
 * The life of an interview: its instance, its surroundings, and the hooks that expressions ask.
 *
 * Every pointer a session gives out is borrowed. Temporaries of an evaluation live in one arena per
 * nesting level, reset when the level is left.
 */
#include "lib/form/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/form/session/working.h"

int zr_session_nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM,
		"there is no memory left for the interview; what was stored stays");
}

const char *zr_session_language_code(const struct zr_session *session)
{
	const struct zr_itext_table *itext = &session->form->itext;
	if (session->language >= itext->language_count) {
		return NULL;
	}
	const char *name = itext->languages[session->language];
	const char *open = strrchr(name, '(');
	if (open != NULL) {
		return open[1] == 'r' && open[2] == 'u' ? "ru" : open + 1;
	}
	return strncmp(name, "Рус", strlen("Рус")) == 0 ? "ru" : name;
}

/* ---- hooks ---- */

static struct zr_node *hook_instance(void *user, const char *id)
{
	const struct zr_session *session = user;
	const struct zr_instance *instance = zr_instance_find(session->form, id);
	const struct zr_node *document = instance != NULL ? instance->document : NULL;
	if (instance != NULL && instance->is_last_saved) {
		document = session->last_saved != NULL ? session->last_saved : session->never_saved;
	}
	const char *main_id = session->form->main_instance_id;
	if (instance == NULL && main_id != NULL && strcmp(main_id, id) == 0) {
		document = session->document;
	}
	return document != NULL ? document->first_child : NULL;
}

static const char *hook_itext(void *user, const char *id)
{
	struct zr_session *session = user;
	const struct zr_itext *itext = zr_itext_find(&session->form->itext, id);
	if (itext == NULL) {
		return NULL;
	}
	zr_buffer_clear(&session->hook_text);
	int code = zr_text_add_itext(session, itext, ZR_ITEXT_LONG, session->document->first_child,
		&session->hook_text, NULL);
	return code == 0 ? zr_buffer_text(&session->hook_text) : NULL;
}

static const char *hook_choice_name(
	void *user, struct zr_node *from, const char *value, const char *path)
{
	struct zr_session *session = user;
	const struct zr_bind *bind = NULL;
	if (*path == '/') {
		bind = zr_bind_find(session->form, NULL, path);
	} else if (from->bind != NULL) {
		bind = zr_bind_find(session->form, from->bind, path);
	}
	if (bind == NULL || bind->control == NULL) {
		return NULL;
	}
	struct zr_node *node = zr_place_find(session, bind, from);
	zr_buffer_clear(&session->hook_text);
	int code = zr_choices_label(session, bind->control, node != NULL ? node : from, value,
		&session->hook_text, NULL);
	return code == 0 ? zr_buffer_text(&session->hook_text) : NULL;
}

/* What has a bind is of the live instance, which no index follows. */
static bool hook_lookup(void *user, const struct zr_lookup_key *key, const char *value,
	struct zr_node ***ret_rows, size_t *ret_count)
{
	const struct zr_session *session = user;
	return key->parent->bind == NULL &&
	       zr_lookup_find(session->form->lookups, key, value, ret_rows, ret_count);
}

static bool hook_has_single_words(void *user, const struct zr_lookup_key *key)
{
	const struct zr_session *session = user;
	return key->parent->bind == NULL && zr_lookup_has_single_words(session->form->lookups, key);
}

static struct zr_node **hook_single(void *user, const void *target)
{
	const struct zr_session *session = user;
	const struct zr_bind *bind = target;
	struct zr_node **single = &session->singles[bind->index];
	return *single != NULL ? single : NULL;
}

static const char *hook_property(void *user, const char *name)
{
	const struct zr_session *session = user;
	const char *colon = strrchr(name, ':');
	name = colon != NULL ? colon + 1 : name;
	if (strcasecmp(name, "deviceid") == 0) {
		return session->device_id;
	}
	if (strcasecmp(name, "username") == 0) {
		return session->username;
	}
	if (strcmp(name, "version") == 0) {
		return session->form->version;
	}
	if (strcasecmp(name, "phonenumber") == 0 || strcasecmp(name, "phone number") == 0) {
		return session->phone_number;
	}
	return strcasecmp(name, "email") == 0 ? session->email : NULL;
}

static uint64_t hook_random(void *user)
{
	struct zr_session *session = user;
	uint64_t z = (session->random_state += 0x9e3779b97f4a7c15u); /* splitmix64 */
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* ---- evaluation ---- */

struct zr_xpath_context zr_session_context(struct zr_session *session, struct zr_node *node)
{
	return (struct zr_xpath_context){
		.node = node,
		.root = session->document,
		.arena = &session->arenas[session->depth > 0 ? session->depth - 1 : 0],
		.hooks = &session->hooks,
		.user = session,
		.now_us = session->now_us,
		.time_zone = session->time_zone,
		.utc_offset_s = session->utc_offset_s,
		.language = zr_session_language_code(session),
		.visited = &session->visited,
	};
}

int zr_session_blame(struct zr_error *error, int code, const char *what, const struct zr_node *node)
{
	bool is_named = error == NULL || error->where[0] != '\0';
	if (code != 0 && !is_named && node->bind != NULL) {
		char sentence[sizeof error->message];
		(void)snprintf(sentence, sizeof sentence, "%s: %.300s", what, error->message);
		(void)zr_error_set_at(error, code, error->line, node->bind->path, "%s", sentence);
	}
	return code;
}

int zr_session_evaluate(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *node, struct zr_value *ret_value, struct zr_error *error)
{
	assert(session != NULL && expression != NULL && ret_value != NULL);
	if (session->depth == ZR_EVALUATION_DEPTH_MAX) {
		*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = ""};
		return zr_error_set(error, ZR_E_LIMIT,
			"a label asks for a label that asks for a label; simplify the form");
	}
	if (session->depth == 0) {
		session->visited_max = session->visited + ZR_FORM_WORK_MAX;
	} else if (session->visited > session->visited_max) {
		*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = ""};
		return zr_error_set(
			error, ZR_E_LIMIT, "a label asks for too many labels; simplify the form");
	}
	session->depth++;
	const struct zr_xpath_context context = zr_session_context(session, node);
	int code = zr_xpath_evaluate(expression, &context, ret_value, error);
	if (code != 0) {
		zr_session_release(session);
	}
	return code;
}

void zr_session_release(struct zr_session *session)
{
	assert(session->depth > 0);
	zr_arena_reset(&session->arenas[--session->depth]);
}

/* ---- life ---- */

/* What surrounds the interview may come into it by a function: nothing but UTF-8 does. */
static bool copy_text(char **ret_copy, const char *text)
{
	*ret_copy = text != NULL ? strdup(text) : NULL;
	if (*ret_copy != NULL) {
		zr_utf8_clean(*ret_copy);
	}
	return text == NULL || *ret_copy != NULL;
}

static bool copy_env(struct zr_session *session, const struct zr_session_env *env)
{
	session->now_us = env->now_us;
	session->utc_offset_s = env->utc_offset_s;
	session->random_state = env->seed;
	return copy_text(&session->time_zone, env->time_zone) &&
	       copy_text(&session->device_id, env->device_id) &&
	       copy_text(&session->username, env->username) &&
	       copy_text(&session->phone_number, env->phone_number) &&
	       copy_text(&session->email, env->email) &&
	       copy_text(&session->location, env->location);
}

static int read_last_saved(
	struct zr_session *session, const struct zr_session_env *env, struct zr_error *error)
{
	if (env->last_saved_xml == NULL || env->last_saved_bytes == 0) {
		return 0;
	}
	const struct zr_xml_target target = {
		.arena = &session->last_saved_arena, .names = session->form->names};
	return zr_xml_parse(
		env->last_saved_xml, env->last_saved_bytes, &target, &session->last_saved, error);
}

static int open_session(const struct zr_form *form, const struct zr_session_env *env,
	struct zr_session **ret_session, struct zr_error *error)
{
	struct zr_session *session = calloc(1, sizeof *session);
	if (session == NULL) {
		return zr_session_nomem(error);
	}
	*ret_session = session;
	session->form = form;
	session->hooks = (struct zr_xpath_hooks){.instance = hook_instance,
		.itext = hook_itext,
		.choice_name = hook_choice_name,
		.lookup = hook_lookup,
		.single = hook_single,
		.has_single_words = hook_has_single_words,
		.property = hook_property,
		.random = hook_random};
	session->language = form->itext.default_language;
	session->due_words = (form->rule_count + 63) / 64 + 1;
	session->singles = calloc(form->bind_count + 1, sizeof(struct zr_node *));
	session->due = calloc(form->rule_count + 1, sizeof *session->due);
	session->due_bits = calloc(session->due_words, sizeof *session->due_bits);
	if (session->singles == NULL || session->due == NULL || session->due_bits == NULL ||
		!copy_env(session, env)) {
		return zr_session_nomem(error);
	}
	session->never_saved[0] =
		(struct zr_node){.kind = ZR_NODE_DOCUMENT, .first_child = &session->never_saved[1]};
	session->never_saved[1] = (struct zr_node){.kind = ZR_NODE_ELEMENT,
		.name = form->root->name,
		.parent = &session->never_saved[0]};
	return read_last_saved(session, env, error);
}

static void index_singles(struct zr_session *session, struct zr_node *node)
{
	for (; node != NULL; node = node->next) {
		if (node->bind != NULL && node->bind->repeat == NULL) {
			session->singles[node->bind->index] = node;
			index_singles(session, node->first_attribute);
			index_singles(session, node->first_child);
		}
	}
}

/* Evaluates everything once, then the events of the start. */
static int start(struct zr_session *session, struct zr_error *error)
{
	index_singles(session, session->document->first_child);
	int code = session->is_restored ? 0 : zr_event_preload(session, error);
	session->is_starting = true;
	zr_recalc_mark_all(session);
	if (code == 0) {
		code = zr_recalc_run(session, error);
	}
	session->is_starting = false;
	if (code == 0 && !session->is_restored) {
		code = zr_event_fire(session, ZR_EVENT_FIRST_LOAD, error);
	}
	if (code == 0) {
		code = zr_event_fire(session, ZR_EVENT_LOAD, error);
	}
	return code;
}

int zr_session_new(const struct zr_form *form, const struct zr_session_env *env,
	struct zr_session **ret_session, struct zr_error *error)
{
	assert(form != NULL && env != NULL && ret_session != NULL);
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = open_session(form, env, &session, error);
	if (code == 0) {
		session->document = zr_node_clone(form->document);
		code = session->document != NULL ? start(session, error) : zr_session_nomem(error);
	}
	if (code == 0) {
		*ret_session = ZR_TAKE(session);
	}
	return code;
}

int zr_session_restore(const struct zr_form *form, const struct zr_session_env *env,
	const void *xml, size_t bytes, struct zr_session **ret_session, struct zr_error *error)
{
	assert(form != NULL && env != NULL && xml != NULL && ret_session != NULL);
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = open_session(form, env, &session, error);
	if (code == 0) {
		session->is_restored = true;
		code = zr_restore_instance(session, xml, bytes, error);
	}
	if (code == 0) {
		code = start(session, error);
	}
	if (code == 0) {
		*ret_session = ZR_TAKE(session);
	}
	return code;
}

void zr_session_free(struct zr_session *session)
{
	if (session == NULL) {
		return;
	}
	zr_correction_finish(session);
	zr_node_free(session->document);
	while (session->removed != NULL) {
		struct zr_node *next = session->removed->next;
		session->removed->next = NULL;
		zr_node_free(session->removed);
		session->removed = next;
	}
	for (size_t i = 0; session->due != NULL && i < session->form->rule_count; i++) {
		free(session->due[i].nodes);
	}
	free(session->due);
	free(session->due_bits);
	free(session->changed.nodes);
	free(session->singles);
	for (size_t i = 0; i < ZR_EVALUATION_DEPTH_MAX; i++) {
		zr_arena_finish(&session->arenas[i]);
	}
	zr_arena_finish(&session->last_saved_arena);
	zr_arena_finish(&session->choice_arena);
	free(session->choices);
	free(session->time_zone);
	free(session->device_id);
	free(session->username);
	free(session->phone_number);
	free(session->email);
	free(session->location);
	zr_buffer_finish(&session->instance_name);
	zr_buffer_finish(&session->hook_text);
	zr_buffer_finish(&session->calculated);
	free(session);
}

size_t zr_session_unknown_count(const struct zr_session *session)
{
	return session->unknown_count;
}

const struct zr_form *zr_session_form(const struct zr_session *session)
{
	return session->form;
}

void zr_session_set_now(struct zr_session *session, int64_t now_us)
{
	session->now_us = now_us;
}

int zr_session_set_location(struct zr_session *session, const char *location)
{
	char *copy = NULL;
	if (!copy_text(&copy, location)) {
		return ZR_E_NOMEM;
	}
	free(session->location);
	session->location = copy;
	return 0;
}

void zr_session_set_language(struct zr_session *session, size_t language_index)
{
	assert(language_index == 0 || language_index < session->form->itext.language_count);
	session->language = language_index;
	zr_recalc_mark_labels(session);
	session->is_translating = true;
	int code = zr_recalc_run(session, NULL);
	(void)code; /* what is still due is done with the next answer, which reports it */
	session->is_translating = false;
}

size_t zr_session_language(const struct zr_session *session)
{
	return session->language;
}

int zr_session_finalize(struct zr_session *session, struct zr_error *error)
{
	int code = zr_event_finish(session, error);
	return code == 0 ? zr_recalc_run(session, error) : code;
}

/* The meta child of that name, whatever its namespace. */
static struct zr_node *find_meta(const struct zr_session *session, const char *name)
{
	const struct zr_node *root = session->document->first_child;
	const struct zr_node *meta = zr_xml_child(root, "meta");
	return meta != NULL ? zr_xml_child(meta, name) : NULL;
}

const char *zr_session_instance_name(const struct zr_session *session)
{
	const struct zr_node *name = find_meta(session, "instanceName");
	return name != NULL ? zr_node_value(name) : "";
}

const char *zr_session_instance_id(const struct zr_session *session)
{
	const struct zr_node *id = find_meta(session, "instanceID");
	return id != NULL ? zr_node_value(id) : "";
}
