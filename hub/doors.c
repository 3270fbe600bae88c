/* Options become listeners here, and nowhere else. */
#include "hub/doors.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "hub/core/shared.h"
#include "hub/http/listener.h"
#include "lib/http/peer.h"
#include "hub/pki/provided.h"
#include "hub/routes.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

void zr_doors_raise_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* "host" of "host:port", cut. */
static void copy_host(const char *address, char *text, size_t size)
{
	const char *colon = strrchr(address, ':');
	(void)snprintf(text, size, "%.*s",
		(int)(colon != NULL ? (size_t)(colon - address) : strlen(address)), address);
}

/* "https://NAME:PORT": by the name that tablets know, or without one where it listens. */
static void make_url(const struct zr_options *options, const char *address, bool is_secure,
	const struct zr_listener *door, char url[ZR_DOORS_URL_BYTES])
{
	char host[200];
	copy_host(address, host, sizeof host);
	(void)snprintf(url, ZR_DOORS_URL_BYTES, "%s://%.200s:%u", is_secure ? "https" : "http",
		options->tls_name_count > 0 ? options->tls_names[0] : host, zr_listener_port(door));
}

/* What the operator wants, or as many as there are descriptors for, up to the default. */
static int count_connections(unsigned wanted, unsigned *ret_count, struct zr_error *error)
{
	struct rlimit limit = {0};
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	rlim_t room = limit.rlim_cur > ZR_HUB_OTHER_DESCRIPTOR_COUNT
			      ? limit.rlim_cur - ZR_HUB_OTHER_DESCRIPTOR_COUNT
			      : 1;
	if (wanted > room) {
		return zr_error_set(error, ZR_E_INVALID,
			"--connections %u needs %u open files, and the system allows %llu: raise "
			"LimitNOFILE of the service, or ulimit -n",
			wanted, wanted + ZR_HUB_OTHER_DESCRIPTOR_COUNT,
			(unsigned long long)limit.rlim_cur);
	}
	rlim_t usual =
		room < ZR_HUB_DEVICE_CONNECTION_COUNT ? room : ZR_HUB_DEVICE_CONNECTION_COUNT;
	*ret_count = wanted != 0 ? wanted : (unsigned)usual;
	return 0;
}

int zr_doors_open_tablets(
	const struct zr_doors_lanes *lanes, struct zr_listener **ret_door, struct zr_error *error)
{
	assert(lanes != NULL && lanes->shared->tablets == NULL && ret_door != NULL);
	struct zr_shared *shared = lanes->shared;
	const struct zr_options *options = &shared->options;
	struct zr_listener_options door = {
		.address = options->tls_listen,
		.routes = zr_routes,
		.route_flag = ZR_REQUEST_DEVICE,
		.workers = lanes->work,
		.slow = lanes->slow,
		.hashing = lanes->hashing,
		.certificate_pem = zr_buffer_text(&shared->certificates.server_pem),
		.key_pem = zr_buffer_text(&shared->certificates.server_key_pem),
		.trust_pem = zr_buffer_text(&shared->certificates.ca_pem),
		.thread_count = options->worker_count,
		.connection_bytes = ZR_HUB_TABLET_CONNECTION_BYTES,
		.enter_per_s_max = ZR_HUB_HANDSHAKE_COUNT_MAX * options->worker_count,
		.address_connection_count_max = options->address_connection_count_max,
		.is_verbose = options->is_verbose != 0,
	};
	int code =
		count_connections(options->connection_count_max, &door.connection_count_max, error);
	if (code == 0) {
		code = zr_listener_open(&door, ret_door, error);
	}
	if (code != 0) {
		return code;
	}
	shared->tablets = *ret_door;
	make_url(options, options->tls_listen, true, *ret_door, shared->device_url);
	return 0;
}

/* What is on this machine alone needs none; a proxy on it has its own. */
static bool is_console_secure(const struct zr_options *options)
{
	uint8_t peer[ZR_PEER_BYTES];
	char host[200];
	copy_host(options->listen, host, sizeof host);
	bool is_here = strcmp(host, "localhost") == 0 ||
		       (zr_peer_parse(host, peer) && zr_peer_is_this_machine(peer));
	return options->console_certificate != NULL || options->is_console_secure ||
	       !(is_here || options->is_behind_proxy);
}

int zr_doors_open_console(
	const struct zr_doors_lanes *lanes, struct zr_listener **ret_door, struct zr_error *error)
{
	assert(lanes != NULL && lanes->shared != NULL && ret_door != NULL);
	const struct zr_shared *shared = lanes->shared;
	const struct zr_options *options = &shared->options;
	ZR_CLEANUP(zr_provided_finish) struct zr_provided own = {0};
	struct zr_listener_options door = {
		.address = options->listen,
		.routes = zr_routes,
		.route_flag = ZR_REQUEST_CONSOLE,
		.workers = lanes->pages,
		.slow = lanes->slow,
		.live = lanes->live,
		.hashing = lanes->hashing,
		.is_behind_proxy = options->is_behind_proxy != 0,
		.thread_count = 1,
		.connection_count_max = ZR_HUB_CONSOLE_CONNECTION_COUNT_MAX,
		.connection_bytes = ZR_HUB_CONNECTION_BYTES,
		.address_connection_count_max = ZR_HUB_CONSOLE_ADDRESS_CONNECTION_COUNT_MAX,
		.is_verbose = options->is_verbose != 0,
	};
	if (options->console_certificate != NULL) {
		int code = zr_provided_read(
			options->console_certificate, options->console_key, &own, error);
		if (code != 0) {
			return code;
		}
		door.certificate_pem = zr_buffer_text(&own.certificate_pem);
		door.key_pem = zr_buffer_text(&own.key_pem);
		door.is_strict = true; /* browsers know who signed it: they may hold to it */
	} else if (is_console_secure(options)) {
		door.certificate_pem = zr_buffer_text(&shared->certificates.server_pem);
		door.key_pem = zr_buffer_text(&shared->certificates.server_key_pem);
	}
	return zr_listener_open(&door, ret_door, error);
}

int zr_doors_open_openrosa(
	const struct zr_doors_lanes *lanes, struct zr_listener **ret_door, struct zr_error *error)
{
	assert(lanes != NULL && lanes->shared != NULL && ret_door != NULL);
	struct zr_shared *shared = lanes->shared;
	const struct zr_options *options = &shared->options;
	ZR_CLEANUP(zr_provided_finish) struct zr_provided own = {0};
	bool has_own = options->openrosa_certificate != NULL;
	bool is_plain = options->is_behind_proxy != 0 && !has_own;
	struct zr_listener_options door = {
		.address = options->openrosa_listen,
		.routes = zr_routes,
		.route_flag = ZR_REQUEST_OPENROSA,
		.workers = lanes->pages,
		.slow = lanes->slow,
		.hashing = lanes->hashing,
		.is_behind_proxy = is_plain,
		.thread_count = 1,
		.connection_count_max = ZR_OPENROSA_CONNECTION_COUNT_MAX,
		.connection_bytes = ZR_HUB_CONNECTION_BYTES,
		.address_connection_count_max =
			is_plain ? 0 : ZR_OPENROSA_ADDRESS_CONNECTION_COUNT_MAX,
		.is_verbose = options->is_verbose != 0,
	};
	if (options->openrosa_listen == NULL) {
		return 0;
	}
	if (has_own) {
		int code = zr_provided_read(
			options->openrosa_certificate, options->openrosa_key, &own, error);
		if (code != 0) {
			return code;
		}
		door.certificate_pem = zr_buffer_text(&own.certificate_pem);
		door.key_pem = zr_buffer_text(&own.key_pem);
	} else if (!is_plain) {
		door.certificate_pem = zr_buffer_text(&shared->certificates.server_pem);
		door.key_pem = zr_buffer_text(&shared->certificates.server_key_pem);
	}
	int code = zr_listener_open(&door, ret_door, error);
	if (code == 0) {
		make_url(options, options->openrosa_listen, !is_plain, *ret_door,
			shared->openrosa_url);
	}
	return code;
}
