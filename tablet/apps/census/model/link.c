/*
 * Kinds of work for a thread: poll, enrol, submit, language, drafts, what was sent back. A piece of
 * work owns its input and its result; the main loop takes the result when the task returns.
 */
#include "tablet/apps/census/model/link.h"

#include <assert.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"

enum {
	POLL_MS = 1000,
	PREVIEW_HOUSEHOLDS = 3
};

struct zr_link {
	char *socket; /* NULL: the agent's own */
	struct zr_link_view view;
	void (*changed)(void *user);
	void *user;
	guint timer;
	bool is_polling;
	bool wants_poll;
	char **drafts;      /* to be told; NULL: nothing was ever to be told */
	char **drafts_told; /* that the agent has */
	bool is_telling;
	GCancellable *gone; /* cancelled when the link is freed; a task that still runs has it */
};

enum work_kind {
	WORK_POLL,
	WORK_ENROL,
	WORK_SUBMIT,
	WORK_LANGUAGE,
	WORK_DRAFTS,
	WORK_RETURNED,
};

struct work {
	enum work_kind kind;
	char *socket;
	struct zr_error error;
	/* POLL: the generation that the main loop has, and what is new */
	uint64_t generation;
	bool has_lists;
	struct zr_local_status status;
	struct zr_local_households households;
	struct zr_local_forms forms;
	struct zr_local_records records;
	struct zr_local_returns returns;
	char *code;              /* ENROL, LANGUAGE; RETURNED: the record's id */
	struct zr_record record; /* SUBMIT; RETURNED: what came */
	void (*fetched)(void *user, const struct zr_record *record, const struct zr_error *error);
	char **drafts; /* DRAFTS */
	void (*done)(void *user, const struct zr_error *error);
	void *user;
	struct zr_link *link; /* used on the main loop only */
};

static void work_free(void *data)
{
	struct work *work = data;
	g_free(work->socket);
	g_free(work->code);
	g_strfreev(work->drafts);
	zr_record_finish(&work->record);
	zr_local_households_finish(&work->households);
	zr_local_forms_finish(&work->forms);
	zr_local_records_finish(&work->records);
	zr_local_returns_finish(&work->returns);
	g_free(work);
}

static int poll_agent(struct work *work, int fd)
{
	int code = zr_local_get_status(fd, &work->status, &work->error);
	if (code != 0 || work->status.generation == work->generation) {
		return code;
	}
	code = zr_local_get_households(fd, &work->households, &work->error);
	if (code == 0) {
		code = zr_local_get_forms(fd, &work->forms, &work->error);
	}
	if (code == 0) {
		code = zr_local_get_records(fd, &work->records, &work->error);
	}
	if (code == 0) {
		code = zr_local_get_returns(fd, &work->returns, &work->error);
	}
	work->has_lists = code == 0;
	return code;
}

/* In the thread. */
static void run_work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	struct work *work = data;
	assert(work->error.code == 0);
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = zr_local_connect(work->socket, &fd, &work->error);
	uint64_t sequence = 0;
	if (code == 0) {
		switch (work->kind) {
		case WORK_POLL:
			code = poll_agent(work, fd);
			break;
		case WORK_ENROL:
			code = zr_local_enrol(fd, work->code, &work->error);
			break;
		case WORK_SUBMIT:
			code = zr_local_submit(fd, &work->record, &sequence, &work->error);
			break;
		case WORK_LANGUAGE:
			code = zr_local_set_language(fd, work->code, &work->error);
			break;
		case WORK_DRAFTS:
			code = zr_local_tell_drafts(
				fd, work->drafts, g_strv_length(work->drafts), &work->error);
			break;
		case WORK_RETURNED:
			code = zr_local_get_returned(fd, work->code, &work->record, &work->error);
			break;
		}
	}
	work->error.code = code;
	g_task_return_boolean(task, code == 0);
}

static void start(struct zr_link *link, struct work *work, GAsyncReadyCallback ready)
{
	assert(work->socket == NULL && ready != NULL);
	work->socket = g_strdup(link->socket);
	work->link = link;
	g_autoptr(GTask) task = g_task_new(link->gone, NULL, ready, NULL);
	g_task_set_task_data(task, work, work_free);
	g_task_run_in_thread(task, run_work);
}

/* The link was freed while the thread ran: nothing of it may be touched. */
static bool is_gone(GObject *source)
{
	return g_cancellable_is_cancelled(G_CANCELLABLE(source));
}

static bool same_status(const struct zr_local_status *a, const struct zr_local_status *b)
{
	return a->is_enrolled == b->is_enrolled && a->is_storage_full == b->is_storage_full &&
	       a->generation == b->generation && a->unsent_count == b->unsent_count &&
	       strcmp(a->area_name, b->area_name) == 0 && strcmp(a->zone, b->zone) == 0 &&
	       strcmp(a->language, b->language) == 0;
}

/* A hub that was restored from an old backup refuses a tablet that was enrolled since. A network
 * that fails in between, or a code that does not fit, does not make it known again. */
static bool is_forgotten(bool was_forgotten, const struct zr_local_status *status)
{
	return status->is_enrolled &&
	       (status->last_error == ZR_E_REFUSED || (was_forgotten && status->last_error != 0));
}

static void take_lists(struct zr_link_view *view, struct work *work)
{
	zr_local_households_finish(&view->households);
	zr_local_forms_finish(&view->forms);
	zr_local_records_finish(&view->records);
	zr_local_returns_finish(&view->returns);
	view->households = work->households;
	view->forms = work->forms;
	view->records = work->records;
	view->returns = work->returns;
	work->households = (struct zr_local_households){0};
	work->forms = (struct zr_local_forms){0};
	work->records = (struct zr_local_records){0};
	work->returns = (struct zr_local_returns){0};
}

static void tell_drafts(struct zr_link *link);

static void refresh(struct zr_link *link);

static void on_polled(GObject *source, GAsyncResult *result, gpointer user)
{
	if (is_gone(source)) {
		return;
	}
	struct work *work = g_task_get_task_data(G_TASK(result));
	struct zr_link *link = work->link;
	struct zr_link_view *view = &link->view;
	link->is_polling = false;
	bool is_alive = work->error.code == 0;
	bool is_changed = !view->has_asked || is_alive != view->is_alive;
	if (is_alive) {
		bool forgotten = is_forgotten(view->is_forgotten, &work->status);
		is_changed = is_changed || work->has_lists || forgotten != view->is_forgotten ||
			     !same_status(&view->status, &work->status);
		view->status = work->status;
		view->is_forgotten = forgotten;
		if (work->has_lists) {
			take_lists(view, work);
		}
	}
	view->is_alive = is_alive;
	view->has_asked = true;
	if (is_changed) {
		link->changed(link->user);
	}
	tell_drafts(link);
	if (link->wants_poll) {
		refresh(link);
	}
}

static void refresh(struct zr_link *link)
{
	link->wants_poll = link->is_polling;
	if (link->is_polling || link->view.is_preview) {
		return;
	}
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_POLL;
	work->generation = link->view.is_alive ? link->view.status.generation : UINT64_MAX;
	link->is_polling = true;
	start(link, work, on_polled);
}

static gboolean on_second(gpointer user)
{
	struct zr_link *link = user;
	if (!link->is_polling) {
		refresh(link);
	}
	return G_SOURCE_CONTINUE;
}

static struct zr_link *make(void (*changed)(void *user), void *user)
{
	struct zr_link *link = g_new0(struct zr_link, 1);
	link->changed = changed;
	link->user = user;
	link->gone = g_cancellable_new();
	return link;
}

struct zr_link *zr_link_new(const char *socket, void (*changed)(void *user), void *user)
{
	assert(changed != NULL);
	struct zr_link *link = make(changed, user);
	link->socket = g_strdup(socket);
	link->timer = g_timeout_add(POLL_MS, on_second, link);
	refresh(link);
	return link;
}

static gboolean on_preview_ready(gpointer user)
{
	struct zr_link *link = user;
	link->timer = 0;
	link->changed(link->user);
	return G_SOURCE_REMOVE;
}

struct zr_link *zr_link_new_preview(const char *form_id, void (*changed)(void *user), void *user)
{
	assert(form_id != NULL && changed != NULL);
	struct zr_link *link = make(changed, user);
	struct zr_link_view *view = &link->view;
	*view = (struct zr_link_view){.is_alive = true, .has_asked = true, .is_preview = true};
	view->status.is_enrolled = true;
	(void)zr_utf8_copy(view->status.area_name, sizeof view->status.area_name, form_id);
	view->households.count = PREVIEW_HOUSEHOLDS;
	view->households.items = g_new0(struct zr_local_household, PREVIEW_HOUSEHOLDS);
	for (size_t i = 0; i < PREVIEW_HOUSEHOLDS; i++) {
		/* GLib ends the program without memory; both heaps are one. */
		struct zr_local_household *household = &view->households.items[i];
		household->address = g_strdup_printf("ул. Пробная, %zu", i + 1);
		household->household_id = g_strdup_printf("trial-%zu", i + 1);
		household->form_id = g_strdup(form_id);
	}
	link->timer = g_idle_add(on_preview_ready, link);
	return link;
}

void zr_link_free(struct zr_link *link)
{
	if (link == NULL) {
		return;
	}
	if (link->timer != 0) {
		g_source_remove(link->timer);
	}
	g_cancellable_cancel(link->gone);
	g_object_unref(link->gone);
	zr_local_households_finish(&link->view.households);
	zr_local_forms_finish(&link->view.forms);
	zr_local_records_finish(&link->view.records);
	zr_local_returns_finish(&link->view.returns);
	g_strfreev(link->drafts);
	g_strfreev(link->drafts_told);
	g_free(link->socket);
	g_free(link);
}

const struct zr_link_view *zr_link_view(const struct zr_link *link)
{
	assert(link != NULL);
	return &link->view;
}

static void on_done(GObject *source, GAsyncResult *result, gpointer user)
{
	if (is_gone(source)) {
		return;
	}
	struct work *work = g_task_get_task_data(G_TASK(result));
	if (work->done != NULL) {
		work->done(work->user, &work->error);
	}
	refresh(work->link);
}

void zr_link_enrol(struct zr_link *link, const char *code,
	void (*done)(void *user, const struct zr_error *error), void *user)
{
	assert(link != NULL && code != NULL && done != NULL);
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_ENROL;
	work->code = g_strdup(code);
	work->done = done;
	work->user = user;
	start(link, work, on_done);
}

void zr_link_set_language(struct zr_link *link, const char *language)
{
	assert(link != NULL && language != NULL);
	if (link->view.is_preview) {
		return;
	}
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_LANGUAGE;
	work->code = g_strdup(language);
	start(link, work, on_done);
}

static void on_fetched(GObject *source, GAsyncResult *result, gpointer user)
{
	struct work *work = g_task_get_task_data(G_TASK(result));
	if (!is_gone(source)) {
		const struct zr_record *record = work->error.code == 0 ? &work->record : NULL;
		work->fetched(work->user, record, &work->error);
	}
}

void zr_link_fetch_returned(struct zr_link *link, const char *record_id,
	void (*done)(void *user, const struct zr_record *record, const struct zr_error *error),
	void *user)
{
	assert(link != NULL && record_id != NULL && done != NULL);
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_RETURNED;
	work->code = g_strdup(record_id);
	work->fetched = done;
	work->user = user;
	start(link, work, on_fetched);
}

static void on_drafts_told(GObject *source, GAsyncResult *result, gpointer user)
{
	if (is_gone(source)) {
		return;
	}
	struct work *work = g_task_get_task_data(G_TASK(result));
	struct zr_link *link = work->link;
	link->is_telling = false;
	if (work->error.code == 0) {
		g_strfreev(link->drafts_told);
		link->drafts_told = g_steal_pointer(&work->drafts);
		tell_drafts(link);
	} /* else with the next poll */
}

static void tell_drafts(struct zr_link *link)
{
	bool is_told =
		link->drafts == NULL ||
		(link->drafts_told != NULL && g_strv_equal((const char *const *)link->drafts,
						      (const char *const *)link->drafts_told));
	if (is_told || link->is_telling || !link->view.is_alive || link->view.is_preview) {
		return;
	}
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_DRAFTS;
	work->drafts = g_strdupv(link->drafts);
	link->is_telling = true;
	start(link, work, on_drafts_told);
}

void zr_link_tell_drafts(struct zr_link *link, char *const *household_ids)
{
	assert(link != NULL && household_ids != NULL);
	g_strfreev(link->drafts);
	link->drafts = g_strdupv((char **)household_ids);
	tell_drafts(link);
}

void zr_link_submit(struct zr_link *link, struct zr_record *record,
	void (*done)(void *user, const struct zr_error *error), void *user)
{
	assert(link != NULL && record != NULL && done != NULL);
	if (link->view.is_preview) {
		zr_record_finish(record);
		*record = (struct zr_record){0};
		done(user, &(struct zr_error){0});
		return;
	}
	struct work *work = g_new0(struct work, 1);
	work->kind = WORK_SUBMIT;
	work->record = *record;
	*record = (struct zr_record){0};
	work->done = done;
	work->user = user;
	start(link, work, on_done);
}
