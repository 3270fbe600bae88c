/*
 * The tablets of a load: their keys come from their numbers, what the hub gave them stands in a
 * file, so that one enrolment serves every run.
 *
 *	line 1: the hub's and the office's public keys, hex
 *	line n: a certificate, DER, hex
 */
#ifndef ZR_BENCH_HUB_FLEET_FILE_H
#define ZR_BENCH_HUB_FLEET_FILE_H

#include <stddef.h>
#include <stdio.h>

#include <openssl/ssl.h>

#include "lib/envelope/enrol.h"

struct bench_tablet {
	struct zr_party_secret keys;
	EVP_PKEY *tls_key;
	X509 *certificate; /* NULL: not enrolled */
};

struct bench_fleet {
	struct zr_party_public hub;
	struct zr_party_public office;
	struct bench_tablet *tablets; /* owned */
	size_t count;
};

/* Ends the program with a sentence: a bench has nobody to return to. */
void bench_need(int is_good, const char *what);
void bench_need_code(int code, const struct zr_error *error, const char *what);

/* Bytes that depend on these alone. */
void bench_draw(const char *purpose, uint64_t a, uint64_t b, uint8_t *ret_bytes, size_t bytes);

/* Keys without certificates; finish frees. */
void bench_fleet_init(struct bench_fleet *fleet, size_t count);
void bench_fleet_finish(struct bench_fleet *fleet);

/* As many as the file has, or count of them when that is not 0. */
void bench_fleet_load(struct bench_fleet *fleet, const char *path, size_t count);

/* Where a hub is. */
struct bench_hub {
	const char *port;
	const char *authority; /* file, PEM */
};

/* For tablets; verifies the hub. */
SSL_CTX *bench_hub_context(const struct bench_hub *hub);

/* Enrols a tablet for each line of codes, one after another, and writes the file. */
void bench_fleet_enrol(const struct bench_hub *hub, FILE *codes, const char *path);

#endif
