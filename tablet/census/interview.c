/* The draft is the whole instance after each answer; the store compresses it. */
#include "tablet/census/interview.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "tablet/census/place.h"

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int zr_interview_offset_minutes(void)
{
	time_t now = (time_t)(now_us() / 1000000);
	struct tm local;
	return localtime_r(&now, &local) != NULL ? (int)(local.tm_gmtoff / 60) : 0;
}

static int make_env(const char *device_id, struct zr_session_env *ret_env, struct zr_error *error)
{
	*ret_env = (struct zr_session_env){
		.now_us = now_us(),
		.utc_offset_s = zr_interview_offset_minutes() * 60,
		.device_id = device_id,
	};
	if (getrandom(&ret_env->seed, sizeof ret_env->seed, 0) != (ssize_t)sizeof ret_env->seed) {
		return zr_error_set_errno(error, errno, "draw random bits for the interview");
	}
	return 0;
}

static struct zr_interview *make(struct zr_drafts *drafts, const struct zr_form *form)
{
	struct zr_interview *interview = g_new0(struct zr_interview, 1);
	interview->drafts = drafts;
	interview->form = form;
	interview->visited = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	interview->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	interview->opened = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	interview->address = g_strdup("");
	interview->area_id = g_strdup("");
	return interview;
}

void zr_interview_free(struct zr_interview *interview)
{
	if (interview != NULL) {
		zr_session_free(interview->session);
		g_hash_table_unref(interview->visited);
		g_hash_table_unref(interview->kept);
		g_hash_table_unref(interview->opened);
		g_free(interview->address);
		g_free(interview->area_id);
		g_free(interview);
	}
}

int zr_interview_begin(struct zr_drafts *drafts, const struct zr_form *form,
	const char *household_id, const char *device_id, struct zr_interview **ret_interview,
	struct zr_error *error)
{
	assert(drafts != NULL && form != NULL && household_id != NULL);
	struct zr_session_env env;
	int result = make_env(device_id, &env, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = make(drafts, form);
	result = zr_session_new(form, &env, &interview->session, error);
	if (result < 0) {
		return result;
	}
	struct zr_draft *draft = &interview->draft;
	const char *id = zr_session_instance_id(interview->session);
	id = g_str_has_prefix(id, "uuid:") ? id + strlen("uuid:") : id;
	g_autofree char *own = id[0] == '\0' ? g_uuid_string_random() : NULL;
	g_strlcpy(draft->draft_id, own != NULL ? own : id, sizeof draft->draft_id);
	g_strlcpy(draft->household_id, household_id, sizeof draft->household_id);
	g_strlcpy(draft->form_id, zr_form_id(form), sizeof draft->form_id);
	g_strlcpy(draft->form_version, zr_form_version(form), sizeof draft->form_version);
	draft->state = ZR_DRAFT_OPEN;
	draft->started_us = env.now_us;
	interview->screen = zr_flow_first(interview->session);
	*ret_interview = ZR_TAKE(interview);
	return 0;
}

int zr_interview_resume(struct zr_drafts *drafts, const struct zr_form *form, const char *draft_id,
	const char *device_id, struct zr_interview **ret_interview, struct zr_error *error)
{
	assert(drafts != NULL && form != NULL && draft_id != NULL);
	struct zr_session_env env;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = make(drafts, form);
	int result = make_env(device_id, &env, error);
	if (result == 0) {
		result = zr_drafts_get(drafts, draft_id, &interview->draft, &xml, error);
	}
	if (result == 0) {
		result = zr_session_restore(
			form, &env, zr_buffer_text(&xml), xml.bytes, &interview->session, error);
	}
	if (result < 0) {
		return result;
	}
	interview->screen = zr_flow_find(interview->session, interview->draft.position);
	*ret_interview = ZR_TAKE(interview);
	return 0;
}

int zr_interview_enter(struct zr_interview *interview, const struct zr_item *item,
	const char *value, enum zr_verdict *ret_verdict, struct zr_error *error)
{
	*ret_verdict = ZR_VERDICT_ACCEPTED;
	if (strcmp(zr_item_value(item), value) == 0) {
		return 0;
	}
	zr_session_set_now(interview->session, now_us());
	int result = zr_session_answer(interview->session, item, value, ret_verdict, error);
	if (result == 0 && *ret_verdict == ZR_VERDICT_ACCEPTED) {
		interview->is_unstored = true;
	}
	return result;
}

int zr_interview_answer(struct zr_interview *interview, const struct zr_item *item,
	const char *value, enum zr_verdict *ret_verdict, struct zr_error *error)
{
	int result = zr_interview_enter(interview, item, value, ret_verdict, error);
	if (result == 0 && *ret_verdict == ZR_VERDICT_ACCEPTED && interview->is_unstored) {
		result = zr_interview_store(interview, error);
	}
	return result;
}

static int put(struct zr_interview *interview, const struct zr_draft *draft, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	int result = zr_session_write(interview->session, ZR_SESSION_DRAFT, &xml, error);
	if (result == 0) {
		result = zr_drafts_put(
			interview->drafts, draft, zr_buffer_text(&xml), xml.bytes, error);
	}
	if (result == 0) {
		interview->draft = *draft;
		interview->is_unstored = false;
	}
	return result;
}

int zr_interview_store_place(struct zr_interview *interview, struct zr_error *error)
{
	struct zr_draft draft = interview->draft;
	g_autofree char *path = zr_flow_path(&interview->screen);
	if (draft.state != ZR_DRAFT_OPEN || draft.answer_count == 0 ||
		strcmp(path, draft.position) == 0) {
		return 0;
	}
	g_strlcpy(draft.position, path, sizeof draft.position);
	return put(interview, &draft, error);
}

int zr_interview_store(struct zr_interview *interview, struct zr_error *error)
{
	struct zr_draft draft = interview->draft;
	assert(draft.state == ZR_DRAFT_OPEN);
	g_autofree char *path = zr_flow_path(&interview->screen);
	g_strlcpy(draft.position, path, sizeof draft.position);
	draft.answer_count++;
	draft.changed_us = now_us();
	return put(interview, &draft, error);
}

/* The first relevant node named "outcome" that has a value. */
static const char *outcome_of(struct zr_session *session)
{
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION && at.node != NULL && at.node->name != NULL &&
			strcmp(at.node->name->local, "outcome") == 0 &&
			zr_item_value(&at)[0] != '\0') {
			return zr_item_value(&at);
		}
	}
	return "completed";
}

int zr_interview_make_record(
	struct zr_interview *interview, struct zr_record *ret_record, struct zr_error *error)
{
	zr_session_set_now(interview->session, now_us());
	int result = zr_session_finalize(interview->session, error);
	if (result == 0) {
		result = zr_interview_store(interview, error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	if (result == 0) {
		result = zr_session_write(interview->session, ZR_SESSION_SUBMISSION, &xml, error);
	}
	if (result < 0) {
		return result;
	}
	const struct zr_draft *draft = &interview->draft;
	*ret_record = (struct zr_record){
		.record_id = strdup(draft->draft_id),
		.form_id = strdup(draft->form_id),
		.form_version = strdup(draft->form_version),
		.area_id = strdup(interview->area_id),
		.household_id = strdup(draft->household_id),
		.outcome = strndup(outcome_of(interview->session), 31),
		.started_us = draft->started_us,
		.finished_us = now_us(),
		.xml_bytes = xml.bytes,
		.xml = strdup(zr_buffer_text(&xml)),
	};
	return 0;
}

int zr_interview_mark_finished(struct zr_interview *interview, struct zr_error *error)
{
	struct zr_draft draft = interview->draft;
	draft.state = ZR_DRAFT_FINISHED;
	g_strlcpy(draft.outcome, outcome_of(interview->session), sizeof draft.outcome);
	draft.changed_us = now_us();
	return put(interview, &draft, error);
}
