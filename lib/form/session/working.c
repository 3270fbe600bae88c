/*
 * Evaluating an expression in a session. Temporaries of an evaluation live in one arena per nesting
 * level, reset when the level is left: a label that is shown by an expression may have expressions.
 */
#include "lib/form/session/working.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"

int zr_working_nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM,
		"there is no memory left for the interview; what was stored stays");
}

const char *zr_working_language_code(const struct zr_session *session)
{
	assert(session != NULL);
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

struct zr_xpath_context zr_working_context(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	return (struct zr_xpath_context){
		.node = node,
		.root = session->document,
		.arena = &session->arenas[session->depth > 0 ? session->depth - 1 : 0],
		.hooks = session->hooks,
		.user = session,
		.now_us = session->now_us,
		.time_zone = session->time_zone,
		.utc_offset_s = session->utc_offset_s,
		.language = zr_working_language_code(session),
		.visited = &session->visited,
	};
}

int zr_working_blame(struct zr_error *error, int code, const char *what, const struct zr_node *node)
{
	bool is_named = error == NULL || error->where[0] != '\0';
	if (code != 0 && !is_named && node->bind != NULL) {
		error->code = code;
		zr_error_blame(error, what);
		zr_error_place(error, error->line, node->bind->path);
	}
	return code;
}

int zr_working_evaluate(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *node, struct zr_value *ret_value, struct zr_error *error)
{
	assert(session != NULL && expression != NULL && ret_value != NULL);
	if (session->depth == ZR_EVALUATION_DEPTH_MAX) {
		*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = ""};
		return zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_LABELS_NESTED});
	}
	if (session->depth == 0) {
		session->visited_max = session->visited + ZR_FORM_WORK_MAX;
	} else if (session->visited > session->visited_max) {
		*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = ""};
		return zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_LABELS});
	}
	session->depth++;
	const struct zr_xpath_context context = zr_working_context(session, node);
	int code = zr_xpath_evaluate(expression, &context, ret_value, error);
	if (code != 0) {
		zr_working_release(session);
	}
	return code;
}

void zr_working_release(struct zr_session *session)
{
	assert(session->depth > 0);
	zr_arena_reset(&session->arenas[--session->depth]);
}
