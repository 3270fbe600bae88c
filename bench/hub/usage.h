/*
 * What a process uses: processor time by the names of its threads, and memory.
 * Source: proc(5), /proc/PID/task/TID/{comm,schedstat}, /proc/PID/smaps_rollup, /proc/meminfo.
 */
#ifndef ZR_BENCH_HUB_USAGE_H
#define ZR_BENCH_HUB_USAGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	BENCH_USAGE_NAME_COUNT = 16,
	BENCH_USAGE_NAME_BYTES = 16,
};

struct bench_usage {
	struct {
		char name[BENCH_USAGE_NAME_BYTES];
		uint64_t ns;
	} threads[BENCH_USAGE_NAME_COUNT]; /* those of one name together */
	size_t count;
};

void bench_usage_read(pid_t pid, struct bench_usage *ret_usage);

/* What was used since before. */
void bench_usage_subtract(struct bench_usage *usage, const struct bench_usage *before);

/* "name":µs, as the members of a JSON object. */
void bench_usage_print(const struct bench_usage *usage);

/* Proportional set size; bytes. */
uint64_t bench_usage_memory(pid_t pid);

/* Slab and socket memory of the machine; bytes. */
uint64_t bench_usage_kernel(void);

#endif
