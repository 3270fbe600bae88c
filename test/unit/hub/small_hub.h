/*
 * A hub without threads and sockets, for unit tests and fuzzing: keys and store in a temporary
 * folder, requests run on the calling thread.
 */
#ifndef ZR_TEST_SMALL_HUB_H
#define ZR_TEST_SMALL_HUB_H

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/access/account.h"
#include "hub/access/ticket.h"
#include "hub/http/route.h"
#include "hub/core/batch.h"
#include "hub/core/context.h"
#include "hub/core/turn.h"
#include "hub/device/indexing.h"
#include "hub/records/office_line.h"
#include "hub/records/reading.h"
#include "hub/routes.h"
#include "hub/store/store.h"

#define SMALL_HUB_NOW_US 1790000000000000

/* A tablet's public key for TLS: the generator of P-256. */
static const uint8_t small_hub_tls_public[] = {0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47,
	0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33,
	0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a,
	0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b,
	0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5};

struct small_hub {
	char folder[64];
	int watched_fd; /* open as long as this process needs the folder */
	struct zr_shared shared;
	struct zr_store *store;
	struct zr_context context;
	char session[ZR_SESSION_TEXT_BYTES + 1];
};

static inline int small_hub_remove(const char *folder)
{
	static const char *const names[] = {"hub.db", "hub.db-wal", "hub.db-shm",
		"hub.db-segments/0000000001.segment", "hub.db-segments", "keys/ca.pem",
		"keys/ca.key", "keys/server.pem", "keys/hub.pub", "keys/hub.key",
		"keys/session.key", "keys/openrosa.key", "keys", "."};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[200];
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		if (unlink(path) != 0) {
			(void)rmdir(path);
		}
	}
	return rmdir(folder);
}

/* A child in a session of its own waits for the end of this process, be it by SIGKILL, and removes
 * the folder then. */
static inline int small_hub_watch(const char *folder)
{
	int ends[2];
	int code = pipe2(ends, O_CLOEXEC);
	assert(code == 0);
	pid_t child = fork();
	assert(child >= 0);
	if (child == 0) {
		char byte;
		(void)setsid();
		(void)close(ends[1]);
		while (read(ends[0], &byte, 1) < 0 && errno == EINTR) {
		}
		(void)small_hub_remove(folder);
		_exit(0);
	}
	(void)close(ends[0]);
	return ends[1];
}

/* With a session of its own: the password is "pass word". */
static inline void small_hub_init(struct small_hub *small)
{
	struct zr_error error = {0};
	struct zr_options options = {
		.listen = "127.0.0.1:0", .tls_listen = "127.0.0.1:0", .password = "pass word"};
	(void)snprintf(small->folder, sizeof small->folder, "%s/zarya-small-hub-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert(mkdtemp(small->folder) != NULL);
	small->watched_fd = small_hub_watch(small->folder);
	options.data = small->folder;
	int code = zr_shared_init(&small->shared, &options, &error);
	assert(code == 0);
	code = zr_store_open(small->shared.store_path, &small->store, &error);
	assert(code == 0);
	code = zr_account_make_first(small->store, &options, &error);
	assert(code == 0);
	const struct zr_ticket ticket = {.name = ZR_ACCOUNT_FIRST,
		.began_us = SMALL_HUB_NOW_US,
		.used_us = SMALL_HUB_NOW_US};
	code = zr_ticket_format(&small->shared.ticket_key, &ticket, small->session, &error);
	assert(code == 0);
	(void)snprintf(
		small->shared.device_url, sizeof small->shared.device_url, "https://hub:8443");
	small->context = (struct zr_context){.shared = &small->shared, .reader = small->store};
}

static inline void small_hub_finish(struct small_hub *small)
{
	zr_reading_free(small->context.reading);
	small->context.reading = NULL;
	zr_office_line_free(small->context.office_line);
	small->context.office_line = NULL;
	zr_store_close(small->store);
	zr_shared_finish(&small->shared);
	(void)close(small->watched_fd);
}

/* A request as the listener would make it, logged in; answer.status is set when there is no route.
 */
static inline struct zr_request *small_hub_request(
	struct small_hub *small, enum zr_method method, const char *path)
{
	struct zr_request *request = zr_request_new(method, path);
	const struct zr_route *route = NULL;
	assert(request != NULL);
	unsigned flag = strncmp(path, "/v1/", 4) == 0 ? ZR_REQUEST_DEVICE : ZR_REQUEST_CONSOLE;
	bool is_rosa = strcmp(path, "/formList") == 0 || strcmp(path, "/submission") == 0 ||
		       strncmp(path, "/forms/", 7) == 0;
	flag = is_rosa ? ZR_REQUEST_OPENROSA : flag;
	int code = zr_route_find(zr_routes, flag, request, &route);
	if (code != 0) {
		request->answer.status = 404;
		return request;
	}
	request->flags = route->flags;
	request->right = route->right;
	request->handler = route->handler;
	request->has_zarya_header = true;
	request->now_us = SMALL_HUB_NOW_US;
	(void)snprintf(request->session, sizeof request->session, "%s", small->session);
	return request;
}

/* The request comes with the device's certificate, as the listener would have verified it. */
static inline void small_hub_show(
	struct small_hub *small, struct zr_request *request, const struct zr_party_public *device)
{
	struct zr_device row;
	request->has_device = true;
	memcpy(request->device, device->id, sizeof request->device);
	if (zr_store_get_device(small->store, device->id, &row, NULL) == 0) {
		memcpy(request->certificate_key, row.certificate_key,
			sizeof request->certificate_key);
	}
}

/* All steps at once on the calling thread, as a worker and the writer would take them. */
static inline void small_hub_step(struct small_hub *small, struct zr_request *request)
{
	while (zr_turn_take(&small->context, request)) {
		(void)zr_batch_commit(small->store, request);
		if (request->handler == NULL && request->write_code == 0) {
			return;
		}
	}
}

/* Opens what was taken, as the indexer would. */
static inline void small_hub_open_arrivals(struct small_hub *small)
{
	struct zr_indexing *indexing = NULL;
	int code = 0;
	while ((code = zr_indexing_read(&small->context, &indexing, NULL)) == 0 &&
		indexing != NULL) {
		code = zr_store_begin(small->store, NULL);
		assert(code == 0);
		code = zr_indexing_write(small->store, indexing, SMALL_HUB_NOW_US, NULL);
		assert(code == 0);
		code = zr_store_commit(small->store, NULL);
		assert(code == 0);
		zr_indexing_free(indexing);
	}
	assert(code == 0);
}

/* Runs it with a body; the answer's status. The request is the caller's to free. */
static inline unsigned small_hub_run(
	struct small_hub *small, struct zr_request *request, const void *body, size_t bytes)
{
	if (request->answer.status != 0) {
		return request->answer.status;
	}
	int code = bytes > 0 ? zr_buffer_add(&request->body, body, bytes) : 0;
	assert(code == 0);
	small_hub_step(small, request);
	small_hub_open_arrivals(small);
	assert(request->answer.status != 0);
	return request->answer.status;
}

/* The whole call; the answer's body goes to ret_body when that is not NULL. */
static inline unsigned small_hub_call(struct small_hub *small, enum zr_method method,
	const char *path, const char *body, struct zr_buffer *ret_body)
{
	struct zr_request *request = small_hub_request(small, method, path);
	unsigned status = small_hub_run(small, request, body, body != NULL ? strlen(body) : 0);
	if (ret_body != NULL) {
		zr_buffer_finish(ret_body);
		*ret_body = request->answer.body;
		request->answer.body = (struct zr_buffer){0};
	}
	zr_request_free(request);
	return status;
}

#endif
