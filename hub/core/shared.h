/*
 * What all handlers share: keys, certificates, the store's path and epoch, quotas.
 *
 * Made before there are threads. Locked, each by itself: attempts and quotas. All else is constant
 * from the start to the stop, and read by any thread. Who starts and stops is hub/hub.h; it stands
 * on this, and nothing here knows of it.
 */
#ifndef ZR_HUB_CORE_SHARED_H
#define ZR_HUB_CORE_SHARED_H

#include "hub/access/ticket.h"
#include "hub/census/zone.h"
#include "hub/core/durable.h"
#include "hub/core/options.h"
#include "hub/openrosa/collector.h"
#include "hub/pki/certificate.h"
#include "lib/envelope/content.h"
#include "lib/envelope/key.h"

struct zr_attempts;
struct zr_console;
struct zr_gauges;
struct zr_indexer;
struct zr_keeper;
struct zr_listener;
struct zr_crypto_pen;
struct zr_quota;

struct zr_shared {
	struct zr_options options;
	char store_path[ZR_OPTIONS_PATH_BYTES];
	struct zr_party_secret keys;
	struct zr_crypto_pen *pen;     /* of the keys; owned */
	struct zr_party_public office; /* to whom answers are sealed; without one the hub's own */
	struct zr_buffer
		office_line; /* its keys, for tablets that know an older one; empty: none */
	uint8_t epoch[ZR_EPOCH_BYTES]; /* of the store: drawn when it was made or restored */
	struct zr_certificates certificates;
	struct zr_ticket_key ticket_key;
	struct zr_durable durable;        /* what tablets may forget */
	struct zr_attempts *attempts;     /* to log in; owned */
	struct zr_keeper *keeper;         /* has the authority, and opens what is sealed; owned */
	struct zr_listener *tablets;      /* the tablets' door; NULL while there is none */
	const struct zr_console *console; /* the page's files; NULL: none */
	const struct zr_gauges *gauges;   /* of the running hub; NULL: none */
	char zone[ZR_ZONE_NAME_BYTES];    /* the machine's: of areas that name none */
	char openrosa_url[300];           /* what data collectors type; "": not offered */
	uint8_t collector_seed[ZR_COLLECTOR_SEED_BYTES]; /* of data collectors' keys, and of nonces
							  */
	char device_url[300];            /* "https://HOST:PORT": what enrolment codes name */
	struct zr_quota *tablet_quota;   /* by device id; owned */
	struct zr_quota *online_quota;   /* by id of a device that takes answers; owned */
	struct zr_quota *stranger_quota; /* by address; owned */
	struct zr_quota *factor_quota;   /* codes tried, by account; owned */
	struct zr_indexer *indexer;      /* opens what was taken; NULL: nobody does */
};

/* Folders, keys, certificates, quotas and the zone; the rest (epoch, console, device_url) is
 * set by who starts the hub. On failure nothing is left to finish. ZR_E_INVALID: a path that is too
 * long, or keys that are not ours. */
int zr_shared_init(struct zr_shared *shared, const struct zr_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* Wipes the keys. One that was never made whole is allowed. */
void zr_shared_finish(struct zr_shared *shared);

#endif
