/* Each errand loads what it needs, does it, and lets go of it: the program then ends. */
#include "bench/hub/errand.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/hub/bare_writer.h"
#include "bench/hub/traffic.h"
#include "bench/hub/usage.h"
#include "lib/base/hex.h"

const char bench_usage_text[] =
	"Usage: hub-load enrol --port P --ca FILE --fleet FILE < CODES\n"
	"       hub-load seal  --fleet FILE --parcels FILE --tablets N --exchanges N --records N\n"
	"                      [--epoch HEX]\n"
	"       hub-load send  --port P --ca FILE --fleet FILE --parcels FILE --tablets N\n"
	"                      --hub PID --keeper PID [--rate N] [--warm FILE]\n"
	"       hub-load shake --port P --ca FILE --fleet FILE --connections N --hub PID "
	"--keeper PID\n"
	"       hub-load idle  --port P --ca FILE --fleet FILE --connections N --hub PID "
	"--keeper PID\n"
	"       hub-load bare  --parcels FILE --store PATH --batch N\n";

enum {
	RECORD_BYTES = 2000,
	HOLDING_S = 30, /* then the first is not idle for so long that the hub ends it */
};

static const char *text_of(const struct bench_wishes *wishes, enum bench_wish name)
{
	bench_need(wishes->values[name] != NULL, bench_usage_text);
	return wishes->values[name];
}

static size_t number_of(const struct bench_wishes *wishes, enum bench_wish name)
{
	return strtoull(text_of(wishes, name), NULL, 10);
}

static struct bench_hub hub_of(const struct bench_wishes *wishes)
{
	return (struct bench_hub){text_of(wishes, BENCH_PORT), text_of(wishes, BENCH_CA)};
}

/* ---- what the hub and its keeper use meanwhile ---- */

struct watch {
	pid_t hub;
	pid_t keeper;
	struct bench_usage hub_before;
	struct bench_usage keeper_before;
};

static void watch_begin(struct watch *watch, const struct bench_wishes *wishes)
{
	watch->hub = (pid_t)number_of(wishes, BENCH_HUB);
	watch->keeper = (pid_t)number_of(wishes, BENCH_KEEPER);
	bench_usage_read(watch->hub, &watch->hub_before);
	bench_usage_read(watch->keeper, &watch->keeper_before);
}

static void watch_print(const struct watch *watch)
{
	struct bench_usage used;
	bench_usage_read(watch->hub, &used);
	bench_usage_subtract(&used, &watch->hub_before);
	(void)printf("\"hub_us\": {");
	bench_usage_print(&used);
	bench_usage_read(watch->keeper, &used);
	bench_usage_subtract(&used, &watch->keeper_before);
	(void)printf("}, \"keeper_us\": {");
	bench_usage_print(&used);
	(void)printf("}");
}

/* ---- what can be asked for ---- */

static void enrol(const struct bench_wishes *wishes)
{
	const struct bench_hub hub = hub_of(wishes);
	bench_fleet_enrol(&hub, stdin, text_of(wishes, BENCH_FLEET));
	(void)printf("{}\n");
}

static void seal(const struct bench_wishes *wishes)
{
	struct bench_fleet fleet;
	struct bench_plan plan = {.exchange_count = (uint32_t)number_of(wishes, BENCH_EXCHANGES),
		.record_count = (uint32_t)number_of(wishes, BENCH_RECORDS),
		.record_bytes = RECORD_BYTES};
	const char *epoch = wishes->values[BENCH_EPOCH];
	bench_need(epoch == NULL || zr_hex_decode(epoch, plan.epoch, sizeof plan.epoch) == 0,
		"--epoch is none");
	bench_fleet_load(&fleet, text_of(wishes, BENCH_FLEET), number_of(wishes, BENCH_TABLETS));
	bench_parcels_seal(&fleet, &plan, text_of(wishes, BENCH_PARCELS));
	bench_fleet_finish(&fleet);
	(void)printf("{}\n");
}

struct wish_of_traffic {
	const struct bench_hub *hub;
	const struct bench_fleet *fleet;
	size_t count;
	double seconds_max;
	const char *greeting; /* file of parcels; NULL: none */
};

/* An exchange over each connection, so that what is done once for it is done. */
static size_t open_greeting(const struct wish_of_traffic *wish, struct bench_traffic **ret_traffic)
{
	struct bench_parcels parcels = {0};
	if (wish->greeting != NULL) {
		bench_parcels_open(&parcels, wish->greeting);
	}
	size_t count = bench_traffic_open(wish->hub, wish->fleet,
		&(struct bench_crowd){
			wish->count, wish->seconds_max, wish->greeting != NULL ? &parcels : NULL},
		ret_traffic);
	if (wish->greeting != NULL) {
		bench_parcels_close(&parcels);
	}
	return count;
}

static void send(const struct bench_wishes *wishes)
{
	struct bench_fleet fleet;
	struct bench_parcels parcels;
	struct bench_traffic *traffic = NULL;
	struct bench_score score;
	struct watch watch;
	const struct bench_hub hub = hub_of(wishes);
	const char *rate = wishes->values[BENCH_RATE];
	size_t count = number_of(wishes, BENCH_TABLETS);
	bench_fleet_load(&fleet, text_of(wishes, BENCH_FLEET), count);
	bench_parcels_open(&parcels, text_of(wishes, BENCH_PARCELS));
	(void)open_greeting(
		&(struct wish_of_traffic){&hub, &fleet, count, 0, wishes->values[BENCH_WARM]},
		&traffic);
	watch_begin(&watch, wishes);
	bench_traffic_send(traffic, &parcels, rate != NULL ? strtod(rate, NULL) : 0, &score);
	(void)printf("{");
	watch_print(&watch);
	char epoch[2 * ZR_EPOCH_BYTES + 1];
	zr_hex_encode(score.epoch, sizeof score.epoch, epoch);
	(void)printf(", \"epoch\": \"%s\"", epoch);
	(void)printf(", \"seconds\": %.6f, \"exchanges\": %zu, \"records\": %zu, \"busy\": %zu, "
		     "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"slowest_ms\": %.3f, \"bytes\": %zu}\n",
		score.seconds, score.exchange_count, score.record_count, score.busy_count,
		score.p50_ms, score.p99_ms, score.slowest_ms, parcels.bytes);
	bench_traffic_close(traffic);
	bench_parcels_close(&parcels);
	bench_fleet_finish(&fleet);
}

/* Connects; with hold, reads what the connections take before it lets go of them. */
static void connect_many(const struct bench_wishes *wishes, bool is_held)
{
	struct bench_fleet fleet;
	struct bench_traffic *traffic = NULL;
	struct watch watch;
	struct timespec from;
	struct timespec to;
	const struct bench_hub hub = hub_of(wishes);
	size_t count = number_of(wishes, BENCH_CONNECTIONS);
	bench_fleet_load(&fleet, text_of(wishes, BENCH_FLEET), 0);
	watch_begin(&watch, wishes);
	uint64_t memory = bench_usage_memory(watch.hub);
	uint64_t kernel = bench_usage_kernel();
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	count = open_greeting(
		&(struct wish_of_traffic){&hub, &fleet, count, is_held ? HOLDING_S : 0,
			is_held ? text_of(wishes, BENCH_PARCELS) : NULL},
		&traffic);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	double seconds =
		(double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	(void)printf("{");
	watch_print(&watch);
	(void)printf(", \"seconds\": %.6f, \"connections\": %zu", seconds, count);
	if (is_held) {
		/* Both ends of a connection are in this kernel: half of it is the hub's. */
		(void)printf(", \"memory_bytes\": %llu, \"kernel_bytes\": %lld",
			(unsigned long long)(bench_usage_memory(watch.hub) - memory),
			((long long)bench_usage_kernel() - (long long)kernel) / 2);
	}
	(void)printf("}\n");
	bench_traffic_close(traffic);
	bench_fleet_finish(&fleet);
}

static void write_bare(const struct bench_wishes *wishes)
{
	struct bench_parcels parcels;
	bench_parcels_open(&parcels, text_of(wishes, BENCH_PARCELS));
	bench_bare_write(&parcels, text_of(wishes, BENCH_STORE), number_of(wishes, BENCH_BATCH));
	bench_parcels_close(&parcels);
}

void bench_errand_run(const char *verb, const struct bench_wishes *wishes)
{
	if (strcmp(verb, "enrol") == 0) {
		enrol(wishes);
	} else if (strcmp(verb, "seal") == 0) {
		seal(wishes);
	} else if (strcmp(verb, "send") == 0) {
		send(wishes);
	} else if (strcmp(verb, "shake") == 0 || strcmp(verb, "idle") == 0) {
		connect_many(wishes, strcmp(verb, "idle") == 0);
	} else if (strcmp(verb, "bare") == 0) {
		write_bare(wishes);
	} else {
		bench_need(false, bench_usage_text);
	}
}
