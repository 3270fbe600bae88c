/*
 * Making what handlers share, in the order in which one thing needs another: folders, keys in them,
 * certificates signed by those keys. Nothing here touches the store: its file is made last, when
 * the lock says that no other hub works with DATA.
 */
#include "hub/core/shared.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "hub/access/attempts.h"
#include "lib/http/quota.h"
#include "hub/core/office_key.h"
#include "hub/keeper/keeper.h"
#include "hub/pki/keys.h"
#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int make_quotas(struct zr_shared *shared, struct zr_error *error)
{
	const struct zr_quota_limits tablet = {.window_us = (int64_t)3600 * 1000000,
		.count_max = ZR_HUB_DEVICE_HOUR_COUNT_MAX,
		.bytes_max = ZR_HUB_DEVICE_HOUR_BYTES_MAX};
	const struct zr_quota_limits online = {.window_us = (int64_t)3600 * 1000000,
		.count_max = ZR_HUB_ONLINE_HOUR_COUNT_MAX,
		.bytes_max = ZR_HUB_ONLINE_HOUR_BYTES_MAX};
	const struct zr_quota_limits stranger = {.window_us = (int64_t)60 * 1000000,
		.count_max = ZR_HUB_STRANGER_COUNT_MAX,
		.bytes_max = UINT64_MAX};
	int code = zr_quota_new(&tablet, &shared->tablet_quota, error);
	const struct zr_quota_limits factor = {.window_us = (int64_t)3600 * 1000000,
		.count_max = ZR_HUB_FACTOR_COUNT_MAX,
		.bytes_max = UINT64_MAX};
	if (code == 0) {
		code = zr_quota_new(&stranger, &shared->stranger_quota, error);
	}
	if (code == 0) {
		code = zr_quota_new(&online, &shared->online_quota, error);
	}
	return code == 0 ? zr_quota_new(&factor, &shared->factor_quota, error) : code;
}

static int make_pen(struct zr_shared *shared, struct zr_error *error)
{
	int code = zr_crypto_pen_new(shared->keys.sign, &shared->pen);
	shared->keys.pen = shared->pen;
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for the hub's key");
}

static int open_certificates(struct zr_shared *shared, const char *folder, struct zr_error *error)
{
	const struct zr_buffer *authority = zr_keeper_authority(shared->keeper);
	const struct zr_certificates_wish wish = {.folder = folder,
		.names = shared->options.tls_names,
		.name_count = shared->options.tls_name_count,
		.now_us = now_us(),
		.ca_der = (const uint8_t *)authority->data,
		.ca_bytes = authority->bytes,
		.vouch = zr_keeper_vouch,
		.vouch_user = shared->keeper};
	return zr_certificates_open(&wish, &shared->certificates, error);
}

static int load_keys(struct zr_shared *shared, struct zr_error *error)
{
	const struct zr_options *options = &shared->options;
	char folder[ZR_OPTIONS_PATH_BYTES];
	(void)snprintf(folder, sizeof folder, "%s/keys", options->data);
	int code = zr_keys_make_folder(options->data, error);
	if (code == 0) {
		code = zr_keys_make_folder(folder, error);
	}
	const struct zr_keeper_wish wish = {.socket = options->keeper,
		.folder = folder,
		.now_us = now_us(),
		.is_apart = options->is_keeper_apart != 0};
	if (code == 0) { /* before anything secret is read here */
		code = zr_keeper_start(&wish, &shared->keeper, &shared->keys, error);
	}
	if (code == 0) {
		code = open_certificates(shared, folder, error);
	}
	if (code == 0) { /* for who verifies the audit */
		code = zr_keys_write_public(
			folder, ZR_KEYS_PUBLIC_FILE, &shared->keys.public_half, error);
	}
	if (code == 0) {
		code = make_pen(shared, error);
	}
	if (code == 0) {
		code = zr_office_key_load(folder, &shared->keys.public_half, &shared->office,
			&shared->office_line, error);
	}
	if (code == 0) {
		code = zr_ticket_load_key(folder, &shared->ticket_key, error);
	}
	return code == 0 ? zr_collector_load_seed(folder, shared->collector_seed, error) : code;
}

int zr_shared_init(
	struct zr_shared *shared, const struct zr_options *options, struct zr_error *error)
{
	assert(shared != NULL && options != NULL);
	assert(options->data != NULL); /* the parser of options makes sure */
	*shared = (struct zr_shared){.options = *options};
	int code = zr_options_format_store(options, shared->store_path, error);
	if (code != 0) {
		return code;
	}
	zr_zone_find_own(shared->zone);
	code = load_keys(shared, error);
	if (code == 0) {
		code = make_quotas(shared, error);
	}
	if (code == 0) {
		code = zr_attempts_new(&shared->attempts, error);
	}
	if (code != 0) {
		zr_shared_finish(shared);
	}
	return code;
}

void zr_shared_finish(struct zr_shared *shared)
{
	assert(shared != NULL);
	zr_attempts_free(shared->attempts);
	shared->attempts = NULL;
	explicit_bzero(&shared->ticket_key, sizeof shared->ticket_key);
	zr_quota_free(shared->tablet_quota);
	zr_quota_free(shared->online_quota);
	zr_quota_free(shared->stranger_quota);
	zr_quota_free(shared->factor_quota);
	shared->tablet_quota = shared->online_quota = NULL;
	shared->stranger_quota = shared->factor_quota = NULL;
	zr_keeper_stop(shared->keeper);
	shared->keeper = NULL;
	zr_certificates_finish(&shared->certificates);
	zr_buffer_finish(&shared->office_line);
	zr_party_finish(&shared->keys);
	zr_crypto_pen_free(shared->pen);
	shared->pen = NULL;
	explicit_bzero(shared->collector_seed, sizeof shared->collector_seed);
}
