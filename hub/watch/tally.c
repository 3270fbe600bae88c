/* Relaxed counters: nobody waits for one, and none guards anything. */
#include "hub/watch/tally.h"

#include <assert.h>
#include <stdatomic.h>

const int64_t zr_tally_bounds_us[ZR_TALLY_BUCKET_COUNT] = {
	1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000};

static struct {
	atomic_uint_fast64_t answers[2][5];
	atomic_uint_fast64_t refused[ZR_TALLY_CODE_COUNT];
	atomic_uint_fast64_t commits;
	atomic_uint_fast64_t failed_commits;
	atomic_uint_fast64_t committed_requests;
	atomic_uint_fast64_t commit_us;
	atomic_uint_fast64_t buckets[ZR_TALLY_BUCKET_COUNT + 1];
	atomic_bool is_failing;
} counts;

static void add(atomic_uint_fast64_t *count, uint64_t more)
{
	(void)atomic_fetch_add_explicit(count, more, memory_order_relaxed);
}

static uint64_t get(atomic_uint_fast64_t *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

void zr_tally_answer(bool is_tablet, unsigned status, int code)
{
	assert(status >= 100 && status < 600 && code <= 0);
	add(&counts.answers[is_tablet ? 1 : 0][status / 100 - 1], 1);
	if (code != 0 && -code < ZR_TALLY_CODE_COUNT) {
		add(&counts.refused[-code], 1);
	}
}

void zr_tally_commit(size_t request_count, int code, int64_t took_us)
{
	assert(request_count > 0 && took_us >= 0);
	size_t bucket = 0;
	while (bucket < ZR_TALLY_BUCKET_COUNT && took_us > zr_tally_bounds_us[bucket]) {
		bucket++;
	}
	add(&counts.commits, 1);
	add(&counts.commit_us, (uint64_t)took_us);
	add(&counts.buckets[bucket], 1);
	add(code == 0 ? &counts.committed_requests : &counts.failed_commits,
		code == 0 ? request_count : 1);
	atomic_store_explicit(&counts.is_failing, code != 0, memory_order_relaxed);
}

void zr_tally_read(struct zr_tally *ret_tally)
{
	assert(ret_tally != NULL);
	for (size_t i = 0; i < 10; i++) {
		ret_tally->answers[i / 5][i % 5] = get(&counts.answers[i / 5][i % 5]);
	}
	for (size_t i = 0; i < ZR_TALLY_CODE_COUNT; i++) {
		ret_tally->refused[i] = get(&counts.refused[i]);
	}
	for (size_t i = 0; i <= ZR_TALLY_BUCKET_COUNT; i++) {
		ret_tally->buckets[i] = get(&counts.buckets[i]);
	}
	ret_tally->commits = get(&counts.commits);
	ret_tally->failed_commits = get(&counts.failed_commits);
	ret_tally->committed_requests = get(&counts.committed_requests);
	ret_tally->commit_us = get(&counts.commit_us);
	ret_tally->is_failing = atomic_load_explicit(&counts.is_failing, memory_order_relaxed);
}
