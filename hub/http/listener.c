/*
 * The listener over libmicrohttpd.
 *
 * libmicrohttpd calls handle_access() at least twice a request: at its head, for each piece of
 * body, and at its end. At the end the connection is suspended before the request is pushed, so
 * that the worker's resume can never come first; after the resume handle_access() is called again
 * and finds the answer. Invariant: a request is either here or with the workers, told by is_out.
 */
#include "hub/http/listener.h"

#include <assert.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <time.h>

#include <microhttpd.h>

#include "hub/http/forwarded.h"
#include "hub/http/head.h"
#include "hub/http/visitors.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-SHA1:%SAFE_RENEGOTIATION"

struct zr_listener {
	struct MHD_Daemon *daemon;
	const struct zr_route *routes;
	unsigned route_flag;
	struct zr_queue *workers;
	struct zr_queue *slow;
	struct zr_visitors *visitors;
	bool is_secure;
	bool is_behind_proxy;
	MHD_socket quiet_socket; /* after quiesce; MHD_INVALID_SOCKET before */
};

/* A request's first line, as the library cut it. */
struct first_line {
	const char *method;
	const char *path;
	const char *version;
};

/* What a connection carries through its request. */
struct carriage {
	struct zr_request *request;
	const struct zr_route *route;
	struct zr_visitor *visitor; /* whose connection it is */
	int64_t started_us;
	size_t counted_bytes; /* of the body, in body_bytes below */
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

static void read_head(struct zr_request *request, struct MHD_Connection *connection)
{
	(void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, request);
	const char *session =
		MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, "zarya-session");
	if (session != NULL && strlen(session) <= ZR_SESSION_TEXT_BYTES) {
		(void)snprintf(request->session, sizeof request->session, "%s", session);
	}
	request->has_zarya_header =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Zarya") != NULL;
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

/* Tablets look at none of what keeps a browser in its bounds, and pay for each byte of it. */
static bool is_for_browser(const struct zr_answer *answer)
{
	return strncmp(answer->type, "application/cbor", 16) != 0;
}

static void add_headers(struct MHD_Response *response, const struct zr_answer *answer)
{
	const struct {
		const char *name;
		const char *value;
		bool is_browsers; /* left out for tablets */
	} headers[] = {
		{"Content-Type", answer->type, false},
		{"Cache-Control", answer->cache != NULL ? answer->cache : "no-store", false},
		{"Set-Cookie", answer->cookie, false},
		{"Content-Disposition", answer->disposition, false},
		{"Allow", answer->allow, false},
		{"X-Content-Type-Options", "nosniff", false},
		{"X-Frame-Options", "DENY", true},
		{"Referrer-Policy", "no-referrer", true},
		{"Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
			"frame-ancestors 'none'",
			true},
	};
	bool is_browser = is_for_browser(answer);
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		const char *value = headers[i].value;
		if (value != NULL && value[0] != '\0' && (is_browser || !headers[i].is_browsers)) {
			(void)MHD_add_response_header(response, headers[i].name, value);
		}
	}
	if (answer->is_last) {
		(void)MHD_add_response_header(response, "Connection", "close");
	}
	if (answer->retry_after_s != 0) {
		char text[16];
		(void)snprintf(text, sizeof text, "%u", answer->retry_after_s);
		(void)MHD_add_response_header(response, "Retry-After", text);
	}
}

/* libmicrohttpd closes the file when the response ends. */
static struct MHD_Response *make_file_response(struct zr_answer *answer)
{
	struct stat facts;
	struct MHD_Response *response = NULL;
	if (fstat(answer->file, &facts) == 0) {
		response = MHD_create_response_from_fd64((uint64_t)facts.st_size, answer->file);
	}
	if (response != NULL) {
		answer->file = 0; /* moved */
	}
	return response;
}

static struct MHD_Response *make_response(struct zr_answer *answer)
{
	struct MHD_Response *response = NULL;
	if (answer->file > 0) {
		response = make_file_response(answer);
	} else if (answer->borrowed_body != NULL) {
		response = MHD_create_response_from_buffer(answer->borrowed_bytes,
			(void *)(uintptr_t)answer->borrowed_body, MHD_RESPMEM_PERSISTENT);
	} else {
		response = MHD_create_response_from_buffer(
			answer->body.bytes, answer->body.data, MHD_RESPMEM_MUST_FREE);
		if (response != NULL) {
			answer->body = (struct zr_buffer){0}; /* moved */
		}
	}
	return response;
}

static size_t count_answer_bytes(const struct zr_answer *answer)
{
	struct stat facts;
	if (answer->file > 0) {
		return fstat(answer->file, &facts) == 0 ? (size_t)facts.st_size : 0;
	}
	return answer->borrowed_body != NULL ? answer->borrowed_bytes : answer->body.bytes;
}

/* A client that reads an answer byte by byte holds it in our memory as long. */
static enum MHD_Result send_answer(struct MHD_Connection *connection, struct carriage *carriage)
{
	struct zr_answer *answer = &carriage->request->answer;
	assert(answer->status != 0);
	int64_t allowed_s = ZR_HUB_BODY_GRACE_S +
			    (int64_t)(count_answer_bytes(answer) / ZR_HUB_BODY_BYTES_PER_S);
	struct MHD_Response *response = make_response(answer);
	if (response == NULL) {
		return MHD_NO;
	}
	zr_visitors_set_deadline(carriage->visitor, deadline_in(allowed_s));
	add_headers(response, answer);
	enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
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

/* Finds the route and refuses at the head what needs no body. */
static struct carriage *begin(struct zr_listener *listener, struct MHD_Connection *connection,
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
	carriage->request = request;
	carriage->visitor = visitor;
	carriage->started_us = now_us(CLOCK_MONOTONIC);
	request->connection = connection;
	request->on_done = on_done;
	request->flags = listener->route_flag;
	if (refuse_head(request, line->version)) {
		return carriage;
	}
	int code = zr_route_find(listener->routes, listener->route_flag, request, &carriage->route);
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
	read_head(request, connection);
	memcpy(request->peer, zr_visitors_peer(visitor), sizeof request->peer);
	request->is_secure = listener->is_secure;
	if (listener->is_behind_proxy) {
		zr_forwarded_read(request, connection);
	}
	const char *length =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
	if (length != NULL && strtoull(length, NULL, 10) > carriage->route->body_bytes_max) {
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
static bool hold(struct zr_listener *listener, struct carriage *carriage, size_t bytes)
{
	if (atomic_fetch_add(&body_bytes, bytes) + bytes > ZR_HUB_BODY_BYTES_MAX ||
		!zr_visitors_hold(listener->visitors, carriage->visitor, bytes)) {
		(void)atomic_fetch_sub(&body_bytes, bytes);
		return false;
	}
	carriage->counted_bytes += bytes;
	return true;
}

static enum MHD_Result take_body(
	struct zr_listener *listener, struct carriage *carriage, const char *data, size_t bytes)
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
	if (!hold(listener, carriage, bytes)) {
		refuse(request, ZR_E_BUSY, "the hub is busy; try again later");
		return MHD_YES;
	}
	if (zr_buffer_add(&request->body, data, bytes) != 0) {
		refuse(request, ZR_E_NOMEM, "the hub is short of memory; try again later");
	}
	return MHD_YES;
}

static enum MHD_Result dispatch(struct zr_listener *listener, struct carriage *carriage)
{
	struct zr_request *request = carriage->request;
	struct MHD_Connection *connection = request->connection;
	request->now_us = now_us(CLOCK_REALTIME);
	MHD_suspend_connection(connection);
	carriage->is_out = true;
	bool is_slow = (request->flags & ZR_REQUEST_SLOW) != 0;
	if (zr_queue_push(is_slow ? listener->slow : listener->workers, request) != 0) {
		refuse(request, ZR_E_BUSY, "the hub is busy; try again later");
		MHD_resume_connection(connection);
	}
	return MHD_YES;
}

static enum MHD_Result handle_access(void *user, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *data_bytes,
	void **connection_state)
{
	struct zr_listener *listener = user;
	struct carriage *carriage = *connection_state;
	if (carriage == NULL) {
		const struct first_line line = {.method = method, .path = url, .version = version};
		carriage = begin(listener, connection, &line);
		*connection_state = carriage;
		if (carriage == NULL) {
			return MHD_NO;
		}
		return carriage->request->answer.status != 0 ? send_answer(connection, carriage)
							     : MHD_YES;
	}
	if (*data_bytes > 0) {
		enum MHD_Result result = take_body(listener, carriage, data, *data_bytes);
		*data_bytes = 0;
		return result;
	}
	if (carriage->is_out || carriage->request->answer.status != 0) {
		carriage->is_out = false;
		return send_answer(connection, carriage);
	}
	return dispatch(listener, carriage);
}

static void handle_completed(void *user, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode how)
{
	(void)connection;
	(void)how;
	struct zr_listener *listener = user;
	struct carriage *carriage = *state;
	*state = NULL;
	if (carriage == NULL) {
		return;
	}
	(void)atomic_fetch_sub(&body_bytes, carriage->counted_bytes);
	zr_visitors_drop(listener->visitors, carriage->visitor, carriage->counted_bytes);
	/* The next head may be long in coming, and is then to come at once. */
	zr_visitors_set_deadline(
		carriage->visitor, deadline_in(ZR_HUB_CONNECTION_IDLE_S + ZR_HUB_HEAD_S));
	zr_request_free(carriage->request);
	free(carriage);
}

/* The library turns nobody away by itself here: a socket that is shut ends like one that the client
 * closed. Its end is told before the socket is closed, so that no sweep meets another's. */
static void on_connection(void *user, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	struct zr_listener *listener = user;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*socket_context != NULL) {
			zr_visitors_leave(listener->visitors, *socket_context);
			*socket_context = NULL;
		}
		return;
	}
	const union MHD_ConnectionInfo *address =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const union MHD_ConnectionInfo *socket =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	assert(address != NULL && socket != NULL);
	*socket_context = zr_visitors_enter(listener->visitors, address->client_addr,
		socket->connect_fd, deadline_in(ZR_HUB_HEAD_S));
	if (*socket_context == NULL) {
		(void)shutdown(socket->connect_fd, SHUT_RDWR);
	}
}

/* A bound, listening socket for "host:port". */
static int bind_address(const char *address, int *ret_fd, struct zr_error *error)
{
	char host[128];
	const char *colon = strrchr(address, ':');
	size_t length = colon != NULL ? (size_t)(colon - address) : 0;
	if (colon == NULL || length == 0 || length >= sizeof host) {
		return zr_error_set(error, ZR_E_INVALID,
			"\"%s\" is no address to listen on; write HOST:PORT", address);
	}
	bool is_bracketed = address[0] == '[' && address[length - 1] == ']';
	(void)snprintf(host, sizeof host, "%.*s", (int)(length - (is_bracketed ? 2 : 0)),
		address + (is_bracketed ? 1 : 0));
	struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"\"%s\" is no address to listen on; write HOST:PORT", address);
	}
	ZR_CLEANUP_CLOSE int fd =
		socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	int failed = fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
		     bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1024) != 0;
	freeaddrinfo(found);
	if (failed) {
		return zr_error_set(
			error, ZR_E_IO, "cannot listen on %s: %m; is a hub running?", address);
	}
	*ret_fd = ZR_TAKE_FD(fd);
	return 0;
}

static struct MHD_Daemon *start_daemon(
	const struct zr_listener_options *options, struct zr_listener *listener, int fd)
{
	struct MHD_OptionItem items[13];
	size_t count = 0;
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, fd, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->connection_count_max, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, ZR_HUB_CONNECTION_BYTES, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_TIMEOUT, ZR_HUB_CONNECTION_IDLE_S, NULL};
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)handle_completed, listener};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, listener};
	if (options->thread_count > 1) {
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)options->thread_count, NULL};
	}
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	if (options->is_verbose) {
		flags |= MHD_USE_ERROR_LOG;
	}
	if (options->certificate_pem != NULL) {
		flags |= MHD_USE_TLS;
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate_pem};
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key_pem};
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES};
	}
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	assert(count <= sizeof items / sizeof items[0]);
	return MHD_start_daemon(flags, 0, NULL, NULL, handle_access, listener, MHD_OPTION_ARRAY,
		items, MHD_OPTION_END);
}

int zr_listener_open(const struct zr_listener_options *options, struct zr_listener **ret_listener,
	struct zr_error *error)
{
	assert(options != NULL && options->routes != NULL);
	assert(options->workers != NULL && options->slow != NULL);
	struct zr_listener *listener = calloc(1, sizeof *listener);
	if (listener == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a listener");
	}
	listener->routes = options->routes;
	listener->route_flag = options->route_flag;
	listener->workers = options->workers;
	listener->slow = options->slow;
	listener->is_secure = options->certificate_pem != NULL;
	listener->is_behind_proxy = options->is_behind_proxy;
	listener->quiet_socket = MHD_INVALID_SOCKET;
	ZR_CLEANUP_CLOSE int fd = -1;
	const struct zr_visitors_limits limits = {
		.connection_count_max = options->address_connection_count_max,
		.body_bytes_max = ZR_HUB_ADDRESS_BODY_BYTES_MAX};
	int code = zr_visitors_new(&limits, &listener->visitors, error);
	if (code == 0) {
		code = bind_address(options->address, &fd, error);
	}
	if (code == 0) {
		listener->daemon = start_daemon(options, listener, fd);
		if (listener->daemon == NULL) {
			code = zr_error_set(error, ZR_E_IO, "cannot start the HTTP server on %s",
				options->address);
		}
	}
	if (code != 0) {
		zr_visitors_free(listener->visitors);
		free(listener);
		return code;
	}
	(void)ZR_TAKE_FD(fd); /* the daemon's now */
	*ret_listener = listener;
	return 0;
}

unsigned zr_listener_port(const struct zr_listener *listener)
{
	assert(listener != NULL);
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_LISTEN_FD);
	struct sockaddr_storage address = {0};
	socklen_t bytes = sizeof address;
	if (info == NULL ||
		getsockname(info->listen_fd, (struct sockaddr *)&address, &bytes) != 0) {
		return 0;
	}
	char port[16] = "0";
	(void)getnameinfo(
		(struct sockaddr *)&address, bytes, NULL, 0, port, sizeof port, NI_NUMERICSERV);
	return (unsigned)strtoul(port, NULL, 10);
}

void zr_listener_sweep(struct zr_listener *listener)
{
	assert(listener != NULL);
	zr_visitors_sweep(listener->visitors, now_us(CLOCK_MONOTONIC));
}

void zr_listener_quiesce(struct zr_listener *listener)
{
	if (listener != NULL && listener->quiet_socket == MHD_INVALID_SOCKET) {
		listener->quiet_socket = MHD_quiesce_daemon(listener->daemon);
	}
}

void zr_listener_close(struct zr_listener *listener)
{
	if (listener == NULL) {
		return;
	}
	MHD_stop_daemon(listener->daemon);
	if (listener->quiet_socket != MHD_INVALID_SOCKET) {
		(void)close(listener->quiet_socket);
	}
	zr_visitors_free(listener->visitors);
	free(listener);
}
