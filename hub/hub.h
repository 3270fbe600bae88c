/*
 * The hub as one thing: its keys, its store, its threads, its listeners.
 *
 * Threads and what each owns (docs/adr/0030): the listeners' epoll threads own connections; each
 * worker owns a read-only store connection and does parsing, cryptography and answers; one more
 * worker does what takes seconds, from a queue of its own (docs/adr/0080); the one writer owns the
 * one writing connection and commits in groups. Requests move between them by queue. Shared and
 * locked: sessions. Shared and constant after start: keys, certificates, files.
 */
#ifndef ZR_HUB_HUB_H
#define ZR_HUB_HUB_H

#include "hub/access/auth.h"
#include "hub/pki/certificate.h"
#include "hub/console/console.h"
#include "hub/http/listener.h"
#include "hub/http/queue.h"
#include "hub/core/options.h"
#include "hub/census/zone.h"
#include "lib/envelope/content.h"
#include "lib/envelope/key.h"

struct zr_quota;
struct zr_writer;
struct zr_workers;

struct zr_hub {
	struct zr_options options;
	int lock_fd; /* on DATA, while started; -1: none */
	char store_path[ZR_OPTIONS_PATH_BYTES];
	struct zr_party_secret keys;
	uint8_t epoch[ZR_EPOCH_BYTES]; /* of the store: drawn when it was made or restored */
	struct zr_certificates certificates;
	struct zr_auth auth;
	struct zr_console console;
	char zone[ZR_ZONE_NAME_BYTES]; /* the machine's: of areas that name none */
	char device_url[300];          /* "https://HOST:PORT": what enrolment codes name */

	struct zr_quota *tablet_quota;   /* by device id */
	struct zr_quota *stranger_quota; /* by address */

	struct zr_queue work;   /* to the workers */
	struct zr_queue slow;   /* to the one worker for what takes seconds */
	struct zr_queue writes; /* to the writer */
	struct zr_writer *writer;
	struct zr_workers *workers;
	struct zr_workers *slow_workers;
	struct zr_listener *device_listener;
	struct zr_listener *console_listener;
};

/* Makes or opens all of DATA, starts the threads and listens. On failure nothing is left running.
 */
int zr_hub_start(
	struct zr_hub *hub, const struct zr_options *options, struct zr_error *error) ZR_MUST_CHECK;

/* Takes nothing new, finishes what was taken, stops. */
void zr_hub_stop(struct zr_hub *hub);

/* Only keys, store and what handlers need, without threads and sockets: for tests. */
int zr_hub_init(
	struct zr_hub *hub, const struct zr_options *options, struct zr_error *error) ZR_MUST_CHECK;
void zr_hub_finish(struct zr_hub *hub);

#endif
