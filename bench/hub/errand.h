/*
 * What hub-load can be asked for: each prints one JSON object.
 *
 * send and its like tell what the hub and its keeper used meanwhile, by the names of their threads.
 */
#ifndef ZR_BENCH_HUB_ERRAND_H
#define ZR_BENCH_HUB_ERRAND_H

enum bench_wish {
	BENCH_PORT = 1,
	BENCH_CA,
	BENCH_FLEET,
	BENCH_PARCELS,
	BENCH_TABLETS,
	BENCH_EXCHANGES,
	BENCH_RECORDS,
	BENCH_HUB,
	BENCH_KEEPER,
	BENCH_RATE,
	BENCH_CONNECTIONS,
	BENCH_STORE,
	BENCH_BATCH,
	BENCH_EPOCH,
	BENCH_WARM,
	BENCH_WISH_COUNT,
};

struct bench_wishes {
	const char *values[BENCH_WISH_COUNT]; /* NULL: not given */
};

extern const char bench_usage_text[];

/* Ends the program when it is no verb, or a wish is missing. */
void bench_errand_run(const char *verb, const struct bench_wishes *wishes);

#endif
