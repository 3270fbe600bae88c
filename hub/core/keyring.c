/* Two looks: at the files before a missing one is drawn anew, and at the store's memory after. */
#include "hub/core/keyring.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hub/store/store.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/envelope.h"

#define KEYS_FACT  "keys"
#define FACT_BYTES (ZR_PARTY_ID_BYTES + ZR_HASH_BYTES)

static int stop_at_first(void *user, const struct zr_device *device)
{
	(void)user;
	(void)device;
	return 1;
}

/* 1 when the store has a tablet, 0 when none. */
static int has_tablets(struct zr_store *store, struct zr_error *error)
{
	const struct zr_device_filter any = {.count_max = 1};
	return zr_store_list_devices(store, &any, stop_at_first, NULL, error);
}

/* The name of a key file that is not there; NULL: all are. server.pem is made anew by itself. */
static const char *find_missing(const char *data)
{
	static const char *const names[] = {"hub.key", "ca.pem", "ca.key"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[ZR_OPTIONS_PATH_BYTES + 32];
		(void)snprintf(path, sizeof path, "%s/keys/%s", data, names[i]);
		if (access(path, F_OK) != 0) {
			return names[i];
		}
	}
	return NULL;
}

/* With a keeper apart, secrets that lie here are forgotten ones, which its user was to have. */
static int check_moved(const struct zr_options *options, struct zr_error *error)
{
	static const char *const names[] = {"hub.key", "ca.key"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[ZR_OPTIONS_PATH_BYTES + 32];
		(void)snprintf(path, sizeof path, "%s/keys/%s", options->data, names[i]);
		if (access(path, F_OK) == 0) {
			return zr_error_set(error, ZR_E_STATE,
				"%s belongs to the keeper now: move hub.key, ca.key and ca.pem "
				"into "
				"the folder of zarya-keeper --keys, or start without --keeper",
				path);
		}
	}
	return 0;
}

int zr_keyring_check_files(const struct zr_options *options, struct zr_error *error)
{
	assert(options != NULL && options->data != NULL);
	char path[ZR_OPTIONS_PATH_BYTES];
	if (options->keeper != NULL) {
		return check_moved(options, error);
	}
	const char *missing = find_missing(options->data);
	if (missing == NULL || options->is_new_keys) {
		return 0;
	}
	int code = zr_options_format_store(options, path, error);
	if (code != 0 || (options->store == NULL && access(path, F_OK) != 0)) {
		return code;
	}
	struct zr_store *store = NULL;
	code = zr_store_open(path, &store, error);
	if (code == 0) {
		code = has_tablets(store, error);
		zr_store_close(store);
	}
	return code <= 0 ? code
			 : zr_error_set(error, ZR_E_STATE,
				   "%s/keys/%s is missing, and the tablets of the store know it: "
				   "restore the folder keys from your copy; when there is none, "
				   "start once with --new-keys and enrol every tablet again",
				   options->data, missing);
}

static int put_fact(struct zr_store *store, const uint8_t fact[FACT_BYTES], struct zr_error *error)
{
	return zr_store_put_fact(store, KEYS_FACT, fact, FACT_BYTES, error);
}

int zr_keyring_check_store(
	struct zr_store *store, const struct zr_shared *shared, struct zr_error *error)
{
	assert(store != NULL && shared != NULL && shared->certificates.ca_der.bytes > 0);
	uint8_t ours[FACT_BYTES];
	memcpy(ours, shared->keys.public_half.id, ZR_PARTY_ID_BYTES);
	zr_envelope_hash(shared->certificates.ca_der.data, shared->certificates.ca_der.bytes,
		ours + ZR_PARTY_ID_BYTES);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	int code = zr_store_get_fact(store, KEYS_FACT, &fact, error);
	if (code == ZR_E_NOT_FOUND) { /* another hub may be at it, too */
		const struct zr_store_fact first = {KEYS_FACT, ours, sizeof ours};
		code = zr_store_claim_fact(store, &first, &fact, error);
	}
	if (code != 0) {
		return code;
	}
	if (fact.bytes == sizeof ours && memcmp(fact.data, ours, sizeof ours) == 0) {
		return 0;
	}
	code = shared->options.is_new_keys ? 0 : has_tablets(store, error);
	if (code == 1) {
		return zr_error_set(error, ZR_E_STATE,
			"%s%s holds another hub's keys, which the tablets of the store do not "
			"know: restore the folder keys of this store; when it is lost, start once "
			"with --new-keys and enrol every tablet again",
			shared->options.keeper != NULL ? "the keeper at " : shared->options.data,
			shared->options.keeper != NULL ? shared->options.keeper : "/keys");
	}
	return code == 0 ? put_fact(store, ours, error) : code;
}
