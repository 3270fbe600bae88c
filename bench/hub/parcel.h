/*
 * Bodies of exchanges, made before a run and kept in a file: sealing a record costs more than
 * taking it, and a run is to measure who takes.
 *
 * The file is a row of heads, each followed by a body as it is POSTed. It is read by mmap.
 */
#ifndef ZR_BENCH_HUB_PARCEL_H
#define ZR_BENCH_HUB_PARCEL_H

#include <stdint.h>

#include "bench/hub/fleet_file.h"
#include "lib/envelope/content.h"

struct bench_parcel {
	uint32_t tablet;
	uint32_t record_count;
	uint64_t bytes;
};

struct bench_parcels {
	const uint8_t *data; /* the file */
	size_t bytes;
	size_t count;
};

struct bench_plan {
	uint32_t exchange_count;       /* of each tablet */
	uint32_t record_count;         /* of each exchange */
	uint32_t record_bytes;         /* of an envelope, about */
	uint8_t epoch[ZR_EPOCH_BYTES]; /* of the hub's store, as its tablets know it */
};

/* Seals in as many threads as there are processors. The first exchange of each tablet comes before
 * the second of any. */
void bench_parcels_seal(
	const struct bench_fleet *fleet, const struct bench_plan *plan, const char *path);

void bench_parcels_open(struct bench_parcels *parcels, const char *path);
void bench_parcels_close(struct bench_parcels *parcels);

/* The one at this place, and the place of the next. */
const struct bench_parcel *bench_parcels_at(
	const struct bench_parcels *parcels, size_t place, size_t *ret_next);

/* Calls visit with each envelope of a parcel behind its greeting. */
void bench_parcel_visit(const struct bench_parcel *parcel,
	int (*visit)(void *user, const void *envelope, size_t bytes), void *user);

#endif
