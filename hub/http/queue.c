/*
 * The queue: a list, a lock and a condition. The lock is held for a few instructions only.
 * Invariant: count is the length of the list; first is NULL exactly when count is 0; the first
 * returned_count of it were returned, and last_returned is the last of those.
 */
#include "hub/http/queue.h"

#include <assert.h>
#include <stdint.h>

#include "hub/http/request.h"

void zr_queue_init(struct zr_queue *queue, size_t count_max)
{
	assert(queue != NULL && count_max > 0);
	*queue = (struct zr_queue){.count_max = count_max};
	int failed = pthread_mutex_init(&queue->lock, NULL);
	failed |= pthread_cond_init(&queue->not_empty, NULL);
	assert(failed == 0);
}

void zr_queue_finish(struct zr_queue *queue)
{
	assert(queue->first == NULL);
	(void)pthread_cond_destroy(&queue->not_empty);
	(void)pthread_mutex_destroy(&queue->lock);
}

/* Behind that one; NULL: in front of all. */
static void insert(struct zr_queue *queue, struct zr_request *before, struct zr_request *request)
{
	assert(request->next == NULL);
	struct zr_request **place = before != NULL ? &before->next : &queue->first;
	request->next = *place;
	*place = request;
	if (queue->last == before) {
		queue->last = request;
	}
	queue->count++;
	(void)pthread_cond_signal(&queue->not_empty);
}

static int push(struct zr_queue *queue, struct zr_request *request, size_t count_max)
{
	assert(queue != NULL && request != NULL);
	(void)pthread_mutex_lock(&queue->lock);
	bool is_refused = queue->is_closed || queue->count >= count_max;
	if (!is_refused) {
		insert(queue, queue->last, request);
	}
	(void)pthread_mutex_unlock(&queue->lock);
	return is_refused ? ZR_E_BUSY : 0;
}

int zr_queue_push(struct zr_queue *queue, struct zr_request *request)
{
	return push(queue, request, queue->count_max);
}

int zr_queue_go_on(struct zr_queue *queue, struct zr_request *request)
{
	return push(queue, request, SIZE_MAX);
}

void zr_queue_return(struct zr_queue *queue, struct zr_request *request)
{
	assert(queue != NULL && request != NULL);
	(void)pthread_mutex_lock(&queue->lock);
	insert(queue, queue->last_returned, request);
	queue->last_returned = request;
	queue->returned_count++;
	(void)pthread_mutex_unlock(&queue->lock);
}

struct zr_request *zr_queue_take(struct zr_queue *queue, size_t count_max)
{
	assert(queue != NULL && count_max > 0);
	(void)pthread_mutex_lock(&queue->lock);
	while (queue->first == NULL && !queue->is_closed) {
		(void)pthread_cond_wait(&queue->not_empty, &queue->lock);
	}
	struct zr_request *taken = queue->first;
	struct zr_request *last = taken;
	size_t count = taken != NULL ? 1 : 0;
	while (last != NULL && last->next != NULL && count < count_max) {
		last = last->next;
		count++;
	}
	queue->returned_count -= count < queue->returned_count ? count : queue->returned_count;
	if (queue->returned_count == 0) {
		queue->last_returned = NULL;
	}
	if (last != NULL) {
		queue->first = last->next;
		queue->count -= count;
		last->next = NULL;
		if (queue->first == NULL) {
			queue->last = NULL;
		}
	}
	(void)pthread_mutex_unlock(&queue->lock);
	return taken;
}

size_t zr_queue_count(struct zr_queue *queue)
{
	assert(queue != NULL);
	(void)pthread_mutex_lock(&queue->lock);
	size_t count = queue->count;
	(void)pthread_mutex_unlock(&queue->lock);
	return count;
}

void zr_queue_close(struct zr_queue *queue)
{
	assert(queue != NULL);
	(void)pthread_mutex_lock(&queue->lock);
	queue->is_closed = true;
	(void)pthread_cond_broadcast(&queue->not_empty);
	(void)pthread_mutex_unlock(&queue->lock);
}
