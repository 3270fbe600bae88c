/*
 * Epoll, edge-triggered: each connection is pumped until it would block. Answers are kept whole and
 * read behind the run, for who receives must not slow down who sends.
 */
#include "bench/hub/traffic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "bench/hub/verdict.h"
#include "bench/measure.h"
#include "lib/base/cleanup.h"

enum {
	HEAD_BYTES = 256,
	CHUNK_BYTES = 64 * 1024,
	EVENT_COUNT = 256,
	OPENING_COUNT_MAX = 64, /* connections that shake hands at a time */
	WAIT_MS = 120 * 1000,   /* when nothing moves so long the hub is stuck */
};

struct connection;

struct exchange {
	const struct bench_parcel *parcel;
	struct connection *connection;
	double due_ms;
	double took_ms;
	struct zr_buffer answer; /* its body */
	int status;
	struct exchange *next; /* of the same connection */
};

enum phase {
	CLOSED,
	SHAKING,
	QUIET,
	SENDING,
	AWAITING,
};

struct connection {
	SSL *tls;
	int fd;
	uint32_t tablet;
	enum phase phase;
	struct exchange *first; /* the one under way, or due next */
	struct exchange *last;
	char head[HEAD_BYTES];
	size_t head_bytes;
	size_t sent_bytes; /* of head and body */
	struct zr_buffer received;
};

struct bench_traffic {
	const struct bench_fleet *fleet;
	SSL_CTX *context;
	int poll;
	struct connection *connections;
	size_t capacity;
	size_t count; /* of those that were begun to be opened */
	size_t open_count;
	size_t under_way; /* exchanges that were begun and not answered */
	struct exchange *exchanges;
	size_t exchange_count;
	size_t answered_count;
	double rate; /* exchanges a second; 0: closed */
	double began_ms;
};

static double now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Whether it is only to be waited for. */
static bool is_waiting(struct connection *connection, int result)
{
	int what = SSL_get_error(connection->tls, result);
	if (what == SSL_ERROR_WANT_READ || what == SSL_ERROR_WANT_WRITE) {
		return true;
	}
	(void)fprintf(stderr, "hub-load: TLS error %d, errno %d, phase %d\n", what, errno,
		(int)connection->phase);
	bench_need(false, "the hub ended a connection");
	return false;
}

/* ---- connecting ---- */

static void open_one(
	struct bench_traffic *traffic, struct connection *connection, const struct sockaddr_in *hub)
{
	const struct bench_tablet *tablet = &traffic->fleet->tablets[connection->tablet];
	int one = 1;
	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bench_need(connection->fd >= 0, "no descriptor is left: raise ulimit -n");
	bench_need(connect(connection->fd, (const struct sockaddr *)hub, sizeof *hub) == 0,
		"the hub takes no connection");
	bench_need(
		fcntl(connection->fd, F_SETFL, O_NONBLOCK) == 0 &&
			setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0,
		"a socket");
	connection->tls = SSL_new(traffic->context);
	bench_need(connection->tls != NULL &&
			   SSL_use_certificate(connection->tls, tablet->certificate) == 1 &&
			   SSL_use_PrivateKey(connection->tls, tablet->tls_key) == 1 &&
			   SSL_set_fd(connection->tls, connection->fd) == 1,
		"no memory for a connection");
	SSL_set_connect_state(connection->tls);
	connection->phase = SHAKING;
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
	bench_need(epoll_ctl(traffic->poll, EPOLL_CTL_ADD, connection->fd, &event) == 0, "epoll");
}

static void shake(struct bench_traffic *traffic, struct connection *connection)
{
	int result = SSL_do_handshake(connection->tls);
	if (result == 1) {
		connection->phase = QUIET;
		traffic->open_count++;
	} else {
		(void)is_waiting(connection, result);
	}
}

/* ---- an exchange ---- */

static void begin(struct connection *connection)
{
	const struct bench_parcel *parcel = connection->first->parcel;
	int bytes = snprintf(connection->head, sizeof connection->head,
		"POST /v1/exchange HTTP/1.1\r\nHost: hub\r\n"
		"Content-Type: application/cbor\r\nContent-Length: %llu\r\n\r\n",
		(unsigned long long)parcel->bytes);
	connection->head_bytes = (size_t)bytes;
	connection->sent_bytes = 0;
	connection->phase = SENDING;
	zr_buffer_clear(&connection->received);
}

static bool write_on(struct connection *connection)
{
	const struct bench_parcel *parcel = connection->first->parcel;
	char first[CHUNK_BYTES];
	size_t all = connection->head_bytes + parcel->bytes;
	while (connection->sent_bytes < all) {
		const char *data = NULL;
		size_t bytes = 0;
		if (connection->sent_bytes <
			connection->head_bytes) { /* with some body: one record */
			size_t rest = connection->head_bytes - connection->sent_bytes;
			size_t more = sizeof first - rest;
			more = parcel->bytes < more ? parcel->bytes : more;
			memcpy(first, connection->head + connection->sent_bytes, rest);
			memcpy(first + rest, parcel + 1, more);
			data = first;
			bytes = rest + more;
		} else {
			data = (const char *)(parcel + 1) + connection->sent_bytes -
			       connection->head_bytes;
			bytes = all - connection->sent_bytes;
		}
		int result = SSL_write(connection->tls, data, (int)bytes);
		if (result <= 0) {
			return is_waiting(connection, result) && false;
		}
		connection->sent_bytes += (size_t)result;
	}
	return true;
}

/* Whether all of the answer is there; then its body. */
static bool is_whole(const struct connection *connection, const char **ret_body, size_t *ret_bytes)
{
	const char *head = zr_buffer_text(&connection->received);
	const char *end = strstr(head, "\r\n\r\n");
	if (end == NULL) {
		return false;
	}
	const char *length = strcasestr(head, "\r\nContent-Length:");
	bench_need(length != NULL && length < end, "an answer has no length");
	*ret_body = end + 4;
	*ret_bytes = strtoull(length + strlen("\r\nContent-Length:"), NULL, 10);
	return connection->received.bytes - (size_t)(*ret_body - head) >= *ret_bytes;
}

static bool read_on(struct connection *connection, struct exchange *exchange)
{
	char chunk[CHUNK_BYTES];
	const char *body = NULL;
	size_t bytes = 0;
	while (!is_whole(connection, &body, &bytes)) {
		int result = SSL_read(connection->tls, chunk, sizeof chunk);
		if (result <= 0) {
			return is_waiting(connection, result) && false;
		}
		bench_need(zr_buffer_add(&connection->received, chunk, (size_t)result) == 0,
			"no memory for an answer");
	}
	bench_need(connection->received.bytes > 12, "an answer is none");
	exchange->status = (int)strtol(connection->received.data + 9, NULL, 10);
	bench_need(zr_buffer_add(&exchange->answer, body, bytes) == 0, "no memory for an answer");
	return true;
}

static bool is_due(const struct bench_traffic *traffic, const struct connection *connection)
{
	return connection->first != NULL &&
	       (traffic->rate == 0 || connection->first->due_ms <= now_ms());
}

static void end(struct bench_traffic *traffic, struct connection *connection)
{
	struct exchange *exchange = connection->first;
	exchange->took_ms = now_ms() - exchange->due_ms;
	connection->first = exchange->next;
	if (connection->first != NULL && traffic->rate == 0) {
		connection->first->due_ms = now_ms();
	}
	connection->phase = QUIET;
	traffic->under_way--;
	traffic->answered_count++;
}

static void pump(struct bench_traffic *traffic, struct connection *connection)
{
	if (connection->phase == SHAKING) {
		shake(traffic, connection);
	}
	for (;;) {
		if (connection->phase == QUIET) {
			if (!is_due(traffic, connection)) {
				return;
			}
			begin(connection);
			traffic->under_way++;
		}
		if (connection->phase == SENDING) {
			if (!write_on(connection)) {
				return;
			}
			connection->phase = AWAITING;
		}
		if (connection->phase != AWAITING || !read_on(connection, connection->first)) {
			return;
		}
		end(traffic, connection);
	}
}

/* What comes, for so long at most; false when nothing came. */
static bool turn(struct bench_traffic *traffic, int wait_ms)
{
	struct epoll_event events[EVENT_COUNT];
	int count = epoll_wait(traffic->poll, events, EVENT_COUNT, wait_ms);
	bench_need(count >= 0 || errno == EINTR, "epoll");
	for (int i = 0; i < count; i++) {
		pump(traffic, events[i].data.ptr);
	}
	return count > 0;
}

/* ---- what is to be sent, and how it went ---- */

/* Every parcel over the connection of its tablet; or, to greet, over each connection the first one
 * of its tablet. */
static void lay_out(
	struct bench_traffic *traffic, const struct bench_parcels *parcels, bool is_greeting)
{
	size_t place = 0;
	traffic->exchange_count = is_greeting ? traffic->capacity : parcels->count;
	traffic->answered_count = 0;
	traffic->began_ms = now_ms();
	traffic->exchanges = calloc(traffic->exchange_count, sizeof *traffic->exchanges);
	bench_need(traffic->exchanges != NULL, "no memory for the exchanges");
	for (size_t i = 0; i < traffic->exchange_count; i++) {
		struct exchange *exchange = &traffic->exchanges[i];
		place = is_greeting && i % traffic->fleet->count == 0 ? 0 : place;
		exchange->parcel = bench_parcels_at(parcels, place, &place);
		bench_need(exchange->parcel->tablet < traffic->capacity, "a parcel of nobody");
		exchange->due_ms = traffic->began_ms +
				   (traffic->rate > 0 ? (double)i * 1e3 / traffic->rate : 0);
		struct connection *connection =
			&traffic->connections[is_greeting ? i : exchange->parcel->tablet];
		exchange->connection = connection;
		if (connection->first == NULL) {
			connection->first = exchange;
		} else {
			connection->last->next = exchange;
		}
		connection->last = exchange;
	}
}

/* Begins what came due; the time until the next does. */
static int begin_due(struct bench_traffic *traffic, size_t *next)
{
	double now = now_ms();
	while (*next < traffic->exchange_count && traffic->exchanges[*next].due_ms <= now) {
		pump(traffic, traffic->exchanges[*next].connection);
		++*next;
	}
	if (*next == traffic->exchange_count) {
		return WAIT_MS;
	}
	double left_ms = traffic->exchanges[*next].due_ms - now_ms();
	return left_ms > 0 ? (int)left_ms + 1 : 0;
}

static void keep_score(struct bench_traffic *traffic, struct bench_score *score)
{
	ZR_CLEANUP_FREE double *times = calloc(traffic->exchange_count, sizeof *times);
	bench_need(times != NULL, "no memory for the score");
	for (size_t i = 0; i < traffic->exchange_count; i++) {
		struct exchange *exchange = &traffic->exchanges[i];
		times[i] = exchange->took_ms;
		if (exchange->status == 200) {
			struct bench_verdict verdict;
			bench_verdict_read(traffic->fleet, exchange->parcel->tablet,
				&exchange->answer, &verdict);
			score->record_count += verdict.record_count;
			memcpy(score->epoch, verdict.epoch, sizeof score->epoch);
		} else if (exchange->status == 503) {
			score->busy_count++;
		} else {
			(void)fprintf(stderr, "hub-load: %d %.*s\n", exchange->status,
				(int)exchange->answer.bytes, zr_buffer_text(&exchange->answer));
			bench_need(false, "the hub refuses an exchange");
		}
		zr_buffer_finish(&exchange->answer);
	}
	measure_sort(times, traffic->exchange_count);
	score->exchange_count = traffic->exchange_count;
	score->p50_ms = times[traffic->exchange_count / 2];
	score->p99_ms = times[traffic->exchange_count * 99 / 100];
	score->slowest_ms = times[traffic->exchange_count - 1];
	free(traffic->exchanges);
	traffic->exchanges = NULL;
}

/* ---- from the outside ---- */

static void make(const struct bench_hub *hub, const struct bench_fleet *fleet,
	size_t connection_count, struct bench_traffic *traffic)
{
	*traffic = (struct bench_traffic){.fleet = fleet,
		.context = bench_hub_context(hub),
		.poll = epoll_create1(EPOLL_CLOEXEC),
		.capacity = connection_count,
		.connections = calloc(connection_count, sizeof *traffic->connections)};
	bench_need(traffic->connections != NULL && traffic->poll >= 0, "no memory");
	SSL_CTX_set_mode(traffic->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
						   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
						   SSL_MODE_RELEASE_BUFFERS);
}

size_t bench_traffic_open(const struct bench_hub *hub, const struct bench_fleet *fleet,
	const struct bench_crowd *crowd, struct bench_traffic **ret_traffic)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(hub->port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct bench_traffic *traffic = calloc(1, sizeof *traffic);
	size_t wanted = crowd->connection_count;
	bench_need(traffic != NULL, "no memory");
	make(hub, fleet, wanted, traffic);
	if (crowd->greeting != NULL) {
		lay_out(traffic, crowd->greeting, true);
	}
	double began_ms = now_ms();
	while (traffic->open_count < wanted || traffic->under_way > 0) {
		if (crowd->seconds_max > 0 && now_ms() - began_ms > crowd->seconds_max * 1e3) {
			wanted = traffic->count;
		}
		while (traffic->count < wanted &&
			traffic->count - traffic->open_count < OPENING_COUNT_MAX) {
			struct connection *connection = &traffic->connections[traffic->count];
			connection->tablet = (uint32_t)(traffic->count % fleet->count);
			traffic->count++;
			open_one(traffic, connection, &address);
		}
		bool is_over = traffic->open_count == wanted && traffic->under_way == 0;
		bench_need(is_over || turn(traffic, WAIT_MS), "the hub does not shake hands");
	}
	if (crowd->greeting != NULL) {
		struct bench_score score = {0};
		traffic->exchange_count = wanted;
		keep_score(traffic, &score);
	}
	*ret_traffic = traffic;
	return traffic->count;
}

void bench_traffic_close(struct bench_traffic *traffic)
{
	for (size_t i = 0; i < traffic->count; i++) {
		struct connection *connection = &traffic->connections[i];
		(void)SSL_shutdown(connection->tls);
		SSL_free(connection->tls);
		(void)close(connection->fd);
		zr_buffer_finish(&connection->received);
	}
	(void)close(traffic->poll);
	SSL_CTX_free(traffic->context);
	free(traffic->connections);
	free(traffic);
}

void bench_traffic_send(struct bench_traffic *traffic, const struct bench_parcels *parcels,
	double rate, struct bench_score *ret_score)
{
	size_t next = 0;
	traffic->rate = rate;
	lay_out(traffic, parcels, false);
	while (traffic->answered_count < traffic->exchange_count) {
		int wait_ms = begin_due(traffic, &next);
		bool is_alive = turn(traffic, wait_ms);
		bench_need(is_alive || wait_ms < WAIT_MS ||
				   traffic->answered_count == traffic->exchange_count,
			"the hub does not answer");
	}
	*ret_score = (struct bench_score){.seconds = (now_ms() - traffic->began_ms) / 1e3};
	keep_score(traffic, ret_score);
}
