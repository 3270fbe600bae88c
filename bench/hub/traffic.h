/*
 * A fleet's traffic: many connections with mutual TLS in one thread, each with one exchange under
 * way. Closed: a tablet sends its next exchange when its last was answered. Paced: exchanges come
 * due at an even rate whoever waits, and an exchange's time counts from when it was due.
 */
#ifndef ZR_BENCH_HUB_TRAFFIC_H
#define ZR_BENCH_HUB_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/hub/parcel.h"

struct bench_traffic;

struct bench_score {
	double seconds;
	size_t exchange_count;
	size_t record_count; /* whose receipts say that they are stored */
	size_t busy_count;   /* answers that tell a tablet to come again */
	double p50_ms;
	double p99_ms;
	double slowest_ms;
	uint8_t epoch[ZR_EPOCH_BYTES]; /* that the hub says */
};

struct bench_crowd {
	size_t connection_count;              /* not more than the descriptors allow */
	double seconds_max;                   /* then it is as many as there are; 0: all of them */
	const struct bench_parcels *greeting; /* over each, as soon as it stands, the first parcel
					       * of its tablet; NULL: nothing */
};

/* Connects and shakes hands: tablet n of the fleet, again from the first when there are more
 * connections. How many there are is told. */
size_t bench_traffic_open(const struct bench_hub *hub, const struct bench_fleet *fleet,
	const struct bench_crowd *crowd, struct bench_traffic **ret_traffic);
void bench_traffic_close(struct bench_traffic *traffic);

/* Sends every parcel over the connection of its tablet. rate: exchanges a second, 0: closed. What
 * is not answered 200 or 503 ends the program. */
void bench_traffic_send(struct bench_traffic *traffic, const struct bench_parcels *parcels,
	double rate, struct bench_score *ret_score);

#endif
