/* The draft is the whole instance after each answer; the store compresses it. */
#include "tablet/apps/census/model/interview.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "lib/base/limits.h"
#include "lib/store/draft_file.h"
#include "tablet/apps/census/model/doubts.h"
#include "tablet/apps/census/model/ident.h"
#include "lib/interview/outcome.h"
#include "tablet/apps/census/model/remark.h"
#include "tablet/apps/census/wording.h"

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
	assert(form != NULL);
	struct zr_interview *interview = g_new0(struct zr_interview, 1);
	interview->drafts = drafts;
	interview->form = form;
	interview->visited = g_hash_table_new(g_direct_hash, g_direct_equal);
	interview->typed = zr_typed_new();
	interview->doubts = zr_doubts_new_told();
	interview->list.opened = g_hash_table_new(g_direct_hash, g_direct_equal);
	interview->opened = g_hash_table_new(g_direct_hash, g_direct_equal);
	return interview;
}

void zr_interview_free(struct zr_interview *interview)
{
	if (interview != NULL) {
		zr_session_free(interview->session);
		g_hash_table_unref(interview->visited);
		zr_typed_free(interview->typed);
		g_hash_table_unref(interview->doubts);
		g_hash_table_unref(interview->opened);
		g_clear_pointer(&interview->remarks, g_array_unref);
		zr_draft_finish(&interview->draft);
		g_free(interview->list.at);
		g_hash_table_unref(interview->list.opened);
		g_free(interview->address);
		g_free(interview);
	}
}

static void take_remarks(struct zr_interview *interview)
{
	interview->remarks = zr_remark_load(interview->drafts, interview->draft.replaces_id);
}

/* Where the first remark is that has a place; else the beginning. */
static struct zr_screen first_remarked(struct zr_interview *interview)
{
	struct zr_item question;
	for (guint i = 0; i < interview->remarks->len; i++) {
		const struct zr_remark *remark =
			&g_array_index(interview->remarks, struct zr_remark, i);
		if (zr_remark_find(remark, interview->session, &question)) {
			return zr_flow_show(interview->session, &question);
		}
	}
	return zr_flow_first(interview->session);
}

static void set_title(struct zr_interview *interview)
{
	const char *address = interview->draft.address;
	g_free(interview->address);
	interview->address = g_strdup(address[0] != '\0' ? address : T(UNLISTED));
}

static int set(char **field, const char *text, struct zr_error *error)
{
	assert(field != NULL);
	int code = zr_draft_set(field, text != NULL ? text : "");
	return code != 0 ? zr_error_set(error, code, "no memory for the interview") : 0;
}

/* The facts of a new draft; it has an id of its own, whatever the form calls its instance. */
static int fill_draft(struct zr_draft *draft, const struct zr_form *form,
	const struct zr_interview_start *start, struct zr_error *error)
{
	g_autofree char *id = NULL;
	int code = zr_ident_draw(&id, error);
	const struct {
		char **field;
		const char *text;
	} texts[] = {
		{&draft->draft_id, id},
		{&draft->household_id, start->household_id},
		{&draft->address, start->address},
		{&draft->area_id, start->area_id},
		{&draft->form_id, zr_form_id(form)},
		{&draft->form_version, zr_form_version(form)},
		{&draft->position, ""},
		{&draft->outcome, ""},
		{&draft->outcome_words, ""},
		{&draft->appointment, ""},
		{&draft->previous_id, start->previous_id},
		{&draft->replaces_id, start->replaces_id},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts) && code == 0; i++) {
		code = set(texts[i].field, texts[i].text, error);
	}
	draft->state = ZR_DRAFT_OPEN;
	draft->started_us = now_us();
	return code;
}

int zr_interview_begin(struct zr_drafts *drafts, const struct zr_form *form,
	const struct zr_interview_start *start, struct zr_interview **ret_interview,
	struct zr_error *error)
{
	assert(drafts != NULL && form != NULL && start != NULL);
	struct zr_session_env env;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = make(drafts, form);
	int code = make_env(start->device_id, &env, error);
	if (code == 0) {
		code = zr_session_new(form, &env, &interview->session, error);
	}
	if (code == 0) {
		code = fill_draft(&interview->draft, form, start, error);
	}
	if (code != 0) {
		return code;
	}
	interview->screen = zr_flow_first(interview->session);
	take_remarks(interview);
	set_title(interview);
	*ret_interview = ZR_TAKE(interview);
	return 0;
}

/* The session of a stored draft, whose facts are in interview->draft then. */
static int restore(struct zr_interview *interview, const char *draft_id, const char *device_id,
	struct zr_error *error)
{
	struct zr_session_env env;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	int code = make_env(device_id, &env, error);
	if (code == 0) {
		code = zr_drafts_get(interview->drafts, draft_id, &interview->draft, &xml, error);
	}
	if (code == 0) {
		code = zr_session_restore(interview->form, &env, zr_buffer_text(&xml), xml.bytes,
			&interview->session, error);
	}
	return code;
}

int zr_interview_resume(const struct zr_interview_source *source,
	struct zr_interview **ret_interview, struct zr_error *error)
{
	assert(source->drafts != NULL && source->form != NULL && source->draft_id != NULL);
	ZR_CLEANUP(zr_interview_freep)
	struct zr_interview *interview = make(source->drafts, source->form);
	int code = restore(interview, source->draft_id, source->device_id, error);
	if (code != 0) {
		return code;
	}
	interview->screen = zr_flow_find(interview->session, interview->draft.position);
	take_remarks(interview);
	set_title(interview);
	*ret_interview = ZR_TAKE(interview);
	return 0;
}

int zr_interview_correct(const struct zr_interview_source *source,
	struct zr_interview **ret_interview, struct zr_error *error)
{
	assert(source->drafts != NULL && source->form != NULL && source->draft_id != NULL);
	ZR_CLEANUP(zr_interview_freep)
	struct zr_interview *interview = make(source->drafts, source->form);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft fresh = {0};
	int code = restore(interview, source->draft_id, source->device_id, error);
	const struct zr_draft *old = &interview->draft;
	if (code == 0) {
		const struct zr_interview_start start = {.household_id = old->household_id,
			.address = old->address,
			.area_id = old->area_id,
			.previous_id = old->previous_id,
			.replaces_id = old->draft_id};
		code = fill_draft(&fresh, source->form, &start, error);
	}
	if (code == 0) {
		code = zr_draft_file_copy(source->drafts, old->draft_id, fresh.draft_id, error);
	}
	if (code != 0) {
		return code;
	}
	fresh.answer_count = old->answer_count;
	zr_draft_finish(&interview->draft);
	interview->draft = fresh;
	fresh = (struct zr_draft){0};
	take_remarks(interview);
	interview->screen = first_remarked(interview);
	set_title(interview);
	*ret_interview = ZR_TAKE(interview);
	return 0;
}

static bool stands(const struct zr_session_entry *answers, size_t count)
{
	assert(answers != NULL && count > 0);
	return count == 1 && strcmp(zr_item_value(&answers[0].item), answers[0].value) == 0;
}

int zr_interview_answer(struct zr_interview *interview, struct zr_session_entry *answers,
	size_t count, bool *ret_is_taken, struct zr_error *error)
{
	assert(interview != NULL && answers != NULL && count > 0);
	*ret_is_taken = stands(answers, count);
	if (*ret_is_taken) {
		answers[0].verdict = ZR_VERDICT_ACCEPTED;
	} else {
		zr_session_set_now(interview->session, now_us());
		int code = zr_session_answer_all(
			interview->session, answers, count, ret_is_taken, error);
		if (code != 0 || !*ret_is_taken) {
			return code;
		}
		interview->is_unstored = true;
	}
	return interview->is_unstored ? zr_interview_store(interview, error) : 0;
}

int zr_interview_copy(
	struct zr_interview *interview, struct zr_session **ret_copy, struct zr_error *error)
{
	assert(interview != NULL && ret_copy != NULL);
	struct zr_session_env env;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	int code = make_env(NULL, &env, error);
	if (code == 0) {
		code = zr_session_write(interview->session, ZR_SESSION_DRAFT, &xml, error);
	}
	if (code == 0) {
		code = zr_session_restore(
			interview->form, &env, zr_buffer_text(&xml), xml.bytes, ret_copy, error);
	}
	if (code == 0) {
		zr_session_set_language(*ret_copy, zr_session_language(interview->session));
	}
	return code;
}

/* Stores the session under the facts of draft, which becomes the interview's. */
static int put(struct zr_interview *interview, struct zr_draft *draft, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	int code = zr_session_write(interview->session, ZR_SESSION_DRAFT, &xml, error);
	if (code == 0) {
		code = zr_drafts_put(
			interview->drafts, draft, zr_buffer_text(&xml), xml.bytes, error);
	}
	if (code == 0) {
		zr_draft_finish(&interview->draft);
		interview->draft = *draft;
		*draft = (struct zr_draft){0};
		interview->is_unstored = false;
	}
	return code;
}

/* A copy of the draft's facts with the present screen as the place. */
static int copy_here(
	const struct zr_interview *interview, struct zr_draft *ret_draft, struct zr_error *error)
{
	g_autofree char *path = zr_flow_path(&interview->screen);
	int code = zr_draft_copy(&interview->draft, ret_draft);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to store the interview");
	}
	return set(&ret_draft->position, path, error);
}

int zr_interview_store_place(struct zr_interview *interview, struct zr_error *error)
{
	assert(interview != NULL && interview->session != NULL);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	int code = copy_here(interview, &draft, error);
	/* A correction in which nothing was changed yet is not stored. */
	if (code != 0 || draft.state != ZR_DRAFT_OPEN || draft.changed_us == 0 ||
		strcmp(draft.position, interview->draft.position) == 0) {
		return code;
	}
	return put(interview, &draft, error);
}

int zr_interview_store(struct zr_interview *interview, struct zr_error *error)
{
	assert(interview->draft.state == ZR_DRAFT_OPEN);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	int code = copy_here(interview, &draft, error);
	draft.answer_count++;
	draft.changed_us = now_us();
	return code != 0 ? code : put(interview, &draft, error);
}

int zr_interview_drop(struct zr_interview *interview, struct zr_error *error)
{
	assert(interview->draft.replaces_id[0] != '\0');
	struct zr_error fault = {0};
	int code = zr_drafts_remove(interview->drafts, interview->draft.draft_id, &fault);
	if (code != 0 && code != ZR_E_NOT_FOUND) { /* one without a change was never stored */
		return zr_error_set(error, code, "%s", fault.message);
	}
	interview->draft.changed_us = 0; /* closing stores no place of it */
	return 0;
}

/* ---- files ---- */

int zr_interview_put_file(struct zr_interview *interview, const char *name, const void *data,
	size_t bytes, struct zr_error *error)
{
	assert(interview != NULL && name != NULL);
	assert(data != NULL || bytes == 0);
	const struct zr_content_file file = {
		.name = (char *)name, .data = (char *)data, .bytes = bytes};
	return zr_draft_file_put(interview->drafts, interview->draft.draft_id, &file, error);
}

int zr_interview_get_file(struct zr_interview *interview, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error)
{
	assert(interview != NULL && name != NULL && ret_data != NULL);
	return zr_draft_file_get(
		interview->drafts, interview->draft.draft_id, name, ret_data, error);
}

int zr_interview_remove_file(
	struct zr_interview *interview, const char *name, struct zr_error *error)
{
	assert(interview != NULL && name != NULL);
	return zr_draft_file_remove(interview->drafts, interview->draft.draft_id, name, error);
}

/* ---- the record ---- */

struct file_search {
	GHashTable *named; /* values of the relevant answers, borrowed */
	struct zr_record *record;
};

static int take_file(void *user, const struct zr_content_file *file)
{
	const struct file_search *search = user;
	assert(search->record->files != NULL);
	struct zr_record *record = search->record;
	if (!g_hash_table_contains(search->named, file->name)) {
		return 0; /* signed again, or the question went away */
	}
	if (record->file_count == ZR_RECORD_FILE_COUNT_MAX) {
		return ZR_E_LIMIT; /* a later version of ours may have stored more */
	}
	struct zr_content_file *copy = &record->files[record->file_count];
	copy->name = strdup(file->name);
	copy->data = malloc(file->bytes + 1);
	if (copy->name == NULL || copy->data == NULL) {
		free(copy->name);
		free(copy->data);
		return ZR_E_NOMEM;
	}
	if (file->bytes > 0) {
		memcpy(copy->data, file->data, file->bytes);
	}
	copy->data[file->bytes] = '\0';
	copy->bytes = file->bytes;
	record->file_count++;
	return 0;
}

static int take_files(
	struct zr_interview *interview, struct zr_record *record, struct zr_error *error)
{
	g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
	struct zr_item at = zr_session_start(interview->session);
	for (at = zr_session_next(interview->session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(interview->session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION) {
			g_hash_table_add(named, (gpointer)zr_item_value(&at));
		}
	}
	record->files = calloc(ZR_RECORD_FILE_COUNT_MAX, sizeof *record->files);
	if (record->files == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the record's files");
	}
	struct file_search search = {.named = named, .record = record};
	int code = zr_draft_file_list(
		interview->drafts, interview->draft.draft_id, take_file, &search, error);
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code, "the answers name more than %d files",
			ZR_RECORD_FILE_COUNT_MAX);
	}
	return code == ZR_E_NOMEM ? zr_error_set(error, code, "no memory for the record's files")
				  : code;
}

/* What was remarked goes back with what was answered. */
static int copy_remarks(
	const struct zr_interview *interview, struct zr_record *record, struct zr_error *error)
{
	size_t count = MIN(interview->remarks->len, ZR_RECORD_REMARK_COUNT_MAX);
	record->remarks = calloc(MAX(count, 1), sizeof *record->remarks);
	if (record->remarks == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the record's remarks");
	}
	for (; record->remark_count < count; record->remark_count++) {
		const struct zr_remark *from =
			&g_array_index(interview->remarks, struct zr_remark, record->remark_count);
		/* GLib ends the program without memory; both heaps are one. */
		record->remarks[record->remark_count] = (struct zr_record_remark){
			g_strdup(from->place), g_strdup(from->text), g_strdup(from->reply)};
	}
	return 0;
}

static int take_texts(
	const struct zr_draft *draft, struct zr_record *record, struct zr_error *error)
{
	const struct {
		char **field;
		const char *text;
	} texts[] = {
		{&record->record_id, draft->draft_id},
		{&record->form_id, draft->form_id},
		{&record->form_version, draft->form_version},
		{&record->area_id, draft->area_id},
		{&record->household_id, draft->household_id},
		{&record->outcome, draft->outcome},
		{&record->address, draft->address},
		{&record->previous_id, draft->previous_id},
		{&record->replaces_id, draft->replaces_id},
		{&record->appointment, draft->appointment},
	};
	int code = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(texts) && code == 0; i++) {
		code = set(texts[i].field, texts[i].text, error);
	}
	return code;
}

/* The outcome goes into the draft before the record is made: should the power fail behind the
 * agent's answer, the list still has its words. */
static int store_outcome(struct zr_interview *interview, struct zr_error *error)
{
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	ZR_CLEANUP(zr_outcome_finish) struct zr_outcome outcome = {0};
	int code = copy_here(interview, &draft, error);
	if (code == 0 && zr_outcome_read(interview->session, &outcome) != 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory to store the interview");
	}
	if (code == 0) {
		code = set(&draft.outcome, outcome.code, error);
	}
	if (code == 0) {
		code = set(&draft.outcome_words, outcome.words, error);
	}
	if (code == 0) {
		code = set(&draft.appointment, outcome.appointment, error);
	}
	draft.result = outcome.result;
	draft.changed_us = now_us();
	return code != 0 ? code : put(interview, &draft, error);
}

int zr_interview_make_record(
	struct zr_interview *interview, struct zr_record *ret_record, struct zr_error *error)
{
	assert(interview != NULL && interview->session != NULL && ret_record != NULL);
	zr_session_set_now(interview->session, now_us());
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	int code = zr_session_finalize(interview->session, error);
	if (code == 0) {
		code = store_outcome(interview, error);
	}
	if (code == 0) {
		code = zr_session_write(interview->session, ZR_SESSION_SUBMISSION, &xml, error);
	}
	if (code == 0) {
		code = take_texts(&interview->draft, &record, error);
	}
	if (code == 0) {
		code = take_files(interview, &record, error);
	}
	if (code == 0) {
		code = copy_remarks(interview, &record, error);
	}
	if (code != 0) {
		return code;
	}
	record.result = interview->draft.result;
	record.doubt_count = zr_doubts_count(interview->session);
	record.started_us = interview->draft.started_us;
	/* The clock may have been set back in between. */
	record.finished_us = MAX(now_us(), record.started_us);
	record.xml_bytes = xml.bytes;
	record.xml = strdup(zr_buffer_text(&xml));
	if (record.xml == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the record");
	}
	*ret_record = record;
	record = (struct zr_record){0};
	return 0;
}

int zr_interview_mark_finished(struct zr_interview *interview, struct zr_error *error)
{
	assert(interview != NULL && interview->draft.draft_id != NULL);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	int code = copy_here(interview, &draft, error);
	draft.state = ZR_DRAFT_FINISHED;
	draft.changed_us = now_us();
	return code != 0 ? code : put(interview, &draft, error);
}
