/*
 * The listener over libmicrohttpd: the daemon, who is connected to it, and its end. What happens on
 * a connection is in carriage.c.
 */
#include "hub/http/listener.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/http/endpoint.h"
#include "hub/http/carriage.h"
#include "hub/http/credential.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/http/visitors.h"

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-SHA1:%SAFE_RENEGOTIATION"

struct zr_listener {
	struct MHD_Daemon *daemon;
	struct zr_carriage_way way; /* with the visitors, which are owned */
	MHD_socket quiet_socket;    /* after quiesce; MHD_INVALID_SOCKET before */
};

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The library turns nobody away by itself here: a socket that is shut ends like one that the client
 * closed. Its end is told before the socket is closed, so that no sweep meets another's. */
static void on_connection(void *user, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	struct zr_listener *listener = user;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*socket_context != NULL) {
			zr_visitors_leave(listener->way.visitors, *socket_context);
			*socket_context = NULL;
		}
		return;
	}
	const union MHD_ConnectionInfo *address =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const union MHD_ConnectionInfo *socket =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	assert(address != NULL && socket != NULL);
	int64_t now = now_us();
	*socket_context = zr_visitors_enter(listener->way.visitors, address->client_addr,
		socket->connect_fd, now, now + ZR_HUB_HEAD_S * 1000000LL);
	if (*socket_context == NULL) {
		(void)shutdown(socket->connect_fd, SHUT_RDWR);
	}
}

/*
 * The library stops accepting at its limit, and who comes then hangs in the kernel's queue. So it
 * may hold twice what we do, in each of its threads, which take connections unevenly; who is one
 * too many is accepted and closed by on_connection().
 */
static intptr_t connection_limit(const struct zr_listener_options *options)
{
	enum {
		SPARE = 64
	};
	return ((intptr_t)options->connection_count_max * 2 + SPARE) * options->thread_count;
}

static struct MHD_Daemon *start_daemon(
	const struct zr_listener_options *options, struct zr_listener *listener, int fd)
{
	struct MHD_OptionItem items[14];
	size_t count = 0;
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, fd, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_LIMIT, connection_limit(options), NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)options->connection_bytes, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_CONNECTION_TIMEOUT, ZR_HUB_CONNECTION_IDLE_S, NULL};
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL};
	items[count++] = (struct MHD_OptionItem){
		MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)zr_carriage_complete, &listener->way};
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
	if (options->trust_pem != NULL) {
		items[count++] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)(uintptr_t)options->trust_pem};
	}
	items[count++] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
	assert(count <= sizeof items / sizeof items[0]);
	return MHD_start_daemon(flags, 0, NULL, NULL, zr_carriage_handle, &listener->way,
		MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

int zr_listener_open(const struct zr_listener_options *options, struct zr_listener **ret_listener,
	struct zr_error *error)
{
	assert(options != NULL && options->routes != NULL);
	assert(options->connection_bytes > 0);
	assert(options->workers != NULL && options->slow != NULL && options->hashing != NULL);
	struct zr_listener *listener = calloc(1, sizeof *listener);
	if (listener == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a listener");
	}
	listener->way = (struct zr_carriage_way){.routes = options->routes,
		.route_flag = options->route_flag,
		.workers = options->workers,
		.slow = options->slow,
		.live = options->live,
		.hashing = options->hashing,
		.is_secure = options->certificate_pem != NULL,
		.asks_for_certificates = options->trust_pem != NULL,
		.is_strict = options->is_strict,
		.is_behind_proxy = options->is_behind_proxy};
	listener->quiet_socket = MHD_INVALID_SOCKET;
	ZR_CLEANUP_CLOSE int fd = -1;
	const struct zr_visitors_limits limits = {.count_max = options->connection_count_max,
		.connection_count_max = options->address_connection_count_max,
		.enter_per_s_max = options->enter_per_s_max,
		.body_bytes_max = ZR_HUB_ADDRESS_BODY_BYTES_MAX};
	int code = zr_visitors_new(&limits, &listener->way.visitors, error);
	if (code == 0) {
		code = zr_endpoint_open(options->address, &fd, error);
	}
	if (code == 0) {
		listener->daemon = start_daemon(options, listener, fd);
		if (listener->daemon == NULL) {
			code = zr_error_set(error, ZR_E_IO, "cannot start the HTTP server on %s",
				options->address);
		}
	}
	if (code != 0) {
		zr_visitors_free(listener->way.visitors);
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
	return info != NULL ? zr_endpoint_port(info->listen_fd) : 0;
}

unsigned zr_listener_connections(const struct zr_listener *listener)
{
	assert(listener != NULL);
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	return info != NULL ? info->num_connections : 0;
}

void zr_listener_sweep(struct zr_listener *listener)
{
	assert(listener != NULL);
	zr_visitors_sweep(listener->way.visitors, now_us());
}

static bool is_device(const void *badge, const void *whom)
{
	const struct zr_credential *credential = badge;
	return credential->has_device &&
	       memcmp(credential->device, whom, sizeof credential->device) == 0;
}

void zr_listener_cut(struct zr_listener *listener, const uint8_t device[ZR_PARTY_ID_BYTES])
{
	assert(listener != NULL && device != NULL);
	zr_visitors_cut(listener->way.visitors, is_device, device);
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
	zr_visitors_free(listener->way.visitors);
	free(listener);
}
