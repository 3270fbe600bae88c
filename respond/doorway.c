/*
 * libmicrohttpd calls handle() at the head of a request, for each piece of its body, and at its
 * end. There the connection is suspended before the request is put to the clerk, so that its resume
 * can never come first; after it handle() is called once more and finds the answer.
 */
#include "respond/doorway.h"

#include <assert.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits_respond.h"
#include "lib/http/endpoint.h"
#include "lib/http/head.h"
#include "lib/http/peer.h"
#include "lib/http/visitors.h"
#include "respond/core/permit.h"
#include "respond/page/show.h"

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-SHA1:%SAFE_RENEGOTIATION"

struct zr_doorway {
	struct MHD_Daemon *daemon;
	struct zr_doorway_options options;
	struct zr_rounds *rounds;
	struct zr_visitors *visitors;
	gnutls_datum_t
		ticket_key; /* seals what browsers keep of their TLS sessions; renewed within */
};

/* What a connection carries through its request. */
struct carriage {
	struct zr_inquiry call;
	struct zr_visitor *visitor; /* whose connection it is */
	size_t held_bytes;          /* of its body, counted for its address */
	struct zr_buffer body;
	char *path;
	bool is_put;      /* to the clerk, and the answer is there when it is seen again */
	unsigned refused; /* the status that it gets, whatever comes; 0 */
};

static void carriage_free(struct carriage *carriage)
{
	if (carriage != NULL) {
		zr_fields_finish(&carriage->call.query);
		zr_fields_finish(&carriage->call.form);
		zr_buffer_wipe(&carriage->call.body);
		zr_buffer_wipe(&carriage->body);
		free(carriage->path);
		explicit_bzero(carriage, sizeof *carriage);
		free(carriage);
	}
}

static int64_t clock_us(clockid_t clock)
{
	struct timespec now;
	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t deadline_in(int64_t seconds)
{
	return clock_us(CLOCK_MONOTONIC) + seconds * 1000000;
}

/* So many bytes, from now on or in all. */
static void set_moving_deadline(struct zr_visitor *visitor, size_t bytes)
{
	int64_t rest_s = (int64_t)(bytes / ZR_RESPOND_BODY_BYTES_PER_S);
	zr_visitors_set_deadline(visitor, deadline_in(ZR_RESPOND_BODY_GRACE_S + rest_s));
}

/* ---- the head ---- */

static enum MHD_Result add_argument(
	void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	struct carriage *carriage = user;
	if (zr_fields_add(&carriage->call.query, name, value != NULL ? value : "", NULL) != 0) {
		carriage->refused = 400;
	}
	return MHD_YES;
}

static enum MHD_Result add_header(
	void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	zr_head_add(user, name, value != NULL ? value : "");
	return MHD_YES;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
	return value != NULL ? value : "";
}

/* A browser says from which site a form was sent; one that does not is an old one, or a program. */
static bool is_foreign(struct MHD_Connection *connection)
{
	const char *origin = header(connection, "Origin");
	const char *site = header(connection, "Sec-Fetch-Site");
	const char *host = strstr(origin, "://");
	if (strcmp(site, "cross-site") == 0 || strcmp(site, "same-site") == 0) {
		return true;
	}
	return origin[0] != '\0' &&
	       (host == NULL || strcmp(host + 3, header(connection, "Host")) != 0);
}

static void read_peer(
	const struct zr_doorway *door, struct MHD_Connection *connection, struct zr_inquiry *call)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	zr_peer_read(info->client_addr, call->peer);
	call->is_secure = door->options.certificate_pem != NULL;
	if (door->options.is_behind_proxy && zr_peer_is_this_machine(call->peer)) {
		/* The last is what our own proxy saw. */
		const char *list = header(connection, "X-Forwarded-For");
		const char *comma = strrchr(list, ',');
		const char *last = comma != NULL ? comma + 1 : list;
		(void)zr_peer_parse(last + strspn(last, " "), call->peer);
		call->is_secure = strcmp(header(connection, "X-Forwarded-Proto"), "https") == 0;
	}
}

static void read_head(
	const struct zr_doorway *door, struct MHD_Connection *connection, struct carriage *carriage)
{
	struct zr_inquiry *call = &carriage->call;
	(void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument, carriage);
	read_peer(door, connection, call);
	const char *cookie = MHD_lookup_connection_value(
		connection, MHD_COOKIE_KIND, zr_permit_name_cookie(call->is_secure));
	if (cookie != NULL && strlen(cookie) < sizeof call->cookie) {
		memcpy(call->cookie, cookie, strlen(cookie) + 1);
	}
	const char *language = header(connection, "Accept-Language");
	if (strlen(language) >= 2) {
		memcpy(call->language, language, 2);
	}
	if (call->is_post && is_foreign(connection)) {
		carriage->refused = MHD_HTTP_FORBIDDEN;
	}
	const char *type = header(connection, "Content-Type");
	const char form[] = "application/x-www-form-urlencoded";
	if (call->is_post && strncasecmp(type, form, sizeof form - 1) != 0) {
		carriage->refused = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
	}
	unsigned long long bytes = strtoull(header(connection, "Content-Length"), NULL, 10);
	if (bytes > ZR_RESPOND_BODY_BYTES_MAX) {
		carriage->refused = MHD_HTTP_CONTENT_TOO_LARGE;
		bytes = 0;
	}
	set_moving_deadline(
		carriage->visitor, (size_t)bytes); /* without a length: the grace alone */
}

/* What is asked, in which words, as the library cut it. */
struct line {
	const char *method;
	const char *path;
	const char *version;
};

static struct carriage *begin(
	const struct zr_doorway *door, struct MHD_Connection *connection, const struct line *line)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct zr_visitor *visitor = info != NULL ? info->socket_context : NULL;
	if (visitor == NULL) {
		return NULL; /* turned away, and its first bytes were here before */
	}
	struct carriage *carriage = calloc(1, sizeof *carriage);
	struct zr_head head = {0};
	if (carriage == NULL || (carriage->path = strdup(line->path)) == NULL) {
		free(carriage);
		return NULL;
	}
	carriage->visitor = visitor;
	carriage->call.path = carriage->path;
	carriage->call.is_post = strcmp(line->method, "POST") == 0;
	bool is_get = strcmp(line->method, "GET") == 0 || strcmp(line->method, "HEAD") == 0;
	if (!carriage->call.is_post && !is_get) {
		carriage->refused = MHD_HTTP_METHOD_NOT_ALLOWED;
	}
	(void)MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &head);
	if (zr_head_check(&head, strcmp(line->version, "HTTP/1.1") == 0, NULL) != 0) {
		carriage->refused = MHD_HTTP_BAD_REQUEST;
		return carriage;
	}
	read_head(door, connection, carriage);
	return carriage;
}

/* ---- the answer ---- */

static void add_headers(
	struct MHD_Response *response, const struct zr_doorway *door, const struct zr_inquiry *call)
{
	static const char *const fixed[][2] = {
		{"Content-Security-Policy",
			"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
			"frame-ancestors 'none'; base-uri 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
	};
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
		(void)MHD_add_response_header(response, fixed[i][0], fixed[i][1]);
	}
	if (call->type != NULL) {
		(void)MHD_add_response_header(response, "Content-Type", call->type);
	}
	(void)MHD_add_response_header(
		response, "Cache-Control", call->is_kept ? "public, max-age=300" : "no-store");
	if (door->options.certificate_pem != NULL) {
		(void)MHD_add_response_header(
			response, "Strict-Transport-Security", "max-age=31536000");
	}
	if (call->status == MHD_HTTP_METHOD_NOT_ALLOWED) {
		(void)MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
	}
	/* What stands behind a head of two readings is nobody's request. */
	if (call->status == MHD_HTTP_BAD_REQUEST) {
		(void)MHD_add_response_header(response, "Connection", "close");
	}
	if (call->location[0] != '\0') {
		(void)MHD_add_response_header(response, "Location", call->location);
	}
	if (call->set_cookie[0] != '\0') {
		(void)MHD_add_response_header(response, "Set-Cookie", call->set_cookie);
	}
	if (call->retry_after_s > 0) {
		char text[24];
		(void)snprintf(text, sizeof text, "%u", call->retry_after_s);
		(void)MHD_add_response_header(response, "Retry-After", text);
	}
}

static enum MHD_Result send_answer(
	const struct zr_doorway *door, struct MHD_Connection *connection, struct zr_inquiry *call)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(call->body.bytes,
		(void *)(uintptr_t)zr_buffer_text(&call->body), MHD_RESPMEM_MUST_COPY);
	if (response == NULL) {
		return MHD_NO;
	}
	add_headers(response, door, call);
	enum MHD_Result result = MHD_queue_response(connection, call->status, response);
	MHD_destroy_response(response);
	return result;
}

/* A page that says what was wrong with the request itself. */
static void refuse(struct carriage *carriage)
{
	struct zr_inquiry *call = &carriage->call;
	if (carriage->refused == MHD_HTTP_SERVICE_UNAVAILABLE) {
		zr_clerk_turn_away(call);
		return;
	}
	struct zr_html html = {.out = &call->body, .tongue = zr_sayings_tongue(call->language)};
	zr_buffer_clear(&call->body);
	zr_show_message(&html, carriage->refused == MHD_HTTP_CONTENT_TOO_LARGE ? ZR_SAY_TOO_LARGE
									       : ZR_SAY_REFUSED);
	call->status = carriage->refused;
	call->type = "text/html; charset=utf-8";
}

/* From the clerk's thread. */
static void on_done(struct zr_inquiry *call)
{
	MHD_resume_connection(call->owner);
}

/* False: it is answered already. */
static bool put(
	const struct zr_doorway *door, struct MHD_Connection *connection, struct carriage *carriage)
{
	assert(!carriage->is_put);
	struct zr_inquiry *call = &carriage->call;
	if (carriage->refused == 0 && call->is_post &&
		zr_fields_parse(zr_buffer_text(&carriage->body), carriage->body.bytes, &call->form,
			NULL) != 0) {
		carriage->refused = MHD_HTTP_BAD_REQUEST;
	}
	if (carriage->refused != 0) {
		refuse(carriage);
		return false;
	}
	call->now_us = clock_us(CLOCK_REALTIME);
	call->owner = connection;
	carriage->is_put = true;
	zr_visitors_set_deadline(carriage->visitor, 0); /* it waits for us */
	MHD_suspend_connection(connection);
	zr_rounds_put(door->rounds, call);
	return true;
}

static void take_body(
	const struct zr_doorway *door, struct carriage *carriage, const char *data, size_t bytes)
{
	if (carriage->refused != 0) {
		return; /* the rest is read and dropped */
	}
	if (carriage->body.bytes + bytes > ZR_RESPOND_BODY_BYTES_MAX) {
		carriage->refused = MHD_HTTP_CONTENT_TOO_LARGE;
	} else if (!zr_visitors_hold(door->visitors, carriage->visitor, bytes)) {
		carriage->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
	} else {
		carriage->held_bytes += bytes;
		if (zr_buffer_add(&carriage->body, data, bytes) != 0) {
			carriage->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
		}
	}
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *data_bytes, void **state)
{
	const struct zr_doorway *door = user;
	struct carriage *carriage = *state;
	if (carriage == NULL) {
		const struct line line = {method, url, version};
		*state = begin(door, connection, &line);
		return *state != NULL ? MHD_YES : MHD_NO;
	}
	if (*data_bytes > 0) {
		take_body(door, carriage, data, *data_bytes);
		*data_bytes = 0;
		return MHD_YES;
	}
	if (!carriage->is_put && put(door, connection, carriage)) {
		return MHD_YES;
	}
	set_moving_deadline(carriage->visitor, carriage->call.body.bytes);
	return send_answer(door, connection, &carriage->call);
}

static void complete(void *user, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode how)
{
	(void)connection;
	(void)how;
	const struct zr_doorway *door = user;
	struct carriage *carriage = *state;
	*state = NULL;
	if (carriage != NULL) {
		zr_visitors_drop(door->visitors, carriage->visitor, carriage->held_bytes);
		/* The next head may be long in coming, and is then to come at once. */
		zr_visitors_set_deadline(carriage->visitor,
			deadline_in(ZR_RESPOND_CONNECTION_IDLE_S + ZR_RESPOND_HEAD_S));
		carriage_free(carriage);
	}
}

/* ---- who comes ---- */

/* A browser that comes again shows a ticket, and is spared the signature. */
static void give_ticket(struct zr_doorway *door, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info != NULL && door->ticket_key.data != NULL) {
		(void)gnutls_session_ticket_enable_server(info->tls_session, &door->ticket_key);
	}
}

/* The library turns nobody away by itself: who is one too many is accepted, and shut. Its end is
 * told before its socket is closed, so that no sweep meets another's. */
static void on_connection(void *user, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	struct zr_doorway *door = user;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*socket_context != NULL) {
			zr_visitors_leave(door->visitors, *socket_context);
			*socket_context = NULL;
		}
		return;
	}
	const union MHD_ConnectionInfo *address =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const union MHD_ConnectionInfo *socket =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	assert(address != NULL && socket != NULL);
	int64_t now_us = clock_us(CLOCK_MONOTONIC);
	*socket_context = zr_visitors_enter(door->visitors, address->client_addr,
		socket->connect_fd, now_us, now_us + ZR_RESPOND_HEAD_S * 1000000LL);
	if (*socket_context == NULL) {
		(void)shutdown(socket->connect_fd, SHUT_RDWR);
	} else {
		give_ticket(door, connection);
	}
}

/* ---- its life ---- */

static struct MHD_Daemon *start(struct zr_doorway *door, int fd)
{
	enum {
		SPARE = 64 /* so many are accepted to be shut */
	};
	struct MHD_OptionItem items[12];
	size_t count = 0;
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, fd, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_LIMIT, ZR_RESPOND_CONNECTION_COUNT_MAX + SPARE, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_TIMEOUT, ZR_RESPOND_CONNECTION_IDLE_S, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, door};
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL};
	items[count++] =
		(struct MHD_OptionItem){MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)complete, door};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	if (door->options.certificate_pem != NULL) {
		flags |= MHD_USE_TLS;
		items[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(uintptr_t)door->options.certificate_pem};
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)door->options.key_pem};
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES};
	}
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	assert(count <= sizeof items / sizeof items[0]);
	return MHD_start_daemon(
		flags, 0, NULL, NULL, handle, door, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

int zr_doorway_open(const struct zr_doorway_options *options, struct zr_doorway **ret_doorway,
	struct zr_error *error)
{
	assert(options != NULL && options->clerk != NULL && ret_doorway != NULL);
	ZR_CLEANUP_CLOSE int fd = -1;
	struct zr_doorway *door = calloc(1, sizeof *door);
	if (door == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a listener");
	}
	door->options = *options;
	const struct zr_rounds_options rounds = {
		.clerk = options->clerk, .locker = options->locker, .done = on_done};
	const struct zr_visitors_limits limits = {.count_max = ZR_RESPOND_CONNECTION_COUNT_MAX,
		.connection_count_max = ZR_RESPOND_ADDRESS_CONNECTION_COUNT_MAX,
		.body_bytes_max = ZR_RESPOND_ADDRESS_BODY_BYTES_MAX};
	int code = zr_visitors_new(&limits, &door->visitors, error);
	if (code == 0) {
		code = zr_endpoint_open(options->address, &fd, error);
	}
	if (code == 0 && gnutls_session_ticket_key_generate(&door->ticket_key) != 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory for a listener's key");
	}
	if (code == 0) {
		code = zr_rounds_new(&rounds, &door->rounds, error);
	}
	if (code == 0) {
		door->daemon = start(door, fd);
		code = door->daemon != NULL ? 0
					    : zr_error_set(error, ZR_E_INVALID,
						      "cannot serve on %s: are certificate and key "
						      "a pair?",
						      options->address);
	}
	if (code != 0) {
		zr_doorway_close(door);
		return code;
	}
	(void)ZR_TAKE_FD(fd); /* the daemon's now */
	*ret_doorway = door;
	return 0;
}

void zr_doorway_sweep(struct zr_doorway *door)
{
	assert(door != NULL);
	zr_visitors_sweep(door->visitors, clock_us(CLOCK_MONOTONIC));
}

unsigned zr_doorway_port(const struct zr_doorway *door)
{
	assert(door != NULL);
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_LISTEN_FD);
	return info != NULL ? zr_endpoint_port(info->listen_fd) : 0;
}

void zr_doorway_close(struct zr_doorway *door)
{
	if (door == NULL) {
		return;
	}
	/* First whatever is with the clerk comes back: the library ends no suspended connection. */
	if (door->rounds != NULL) {
		zr_rounds_stop(door->rounds);
	}
	if (door->daemon != NULL) {
		MHD_stop_daemon(door->daemon);
	}
	zr_rounds_free(door->rounds);
	zr_visitors_free(door->visitors);
	if (door->ticket_key.data != NULL) {
		gnutls_memset(door->ticket_key.data, 0, door->ticket_key.size);
		gnutls_free(door->ticket_key.data);
	}
	free(door);
}
