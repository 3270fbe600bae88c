/*
 * A list of connections, and a table of the addresses that have any.
 *
 * Invariants: an address is in the table as long as a connection of it is in the list; a connection
 * is in the list as long as its socket is open, so that sweep never shuts somebody else's.
 */
#include "lib/http/visitors.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BUCKET_COUNT = 1024,
	SECOND_US = 1000000,
};

struct address {
	uint8_t peer[ZR_PEER_BYTES];
	unsigned connection_count;
	size_t body_bytes;
	struct address *next; /* in its bucket */
};

struct zr_visitor {
	struct address *address;
	int fd;
	void *badge; /* set under the lock, by the thread that serves it; owned */
	_Atomic int64_t deadline_us;
	struct zr_visitor *previous;
	struct zr_visitor *next;
};

struct zr_visitors {
	pthread_mutex_t lock;
	struct zr_visitors_limits limits;
	struct zr_visitor *first;
	unsigned count;
	int64_t entered_us; /* when the last would have come, had all come evenly */
	struct address *buckets[BUCKET_COUNT];
};

int zr_visitors_new(const struct zr_visitors_limits *limits, struct zr_visitors **ret_visitors,
	struct zr_error *error)
{
	assert(limits != NULL && ret_visitors != NULL);
	struct zr_visitors *visitors = calloc(1, sizeof *visitors);
	if (visitors == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a listener");
	}
	visitors->limits = *limits;
	(void)pthread_mutex_init(&visitors->lock, NULL);
	*ret_visitors = visitors;
	return 0;
}

void zr_visitors_free(struct zr_visitors *visitors)
{
	if (visitors != NULL) {
		assert(visitors->first == NULL);
		(void)pthread_mutex_destroy(&visitors->lock);
		free(visitors);
	}
}

static struct address **bucket_of(struct zr_visitors *visitors, const uint8_t *peer)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < ZR_PEER_BYTES; i++) {
		hash = (hash ^ peer[i]) * 16777619u;
	}
	return &visitors->buckets[hash % BUCKET_COUNT];
}

/* The address in the table, put there when it is new; NULL without memory. The lock is held. */
static struct address *find_address(struct zr_visitors *visitors, const uint8_t *peer)
{
	struct address **bucket = bucket_of(visitors, peer);
	for (struct address *address = *bucket; address != NULL; address = address->next) {
		if (memcmp(address->peer, peer, ZR_PEER_BYTES) == 0) {
			return address;
		}
	}
	struct address *address = calloc(1, sizeof *address);
	if (address != NULL) {
		memcpy(address->peer, peer, ZR_PEER_BYTES);
		address->next = *bucket;
		*bucket = address;
	}
	return address;
}

/* The lock is held. */
static void forget_unused(struct zr_visitors *visitors, struct address *address)
{
	if (address->connection_count > 0) {
		return;
	}
	assert(address->body_bytes == 0);
	struct address **link = bucket_of(visitors, address->peer);
	while (*link != address) {
		link = &(*link)->next;
	}
	*link = address->next;
	free(address);
}

/* The lock is held. */
static bool is_full(const struct zr_visitors *visitors, const struct address *address)
{
	if (visitors->limits.count_max != 0 && visitors->count >= visitors->limits.count_max) {
		return true;
	}
	return visitors->limits.connection_count_max != 0 &&
	       address->connection_count >= visitors->limits.connection_count_max &&
	       !zr_peer_is_this_machine(address->peer);
}

/* Whether this one is of a rush that is turned away; else it is counted. The lock is held. Source:
 * ITU-T I.371, annex A (generic cell rate algorithm). */
static bool is_rushing(struct zr_visitors *visitors, const struct address *address, int64_t now_us)
{
	unsigned per_s = visitors->limits.enter_per_s_max;
	if (per_s == 0 || zr_peer_is_this_machine(address->peer)) {
		return false;
	}
	if (visitors->entered_us > now_us + SECOND_US) {
		return true;
	}
	int64_t from_us = visitors->entered_us > now_us ? visitors->entered_us : now_us;
	visitors->entered_us = from_us + SECOND_US / per_s;
	return false;
}

/* The lock is held. */
static void add(struct zr_visitors *visitors, struct zr_visitor *visitor)
{
	visitors->count++;
	visitor->address->connection_count++;
	visitor->next = visitors->first;
	if (visitor->next != NULL) {
		visitor->next->previous = visitor;
	}
	visitors->first = visitor;
}

struct zr_visitor *zr_visitors_enter(struct zr_visitors *visitors, const struct sockaddr *address,
	int fd, int64_t now_us, int64_t deadline_us)
{
	assert(visitors != NULL && address != NULL && fd >= 0);
	uint8_t peer[ZR_PEER_BYTES];
	zr_peer_read(address, peer);
	struct zr_visitor *visitor = calloc(1, sizeof *visitor);
	if (visitor == NULL) {
		return NULL;
	}
	visitor->fd = fd;
	atomic_init(&visitor->deadline_us, deadline_us);
	(void)pthread_mutex_lock(&visitors->lock);
	visitor->address = find_address(visitors, peer);
	bool is_in = visitor->address != NULL && !is_full(visitors, visitor->address) &&
		     !is_rushing(visitors, visitor->address, now_us);
	if (is_in) {
		add(visitors, visitor);
	} else if (visitor->address != NULL) {
		forget_unused(visitors, visitor->address);
	}
	(void)pthread_mutex_unlock(&visitors->lock);
	if (!is_in) {
		free(visitor);
		return NULL;
	}
	return visitor;
}

void zr_visitors_leave(struct zr_visitors *visitors, struct zr_visitor *visitor)
{
	assert(visitors != NULL && visitor != NULL);
	(void)pthread_mutex_lock(&visitors->lock);
	if (visitor->previous != NULL) {
		visitor->previous->next = visitor->next;
	} else {
		assert(visitors->first == visitor);
		visitors->first = visitor->next;
	}
	if (visitor->next != NULL) {
		visitor->next->previous = visitor->previous;
	}
	visitors->count--;
	visitor->address->connection_count--;
	forget_unused(visitors, visitor->address);
	(void)pthread_mutex_unlock(&visitors->lock);
	free(visitor->badge);
	free(visitor);
}

const uint8_t *zr_visitors_peer(const struct zr_visitor *visitor)
{
	assert(visitor != NULL);
	return visitor->address->peer;
}

void zr_visitors_set_deadline(struct zr_visitor *visitor, int64_t deadline_us)
{
	assert(visitor != NULL && deadline_us >= 0);
	atomic_store(&visitor->deadline_us, deadline_us);
}

bool zr_visitors_hold(struct zr_visitors *visitors, struct zr_visitor *visitor, size_t bytes)
{
	assert(visitors != NULL && visitor != NULL);
	size_t bytes_max = visitors->limits.body_bytes_max;
	struct address *address = visitor->address;
	(void)pthread_mutex_lock(&visitors->lock);
	bool is_held = bytes_max == 0 || zr_peer_is_this_machine(address->peer) ||
		       address->body_bytes + bytes <= bytes_max;
	address->body_bytes += is_held ? bytes : 0;
	(void)pthread_mutex_unlock(&visitors->lock);
	return is_held;
}

void zr_visitors_drop(struct zr_visitors *visitors, struct zr_visitor *visitor, size_t bytes)
{
	assert(visitors != NULL && visitor != NULL);
	(void)pthread_mutex_lock(&visitors->lock);
	assert(visitor->address->body_bytes >= bytes);
	visitor->address->body_bytes -= bytes;
	(void)pthread_mutex_unlock(&visitors->lock);
}

void zr_visitors_sweep(struct zr_visitors *visitors, int64_t now_us)
{
	assert(visitors != NULL && now_us > 0);
	(void)pthread_mutex_lock(&visitors->lock);
	for (struct zr_visitor *visitor = visitors->first; visitor != NULL;
		visitor = visitor->next) {
		int64_t deadline_us = atomic_load(&visitor->deadline_us);
		if (deadline_us != 0 && deadline_us < now_us) {
			(void)shutdown(visitor->fd, SHUT_RDWR);
		}
	}
	(void)pthread_mutex_unlock(&visitors->lock);
}

const void *zr_visitors_badge(const struct zr_visitor *visitor)
{
	assert(visitor != NULL);
	return visitor->badge;
}

void zr_visitors_set_badge(struct zr_visitors *visitors, struct zr_visitor *visitor, void *badge)
{
	assert(visitors != NULL && visitor != NULL);
	assert(badge != NULL && visitor->badge == NULL);
	(void)pthread_mutex_lock(&visitors->lock);
	visitor->badge = badge;
	(void)pthread_mutex_unlock(&visitors->lock);
}

void zr_visitors_cut(struct zr_visitors *visitors, zr_visitors_is *is, const void *whom)
{
	assert(visitors != NULL && is != NULL && whom != NULL);
	(void)pthread_mutex_lock(&visitors->lock);
	for (struct zr_visitor *visitor = visitors->first; visitor != NULL;
		visitor = visitor->next) {
		if (visitor->badge != NULL && is(visitor->badge, whom)) {
			(void)shutdown(visitor->fd, SHUT_RDWR);
		}
	}
	(void)pthread_mutex_unlock(&visitors->lock);
}
