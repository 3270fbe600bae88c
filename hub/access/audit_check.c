/* One walk along the chain, in pieces. */
#include "hub/access/audit_check.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/acts.h"
#include "hub/core/options.h"
#include "hub/pki/keys.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"

#define PIECE_COUNT 1000

struct walk {
	const struct zr_party_public *hub;
	struct zr_audit_found *found;
	struct zr_error *error;
};

static int refuse(const struct walk *walk, uint64_t number, const char *sentence)
{
	return zr_error_set_at(walk->error, ZR_E_FORGED, (uint32_t)number, "audit", "line %llu %s",
		(unsigned long long)number, sentence);
}

static int check_signature(const struct walk *walk, const struct zr_act *act)
{
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	const struct zr_audit_found *found = walk->found;
	if (strcmp(act->who, ZR_ACTS_HUB) != 0 || strcmp(act->what, ZR_ACTS_SIGNED) != 0) {
		return 0;
	}
	if (zr_hex_decode(act->detail, signature, sizeof signature) != 0 ||
		zr_crypto_verify(walk->hub->sign, found->last_hash, sizeof found->last_hash,
			signature) != 0) {
		return refuse(walk, act->number, "is not signed by this hub's key");
	}
	walk->found->signature_count++;
	walk->found->signed_number = found->line_count;
	return 0;
}

static int look_at(void *user, const struct zr_act *act)
{
	struct walk *walk = user;
	struct zr_audit_found *found = walk->found;
	uint8_t hash[ZR_ACTS_HASH_BYTES];
	if (act->number != found->line_count + 1) {
		return refuse(walk, found->line_count + 1, "is missing");
	}
	int code = zr_acts_hash(act, found->last_hash, hash, walk->error);
	if (code != 0) {
		return code;
	}
	if (memcmp(hash, act->hash, sizeof hash) != 0) {
		return refuse(walk, act->number, "is not what was written, or not in its place");
	}
	code = check_signature(walk, act);
	memcpy(found->last_hash, hash, sizeof hash);
	found->line_count++;
	return code;
}

static int go_through(struct zr_store *store, struct walk *walk)
{
	assert(store != NULL && walk->hub != NULL);
	uint64_t before = 0;
	int code = 0;
	do {
		before = walk->found->line_count;
		const struct zr_store_span span = {(int64_t)before, PIECE_COUNT};
		code = zr_store_list_acts(store, &span, look_at, walk, walk->error);
	} while (code == 0 && walk->found->line_count > before);
	return code;
}

int zr_audit_check_run(
	const struct zr_options *options, struct zr_audit_found *ret_found, struct zr_error *error)
{
	assert(options != NULL && options->data != NULL && ret_found != NULL);
	struct zr_party_public hub;
	struct zr_store *store = NULL;
	char path[ZR_OPTIONS_PATH_BYTES];
	*ret_found = (struct zr_audit_found){0};
	(void)snprintf(path, sizeof path, "%s/keys", options->data);
	int code = zr_keys_read_public(path, ZR_KEYS_PUBLIC_FILE, &hub, error);
	if (code == ZR_E_NOT_FOUND) {
		return zr_error_set(error, code,
			"%s/" ZR_KEYS_PUBLIC_FILE " is missing: a start of the hub writes it",
			path);
	}
	if (code == 0) {
		code = zr_options_format_store(options, path, error);
	}
	if (code == 0) {
		code = zr_store_open_reader(
			options->copy != NULL ? options->copy : path, &store, error);
	}
	struct walk walk = {&hub, ret_found, error};
	if (code == 0) {
		code = go_through(store, &walk);
	}
	zr_store_close(store);
	return code;
}
