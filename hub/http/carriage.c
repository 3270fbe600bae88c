/*
 * libmicrohttpd calls zr_carriage_handle() at least twice a request: at its head, for each piece of
 * body, and at its end. At the end the connection is suspended before the request is pushed, so
 * that the worker's resume can never come first; after the resume it is called again and finds the
 * answer. A long answer goes the same way for each of its pieces, from take_piece(). Invariant: a
 * request is either here or with the workers, told by is_out.
 */
#include "hub/http/carriage.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "hub/http/forwarded.h"
#include "lib/http/head.h"
#include "hub/http/response.h"
#include "lib/http/visitors.h"
#include "hub/watch/tally.h"
#include "lib/base/limits.h"

#define PATIENCE 10 /* bodies' worth that is read and dropped */

/* A request's first line, as the library cut it. */
struct first_line {
	const char *method;
	const char *path;
	const char *version;
};

/* What a connection carries through its request. */
struct carriage {
	const struct zr_carriage_way *way;
	struct zr_request *request;
	const struct zr_route *route;
	struct zr_visitor *visitor; /* whose connection it is */
	int64_t started_us;
	size_t counted_bytes; /* of the body, in body_bytes below */
	size_t taken_bytes;   /* of the answer's present piece, by the client */
	bool is_out;          /* with the workers */
};

/* Bytes of all bodies now held: the one thing that all listeners share. */
static atomic_size_t body_bytes;

static int64_t now_us(clockid_t clock)
{
	struct timespec now;
	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t deadline_in(int64_t seconds)
{
	return now_us(CLOCK_MONOTONIC) + seconds * 1000000;
}

static enum MHD_Result add_argument(
	void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	return zr_request_add_argument(user, name, value) == 0 ? MHD_YES : MHD_NO;
}

/* NULL when it did not come, is too long, or there is no memory: then it does not count. */
static char *copy_field(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
	return value != NULL && strlen(value) <= ZR_HTTP_FIELD_BYTES_MAX ? strdup(value) : NULL;
}

static void read_head(struct zr_request *request, struct MHD_Connection *connection)
{
	(void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, request);
	const char *session =
		MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, "zarya-session");
	if (session != NULL && strlen(session) <= ZR_SESSION_TEXT_BYTES) {
		(void)snprintf(request->session, sizeof request->session, "%s", session);
	}
	const char *authorization =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
	if (authorization != NULL && strncasecmp(authorization, "Bearer ", 7) == 0 &&
		strlen(authorization + 7) <= ZR_BEARER_TEXT_BYTES) {
		(void)snprintf(request->bearer, sizeof request->bearer, "%s", authorization + 7);
	}
	request->has_zarya_header =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Zarya") != NULL;
	if ((request->flags & ZR_REQUEST_OPENROSA) != 0) {
		request->fields.authorization = copy_field(connection, "Authorization");
		request->fields.content_type = copy_field(connection, "Content-Type");
		request->fields.host = copy_field(connection, "Host");
	}
}

static enum zr_method method_for(const char *name)
{
	if (strcmp(name, "GET") == 0 || strcmp(name, "HEAD") == 0) {
		return ZR_METHOD_GET;
	}
	if (strcmp(name, "POST") == 0) {
		return ZR_METHOD_POST;
	}
	return strcmp(name, "PUT") == 0 ? ZR_METHOD_PUT : 0;
}

static void on_done(struct zr_request *request)
{
	struct MHD_Connection *connection = request->connection;
	MHD_resume_connection(connection);
}

static void refuse(struct zr_request *request, int code, const char *sentence)
{
	struct zr_error error;
	(void)zr_error_set(&error, code, "%s", sentence);
	zr_request_answer_error(request, &error);
}

static void refuse_size(struct zr_request *request, const struct zr_route *route)
{
	char sentence[120];
	(void)snprintf(sentence, sizeof sentence,
		"what was sent is larger than this address takes: at most %zu bytes",
		route->body_bytes_max);
	refuse(request, ZR_E_LIMIT, sentence);
}

static struct zr_queue *queue_for(
	const struct zr_carriage_way *way, const struct zr_request *request, bool is_begun)
{
	if ((request->flags & ZR_REQUEST_LIVE) != 0 && is_begun) {
		return way->live;
	}
	if ((request->flags & ZR_REQUEST_HASH) != 0) {
		return way->hashing;
	}
	return (request->flags & ZR_REQUEST_SLOW) != 0 ? way->slow : way->workers;
}

/* To the workers, and back by on_done(): suspended before, so that the resume cannot come first. An
 * answer that has begun is not broken off because others wait, too. */
static void hand_over(struct carriage *carriage, bool is_begun)
{
	struct zr_request *request = carriage->request;
	const struct zr_carriage_way *way = carriage->way;
	struct zr_queue *queue = queue_for(way, request, is_begun);
	MHD_suspend_connection(request->connection);
	carriage->is_out = true;
	int code = is_begun ? zr_queue_go_on(queue, request) : zr_queue_push(queue, request);
	if (code != 0) {
		refuse(request, ZR_E_BUSY, "the hub is busy; try again later");
		MHD_resume_connection(request->connection);
	}
}

/* A client that reads an answer byte by byte holds it in our memory as long. */
static void set_reading_deadline(const struct carriage *carriage)
{
	size_t bytes = zr_response_count_bytes(&carriage->request->answer);
	zr_visitors_set_deadline(carriage->visitor,
		deadline_in(ZR_HUB_BODY_GRACE_S + (int64_t)(bytes / ZR_HUB_BODY_BYTES_PER_S)));
}

/* What the client takes of an answer that is still being made; when it has all, more is asked for.
 */
static ssize_t take_piece(void *user, uint64_t position, char *room, size_t room_bytes)
{
	(void)position;
	struct carriage *carriage = user;
	struct zr_answer *answer = &carriage->request->answer;
	size_t left = answer->body.bytes - carriage->taken_bytes;
	if (answer->code != 0) {
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (left == 0 && answer->more == NULL) {
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (left == 0) {
		zr_buffer_clear(&answer->body);
		carriage->taken_bytes = 0;
		zr_visitors_set_deadline(carriage->visitor, 0); /* it waits for us */
		carriage->request->handler = answer->more;
		hand_over(carriage, true);
		return 0;
	}
	if (carriage->taken_bytes == 0) {
		set_reading_deadline(carriage);
	}
	size_t bytes = left < room_bytes ? left : room_bytes;
	memcpy(room, answer->body.data + carriage->taken_bytes, bytes);
	carriage->taken_bytes += bytes;
	return (ssize_t)bytes;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, struct carriage *carriage)
{
	struct zr_answer *answer = &carriage->request->answer;
	assert(answer->status != 0);
	set_reading_deadline(carriage);
	zr_tally_answer(
		(carriage->way->route_flag & ZR_REQUEST_DEVICE) != 0, answer->status, answer->code);
	struct MHD_Response *response = zr_response_make(answer, take_piece, carriage);
	if (response == NULL) {
		return MHD_NO;
	}
	enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result look_at_header(
	void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	zr_head_add(user, name, value != NULL ? value : "");
	return MHD_YES;
}

/* True when the head was refused: its connection ends with the answer, since nobody can say where
 * the next request begins. The library itself takes the first of two lengths and goes on. */
static bool refuse_head(struct zr_request *request, const char *version)
{
	struct zr_head head = {0};
	struct zr_error error = {0};
	(void)MHD_get_connection_values(
		request->connection, MHD_HEADER_KIND, look_at_header, &head);
	if (zr_head_check(&head, strcmp(version, "HTTP/1.1") == 0, &error) == 0) {
		return false;
	}
	zr_request_answer_error(request, &error);
	request->answer.is_last = true;
	return true;
}

/* Who speaks, by the certificate that its connection was opened with. */
static void recognise(const struct zr_carriage_way *way, struct carriage *carriage)
{
	struct zr_request *request = carriage->request;
	if (zr_visitors_badge(carriage->visitor) == NULL) {
		struct zr_credential *shown = calloc(1, sizeof *shown);
		if (shown == NULL) {
			refuse(request, ZR_E_NOMEM, "no memory to read the certificate");
			return;
		}
		zr_credential_read(request->connection, shown);
		zr_visitors_set_badge(way->visitors, carriage->visitor, shown);
	}
	const struct zr_credential *credential = zr_visitors_badge(carriage->visitor);
	request->has_device = credential->has_device;
	memcpy(request->device, credential->device, sizeof request->device);
	memcpy(request->certificate_key, credential->key, sizeof request->certificate_key);
	if (!request->has_device && (request->flags & ZR_REQUEST_CERTIFIED) != 0) {
		refuse(request, ZR_E_CERTIFICATE,
			credential->is_expired
				? "this tablet's certificate ran out, or begins later; renew it"
				: "this needs the tablet's certificate; renew it, or enrol");
	}
}

/* Finds the route and refuses at the head what needs no body. */
static struct carriage *begin(const struct zr_carriage_way *way, struct MHD_Connection *connection,
	const struct first_line *line)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct zr_visitor *visitor = info != NULL ? info->socket_context : NULL;
	if (visitor == NULL) {
		return NULL; /* turned away, and its first bytes were here before */
	}
	struct carriage *carriage = calloc(1, sizeof *carriage);
	struct zr_request *request = zr_request_new(method_for(line->method), line->path);
	if (carriage == NULL || request == NULL) {
		free(carriage);
		zr_request_free(request);
		return NULL;
	}
	zr_visitors_set_deadline(visitor, 0);
	carriage->way = way;
	request->is_head = strcmp(line->method, "HEAD") == 0;
	carriage->request = request;
	carriage->visitor = visitor;
	carriage->started_us = now_us(CLOCK_MONOTONIC);
	request->connection = connection;
	request->on_done = on_done;
	request->flags = way->route_flag;
	if (refuse_head(request, line->version)) {
		return carriage;
	}
	int code = zr_route_find(way->routes, way->route_flag, request, &carriage->route);
	if (code == ZR_E_UNSUPPORTED) {
		refuse(request, code, "this address does not take that method");
		request->answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
		request->answer.allow = "GET, HEAD, POST, PUT";
		return carriage;
	}
	if (code != 0) {
		refuse(request, code, "there is nothing at this address");
		return carriage;
	}
	request->flags = carriage->route->flags;
	request->handler = carriage->route->handler;
	request->right = carriage->route->right;
	read_head(request, connection);
	memcpy(request->peer, zr_visitors_peer(visitor), sizeof request->peer);
	request->is_secure = way->is_secure;
	request->answer.is_strict = way->is_strict;
	if (way->is_behind_proxy) {
		zr_forwarded_read(request, connection);
	}
	if (way->asks_for_certificates) {
		recognise(way, carriage);
	}
	const char *length =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
	size_t bytes_max = carriage->route->body_bytes_max;
	/* A phone that is cut off in the middle of its film never reads why: it is heard out. */
	bytes_max *= (request->flags & ZR_REQUEST_OPENROSA) != 0 ? PATIENCE : 1;
	if (request->answer.status == 0 && length != NULL &&
		strtoull(length, NULL, 10) > bytes_max) {
		refuse_size(request, carriage->route);
	}
	return carriage;
}

/* Whether the client has been sending for longer than even a poor link needs. */
static bool is_dribbling(const struct carriage *carriage)
{
	int64_t spent_us = now_us(CLOCK_MONOTONIC) - carriage->started_us;
	int64_t allowed_us =
		(int64_t)ZR_HUB_BODY_GRACE_S * 1000000 +
		(int64_t)(carriage->request->body.bytes / ZR_HUB_BODY_BYTES_PER_S) * 1000000;
	return spent_us > allowed_us;
}

/* Whether there is room for them, of all addresses and of this one; then they are counted. */
static bool hold(const struct zr_carriage_way *way, struct carriage *carriage, size_t bytes)
{
	if (atomic_fetch_add(&body_bytes, bytes) + bytes > ZR_HUB_BODY_BYTES_MAX ||
		!zr_visitors_hold(way->visitors, carriage->visitor, bytes)) {
		(void)atomic_fetch_sub(&body_bytes, bytes);
		return false;
	}
	carriage->counted_bytes += bytes;
	return true;
}

static enum MHD_Result take_body(const struct zr_carriage_way *way, struct carriage *carriage,
	const char *data, size_t bytes)
{
	struct zr_request *request = carriage->request;
	if (is_dribbling(carriage)) {
		return MHD_NO;
	}
	if (request->answer.status != 0) {
		return MHD_YES; /* refused already: the rest is read and dropped */
	}
	if (request->body.bytes + bytes > carriage->route->body_bytes_max) {
		refuse_size(request, carriage->route);
		return MHD_YES;
	}
	if (!hold(way, carriage, bytes)) {
		refuse(request, ZR_E_BUSY, "the hub is busy; try again later");
		return MHD_YES;
	}
	if (zr_buffer_add(&request->body, data, bytes) != 0) {
		refuse(request, ZR_E_NOMEM, "the hub is short of memory; try again later");
	}
	return MHD_YES;
}

enum MHD_Result zr_carriage_handle(void *user, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *data_bytes,
	void **connection_state)
{
	const struct zr_carriage_way *way = user;
	struct carriage *carriage = *connection_state;
	if (carriage == NULL) {
		const struct first_line line = {.method = method, .path = url, .version = version};
		carriage = begin(way, connection, &line);
		*connection_state = carriage;
		if (carriage == NULL) {
			return MHD_NO;
		}
		return carriage->request->answer.status != 0 ? send_answer(connection, carriage)
							     : MHD_YES;
	}
	if (*data_bytes > 0) {
		enum MHD_Result result = take_body(way, carriage, data, *data_bytes);
		*data_bytes = 0;
		return result;
	}
	if (carriage->is_out || carriage->request->answer.status != 0) {
		carriage->is_out = false;
		return send_answer(connection, carriage);
	}
	carriage->request->now_us = now_us(CLOCK_REALTIME);
	hand_over(carriage, false);
	return MHD_YES;
}

void zr_carriage_complete(void *user, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode how)
{
	(void)connection;
	(void)how;
	const struct zr_carriage_way *way = user;
	struct carriage *carriage = *state;
	*state = NULL;
	if (carriage == NULL) {
		return;
	}
	(void)atomic_fetch_sub(&body_bytes, carriage->counted_bytes);
	zr_visitors_drop(way->visitors, carriage->visitor, carriage->counted_bytes);
	/* The next head may be long in coming, and is then to come at once. */
	zr_visitors_set_deadline(
		carriage->visitor, deadline_in(ZR_HUB_CONNECTION_IDLE_S + ZR_HUB_HEAD_S));
	zr_request_free(carriage->request);
	free(carriage);
}
