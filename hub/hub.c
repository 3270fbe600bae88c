/*
 * Starting and stopping. Stop runs against the flow: no new connections, workers finish, writer
 * finishes, what came back meanwhile is told to come again (it is stored; sending again is
 * harmless), then the connections close. Invariant: no thread runs when stop returns.
 */
#include "hub/hub.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "hub/store/backup.h"
#include "hub/pki/keys.h"
#include "hub/access/quota.h"
#include "hub/routes.h"
#include "hub/store/store.h"
#include "hub/core/worker.h"
#include "hub/core/writer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define PASSWORD_FACT "operator-password"

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* "host" of "host:port", cut. */
static void copy_host(const char *address, char *text, size_t size)
{
	const char *colon = strrchr(address, ':');
	(void)snprintf(text, size, "%.*s",
		(int)(colon != NULL ? (size_t)(colon - address) : strlen(address)), address);
}

/* The password of the first start: given, or drawn and told once on the standard output. */
static int make_password(struct zr_hub *hub, struct zr_store *store,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	uint8_t random[10 + ZR_AUTH_SALT_BYTES];
	char drawn[20];
	int code = zr_keys_draw(random, sizeof random, error);
	if (code != 0) {
		return code;
	}
	zr_auth_format_password(random, drawn);
	const char *password = hub->options.password != NULL && hub->options.password[0] != '\0'
				       ? hub->options.password
				       : drawn;
	code = zr_auth_hash(password, random + 10, ret_stored, error);
	if (code == 0) {
		code = zr_store_begin(store, error);
	}
	if (code == 0) {
		code = zr_store_put_fact(
			store, PASSWORD_FACT, ret_stored, ZR_AUTH_STORED_BYTES, error);
	}
	if (code == 0) {
		code = zr_store_commit(store, error);
	}
	if (code == 0) {
		(void)printf("console: http://%s/  user: operator  password: %s\n",
			hub->options.listen,
			password == drawn ? drawn : "as set in ZARYA_HUB_PASSWORD");
		(void)fflush(stdout);
	}
	OPENSSL_cleanse(drawn, sizeof drawn);
	return code;
}

static int load_password(struct zr_hub *hub, struct zr_store *store, struct zr_error *error)
{
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer fact = {0};
	int code = zr_store_get_fact(store, PASSWORD_FACT, &fact, error);
	if (code == ZR_E_NOT_FOUND) {
		code = make_password(hub, store, stored, error);
	} else if (code == 0 && fact.bytes == sizeof stored) {
		memcpy(stored, fact.data, sizeof stored);
	} else if (code == 0) {
		code = zr_error_set(error, ZR_E_INVALID, "the stored password is damaged");
	}
	if (code == 0) {
		zr_auth_init(&hub->auth, stored);
	}
	return code;
}

/* The name of the store's present life; another one when a backup was put in its place. */
static int load_epoch(struct zr_hub *hub, struct zr_store *store, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	int code = zr_store_get_fact(store, ZR_STORE_FACT_EPOCH, &fact, error);
	if (code == 0 && fact.bytes == sizeof hub->epoch && !hub->options.is_restored) {
		memcpy(hub->epoch, fact.data, sizeof hub->epoch);
		return 0;
	}
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	code = zr_keys_draw(hub->epoch, sizeof hub->epoch, error);
	return code == 0 ? zr_store_put_fact(
				   store, ZR_STORE_FACT_EPOCH, hub->epoch, sizeof hub->epoch, error)
			 : code;
}

static int open_store(struct zr_hub *hub, struct zr_store **ret_store, struct zr_error *error)
{
	int code = zr_store_open(hub->store_path, ret_store, error);
	if (code == 0) {
		code = load_password(hub, *ret_store, error);
		if (code == 0) {
			code = load_epoch(hub, *ret_store, error);
		}
		if (code != 0) {
			zr_store_close(*ret_store);
			*ret_store = NULL;
		}
	}
	return code;
}

static int make_quotas(struct zr_hub *hub, struct zr_error *error)
{
	const struct zr_quota_limits tablet = {.window_us = (int64_t)3600 * 1000000,
		.count_max = ZR_HUB_DEVICE_HOUR_COUNT_MAX,
		.bytes_max = ZR_HUB_DEVICE_HOUR_BYTES_MAX};
	const struct zr_quota_limits stranger = {.window_us = (int64_t)60 * 1000000,
		.count_max = ZR_HUB_STRANGER_COUNT_MAX,
		.bytes_max = UINT64_MAX};
	int code = zr_quota_new(&tablet, &hub->tablet_quota, error);
	return code == 0 ? zr_quota_new(&stranger, &hub->stranger_quota, error) : code;
}

int zr_hub_init(struct zr_hub *hub, const struct zr_options *options, struct zr_error *error)
{
	assert(hub != NULL && options != NULL && options->data != NULL);
	*hub = (struct zr_hub){.options = *options, .lock_fd = -1};
	zr_zone_find_own(hub->zone);
	if (strlen(options->data) + 16 > sizeof hub->store_path) {
		return zr_error_set(error, ZR_E_INVALID, "the path of --data is too long");
	}
	char keys[ZR_OPTIONS_PATH_BYTES];
	(void)snprintf(keys, sizeof keys, "%s/keys", options->data);
	(void)snprintf(hub->store_path, sizeof hub->store_path, "%s/hub.db", options->data);
	int code = zr_keys_make_folder(options->data, error);
	if (code == 0) {
		code = zr_keys_make_folder(keys, error);
	}
	if (code == 0) {
		code = zr_keys_load(keys, &hub->keys, error);
	}
	if (code == 0) {
		code = zr_certificates_load(keys, options->tls_names, options->tls_name_count,
			now_us(), &hub->certificates, error);
	}
	if (code == 0) {
		code = make_quotas(hub, error);
	}
	if (code == 0) {
		code = zr_console_load(options->console, &hub->console, error);
	}
	if (code != 0) {
		zr_hub_finish(hub);
	}
	return code;
}

void zr_hub_finish(struct zr_hub *hub)
{
	zr_quota_free(hub->tablet_quota);
	zr_quota_free(hub->stranger_quota);
	hub->tablet_quota = hub->stranger_quota = NULL;
	zr_console_finish(&hub->console);
	zr_certificates_finish(&hub->certificates);
	zr_party_finish(&hub->keys);
	if (hub->lock_fd >= 0) {
		(void)close(hub->lock_fd);
		hub->lock_fd = -1;
	}
}

/* Thousands of connections need descriptors. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int open_listeners(struct zr_hub *hub, struct zr_error *error)
{
	struct zr_listener_options device = {
		.address = hub->options.tls_listen,
		.routes = zr_routes,
		.route_flag = ZR_REQUEST_DEVICE,
		.workers = &hub->work,
		.slow = &hub->slow,
		.certificate_pem = zr_buffer_text(&hub->certificates.server_pem),
		.key_pem = zr_buffer_text(&hub->certificates.server_key_pem),
		.thread_count = hub->options.worker_count,
		.connection_count_max = ZR_HUB_DEVICE_CONNECTION_COUNT_MAX,
	};
	struct zr_listener_options console = {
		.address = hub->options.listen,
		.routes = zr_routes,
		.route_flag = ZR_REQUEST_CONSOLE,
		.workers = &hub->work,
		.slow = &hub->slow,
		.thread_count = 1,
		.connection_count_max = ZR_HUB_CONSOLE_CONNECTION_COUNT_MAX,
	};
	int code = zr_listener_open(&device, &hub->device_listener, error);
	if (code != 0) {
		return code;
	}
	char host[200];
	copy_host(hub->options.tls_listen, host, sizeof host);
	(void)snprintf(hub->device_url, sizeof hub->device_url, "https://%.200s:%u",
		hub->options.tls_name_count > 0 ? hub->options.tls_names[0] : host,
		zr_listener_port(hub->device_listener));
	return zr_listener_open(&console, &hub->console_listener, error);
}

int zr_hub_start(struct zr_hub *hub, const struct zr_options *options, struct zr_error *error)
{
	raise_descriptor_limit();
	int code = zr_hub_init(hub, options, error);
	if (code != 0) {
		return code;
	}
	struct zr_store *store = NULL;
	code = zr_backup_lock(options->data, &hub->lock_fd, error);
	if (code == 0) {
		code = open_store(hub, &store, error);
	}
	if (code != 0) {
		zr_hub_finish(hub);
		return code;
	}
	zr_queue_init(&hub->work, ZR_HUB_QUEUE_COUNT_MAX);
	zr_queue_init(&hub->slow, ZR_HUB_SLOW_COUNT_MAX);
	zr_queue_init(&hub->writes, ZR_HUB_QUEUE_COUNT_MAX);
	code = zr_writer_start(hub, store, &hub->writer, error);
	if (code != 0) {
		zr_store_close(store);
	}
	if (code == 0) {
		code = zr_workers_start(
			hub, &hub->work, options->worker_count, &hub->workers, error);
	}
	if (code == 0) {
		code = zr_workers_start(hub, &hub->slow, 1, &hub->slow_workers, error);
	}
	if (code == 0) {
		code = open_listeners(hub, error);
	}
	if (code != 0) {
		zr_hub_stop(hub);
	}
	return code;
}

/* Committed, but the worker that would have answered is gone. */
static void release_rest(struct zr_hub *hub)
{
	struct zr_request *request = NULL;
	while ((request = zr_queue_take(&hub->work, 1)) != NULL) {
		struct zr_error error;
		(void)zr_error_set(&error, ZR_E_BUSY, "the hub is stopping; try again later");
		zr_request_answer_error(request, &error);
		request->on_done(request);
	}
}

void zr_hub_stop(struct zr_hub *hub)
{
	zr_listener_quiesce(hub->console_listener);
	zr_listener_quiesce(hub->device_listener);
	zr_queue_close(&hub->slow);
	zr_workers_stop(hub->slow_workers);
	zr_queue_close(&hub->work);
	zr_workers_stop(hub->workers);
	zr_queue_close(&hub->writes);
	zr_writer_stop(hub->writer);
	release_rest(hub);
	zr_listener_close(hub->console_listener);
	zr_listener_close(hub->device_listener);
	zr_queue_finish(&hub->writes);
	zr_queue_finish(&hub->slow);
	zr_queue_finish(&hub->work);
	zr_auth_finish(&hub->auth);
	zr_hub_finish(hub);
}
