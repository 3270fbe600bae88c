/*
 * A bounded queue of requests between threads: how work moves through the hub.
 *
 * Any thread may push and take. A full queue refuses at once (the client is told to come back), an
 * empty one blocks its taker. What is returned, half done, goes before all that was not begun.
 * After close, pushes are refused and takers get what is left, then nothing. Items are linked
 * through zr_request.next: the queue never allocates.
 */
#ifndef ZR_HUB_HTTP_QUEUE_H
#define ZR_HUB_HTTP_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_request;

struct zr_queue {
	pthread_mutex_t lock;
	pthread_cond_t not_empty;
	struct zr_request *first; /* linked by zr_request.next */
	struct zr_request *last;
	struct zr_request *last_returned; /* of those in front; NULL: none */
	size_t returned_count;
	size_t count;
	size_t count_max;
	bool is_closed;
};

void zr_queue_init(struct zr_queue *queue, size_t count_max);
void zr_queue_finish(struct zr_queue *queue);

/* ZR_E_BUSY when full or closed. */
int zr_queue_push(struct zr_queue *queue, struct zr_request *request) ZR_MUST_CHECK;
/* Behind the others however many there are: for the next step of what was taken on, once a
 * connection. ZR_E_BUSY when closed alone. */
int zr_queue_go_on(struct zr_queue *queue, struct zr_request *request) ZR_MUST_CHECK;

/* Never refuses, and goes before what was pushed, behind what was returned: for a request that the
 * hub has already taken on. */
void zr_queue_return(struct zr_queue *queue, struct zr_request *request);

/* Up to count_max requests as a list, at least one; NULL when closed and empty. Blocks. */
struct zr_request *zr_queue_take(struct zr_queue *queue, size_t count_max);

/* How many wait. */
size_t zr_queue_count(struct zr_queue *queue);

void zr_queue_close(struct zr_queue *queue);

#endif
