/*
 * The life of an interview: begun, restored, ended. Here the parts of a session are put together;
 * none of them names this file. Every pointer a session gives out is borrowed.
 */
#include "lib/form/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/form/session/correction.h"
#include "lib/form/session/event.h"
#include "lib/form/session/hooks.h"
#include "lib/form/session/recalc.h"
#include "lib/form/session/restore.h"
#include "lib/form/session/working.h"
#include "lib/form/xml.h"

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
		return zr_working_nomem(error);
	}
	*ret_session = session;
	session->form = form;
	session->hooks = &zr_session_hooks;
	session->events = (struct zr_session_events){
		.changed = zr_event_changed, .new_repeat = zr_event_new_repeat};
	session->language = form->itext.default_language;
	session->due_words = (form->rule_count + 63) / 64 + 1;
	session->singles = calloc(form->bind_count + 1, sizeof(struct zr_node *));
	session->due = calloc(form->rule_count + 1, sizeof *session->due);
	session->due_bits = calloc(session->due_words, sizeof *session->due_bits);
	if (session->singles == NULL || session->due == NULL || session->due_bits == NULL ||
		!copy_env(session, env)) {
		return zr_working_nomem(error);
	}
	session->never_saved[0] =
		(struct zr_node){.kind = ZR_NODE_DOCUMENT, .first_child = &session->never_saved[1]};
	session->never_saved[1] = (struct zr_node){.kind = ZR_NODE_ELEMENT,
		.name = form->root->name,
		.parent = &session->never_saved[0]};
	return read_last_saved(session, env, error);
}

/* Of a node that is there twice the first is the one that is asked for (ZR_FAULT_TWIN_NODE). */
static void index_singles(struct zr_session *session, struct zr_node *node)
{
	for (; node != NULL; node = node->next) {
		if (node->bind != NULL && node->bind->repeat == NULL) {
			struct zr_node **single = &session->singles[node->bind->index];
			*single = *single != NULL ? *single : node;
			index_singles(session, node->first_attribute);
			index_singles(session, node->first_child);
		}
	}
}

/* Evaluates everything once, then the events of the start. */
static int start(struct zr_session *session, struct zr_error *error)
{
	assert(session->document != NULL);
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
		code = session->document != NULL ? start(session, error) : zr_working_nomem(error);
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
		code = zr_restore_record(session, xml, bytes, error);
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
	zr_buffer_finish(&session->hook_text);
	zr_buffer_finish(&session->calculated);
	free(session);
}

const struct zr_form *zr_session_form(const struct zr_session *session)
{
	assert(session != NULL);
	return session->form;
}

void zr_session_set_now(struct zr_session *session, int64_t now_us)
{
	assert(session != NULL);
	session->now_us = now_us;
}

int zr_session_set_location(struct zr_session *session, const char *location)
{
	assert(session != NULL);
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
	assert(session != NULL);
	return session->language;
}

int zr_session_finalize(struct zr_session *session, struct zr_error *error)
{
	assert(session != NULL);
	int code = zr_event_finish(session, error);
	return code == 0 ? zr_recalc_run(session, error) : code;
}
