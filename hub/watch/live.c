/* One thread: what waits is its own list, what came is in the queue. Nobody listens: it sleeps
 * there. */
#include "hub/watch/live.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/listing.h"
#include "hub/http/queue.h"
#include "lib/base/limits.h"

#define LOOK_US 1000000LL

struct mark {
	int64_t records; /* rank of the last */
	uint64_t acts;   /* number of the last */
};

/* What a stream has told. */
struct watcher {
	struct mark told;
	int64_t until_us; /* when it ends */
	int64_t beat_us;  /* when it says that it still stands */
};

struct zr_live {
	pthread_t thread;
	struct zr_queue *queue;
	struct zr_store *reader; /* owned */
	struct zr_request *waiting;
	atomic_bool is_stopping;
};

static atomic_uint watcher_count; /* of all that are open */

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int look(struct zr_store *reader, struct mark *ret_mark, struct zr_error *error)
{
	struct zr_act_mark act = {0};
	int code = zr_store_last_rank(reader, &ret_mark->records, error);
	if (code == 0) {
		code = zr_store_last_act(reader, &act, error);
	}
	ret_mark->acts = act.number;
	return code;
}

/* ---- the stream's beginning, on a worker ---- */

static void free_watcher(void *state)
{
	free(state);
	(void)atomic_fetch_sub(&watcher_count, 1);
}

/* Stands for "more follows": whoever waits is in the live thread's hands, no worker runs this. */
static void wait_for_news(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	request->answer.more = NULL;
}

static int begin(struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	int64_t seconds = 0;
	int code = zr_listing_number(request, "for", ZR_HUB_LIVE_S, &seconds, error);
	if (code != 0) {
		return code;
	}
	if (zr_listing_given(request, "for") == NULL) {
		seconds = ZR_HUB_LIVE_S;
	}
	struct watcher *watcher = calloc(1, sizeof *watcher);
	if (watcher == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for one more who listens");
	}
	request->state = watcher;
	request->state_free = free_watcher;
	if (atomic_fetch_add(&watcher_count, 1) >= ZR_HUB_LIVE_COUNT_MAX) {
		return zr_error_set(
			error, ZR_E_BUSY, "too many pages listen for changes; reload by hand");
	}
	watcher->beat_us = now_us() + ZR_HUB_LIVE_BEAT_S * 1000000LL;
	watcher->until_us = now_us() + seconds * 1000000LL;
	request->answer.more = seconds > 0 ? wait_for_news : NULL;
	return look(context->reader, &watcher->told, error);
}

void zr_live_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && (request->flags & ZR_REQUEST_LIVE) != 0);
	struct zr_error error = {0};
	int code = begin(context, request, &error);
	if (code == 0) {
		code = zr_buffer_add_text(&request->answer.body, "retry: 5000\n: it stands\n\n");
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_add_header(request, "X-Accel-Buffering", "no"); /* of nginx, before the hub */
	zr_request_answer(request, 200, "text/event-stream");
}

/* ---- the thread ---- */

/* True when the stream has something to send, or ends. */
static bool tell(struct zr_request *request, const struct mark *mark, int64_t now)
{
	struct watcher *watcher = request->state;
	struct zr_buffer *body = &request->answer.body;
	bool is_record = mark->records != watcher->told.records;
	bool is_act = mark->acts != watcher->told.acts;
	int code = 0;
	if (now >= watcher->until_us) {
		request->answer.more = NULL;
	} else if (is_record || is_act) {
		code = zr_buffer_add_format(body, "event: changed\ndata: {\"what\":[%s%s%s]}\n\n",
			is_record ? "\"records\"" : "", is_record && is_act ? "," : "",
			is_act ? "\"acts\"" : "");
		watcher->told = *mark;
	} else if (now >= watcher->beat_us) {
		code = zr_buffer_add_text(body, ": it stands\n\n");
	} else {
		return false;
	}
	if (code != 0) {
		request->answer.more = NULL; /* short of memory: the page comes again */
	}
	watcher->beat_us = now + ZR_HUB_LIVE_BEAT_S * 1000000LL;
	return true;
}

/* Those that have something to send go; the others wait on. */
static void tell_all(struct zr_live *live)
{
	struct zr_error error;
	struct mark mark = {0};
	bool is_seen = look(live->reader, &mark, &error) == 0;
	int64_t now = now_us();
	struct zr_request **place = &live->waiting;
	while (*place != NULL) {
		struct zr_request *request = *place;
		const struct watcher *watcher = request->state;
		if (tell(request, is_seen ? &mark : &watcher->told, now)) {
			*place = request->next;
			request->next = NULL;
			request->on_done(request);
		} else {
			place = &request->next;
		}
	}
}

static void end_all(struct zr_live *live)
{
	while (live->waiting != NULL) {
		struct zr_request *request = live->waiting;
		live->waiting = request->next;
		request->next = NULL;
		request->answer.more = NULL;
		request->on_done(request);
	}
}

/* Blocks while nobody waits. False when the queue is closed and empty. */
static bool take_those_who_came(struct zr_live *live)
{
	if (live->waiting != NULL && zr_queue_count(live->queue) == 0) {
		return true;
	}
	struct zr_request *came = zr_queue_take(live->queue, SIZE_MAX);
	struct zr_request **end = &live->waiting;
	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = came;
	return live->waiting != NULL;
}

static void *run(void *user)
{
	struct zr_live *live = user;
	const struct timespec pause = {.tv_sec = LOOK_US / 1000000};
	while (take_those_who_came(live) && !atomic_load(&live->is_stopping)) {
		tell_all(live);
		(void)nanosleep(&pause, NULL);
	}
	end_all(live);
	return NULL;
}

int zr_live_start(const char *store_path, struct zr_queue *waiting, struct zr_live **ret_live,
	struct zr_error *error)
{
	assert(store_path != NULL && waiting != NULL && ret_live != NULL);
	struct zr_live *live = calloc(1, sizeof *live);
	if (live == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to watch for changes");
	}
	live->queue = waiting;
	int code = zr_store_open_reader(store_path, &live->reader, error);
	if (code == 0) {
		int failed = pthread_create(&live->thread, NULL, run, live);
		code = failed == 0 ? 0 : zr_error_set_errno(error, failed, "start a thread");
	}
	if (code != 0) {
		zr_store_close(live->reader);
		free(live);
		return code;
	}
	*ret_live = live;
	return 0;
}

void zr_live_stop(struct zr_live *live)
{
	if (live == NULL) {
		return;
	}
	atomic_store(&live->is_stopping, true);
	(void)pthread_join(live->thread, NULL);
	zr_store_close(live->reader);
	free(live);
}
