/*
 * What the disk and SQLite give by themselves: envelopes appended to a file, synced, a small row
 * for each in an index, a commit a batch. No network, no signature, no hash, no answer: a hub over
 * the same store is measured against it.
 */
#ifndef ZR_BENCH_HUB_BARE_WRITER_H
#define ZR_BENCH_HUB_BARE_WRITER_H

#include "bench/hub/parcel.h"

/* Writes all records of the parcels in batches of so many to PATH.segment and PATH.db, which it
 * makes and removes, and prints the rate as a JSON object. */
void bench_bare_write(const struct bench_parcels *parcels, const char *path, size_t batch);

#endif
