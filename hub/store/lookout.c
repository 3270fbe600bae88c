/* Each side is done with it once; the second frees it. */
#include "hub/store/lookout.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/limits.h"

struct zr_lookout {
	struct zr_backup_mark mark; /* not changed once it is sent */
	atomic_int news;            /* enum zr_lookout_news */
	sem_t back;                 /* there are news */
	atomic_bool is_one_done;    /* of the two that know it */
};

static void leave(struct zr_lookout *lookout)
{
	if (atomic_exchange(&lookout->is_one_done, true)) {
		(void)sem_destroy(&lookout->back);
		free(lookout);
	}
}

static void *look(void *user)
{
	struct zr_lookout *lookout = user;
	bool is_gone = zr_backup_mark_is_gone(&lookout->mark);
	atomic_store(&lookout->news, is_gone ? ZR_LOOKOUT_GONE : ZR_LOOKOUT_STANDS);
	(void)sem_post(&lookout->back);
	leave(lookout);
	return NULL;
}

/* Detached: whoever joins it would wait for its disk. */
static int start(struct zr_lookout *lookout)
{
	pthread_t thread;
	pthread_attr_t attributes;
	int failed = pthread_attr_init(&attributes);
	if (failed == 0) {
		(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
		failed = pthread_create(&thread, &attributes, look, lookout);
		(void)pthread_attr_destroy(&attributes);
	}
	return failed;
}

struct zr_lookout *zr_lookout_send(const struct zr_backup_mark *mark)
{
	assert(mark != NULL);
	struct zr_lookout *lookout = calloc(1, sizeof *lookout);
	if (lookout == NULL) {
		return NULL;
	}
	lookout->mark = *mark;
	atomic_init(&lookout->news, ZR_LOOKOUT_UNDER_WAY);
	atomic_init(&lookout->is_one_done, false);
	(void)sem_init(&lookout->back, 0, 0);
	if (start(lookout) != 0) {
		(void)sem_destroy(&lookout->back);
		free(lookout);
		return NULL;
	}
	return lookout;
}

void zr_lookout_await(struct zr_lookout *lookout)
{
	assert(lookout != NULL);
	struct timespec end = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += ZR_HUB_LOOKOUT_US * 1000L;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	(void)sem_clockwait(&lookout->back, CLOCK_MONOTONIC, &end);
}

enum zr_lookout_news zr_lookout_news(struct zr_lookout *lookout)
{
	assert(lookout != NULL);
	return (enum zr_lookout_news)atomic_load(&lookout->news);
}

const struct zr_backup_mark *zr_lookout_mark(const struct zr_lookout *lookout)
{
	assert(lookout != NULL);
	return &lookout->mark;
}

void zr_lookout_leave(struct zr_lookout *lookout)
{
	if (lookout != NULL) {
		leave(lookout);
	}
}
