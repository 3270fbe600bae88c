/* Keys first, then the chain that names them: what is cut off leaves a key that nobody names. */
#include "owner/ceremony.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/trust/cose_sign.h"
#include "lib/trust/manifest.h"
#include "owner/key_file.h"

static_assert(ZR_OWNER_RELEASE == ZR_CHARTER_ROOT_COUNT, "the roots' places come first");

/* Open keys that sign together. */
struct signers {
	EVP_PKEY *keys[ZR_CHARTER_ROOT_COUNT];
	struct zr_cose_signer signers[ZR_CHARTER_ROOT_COUNT];
	size_t count;
};

static void finish_signers(struct signers *signers)
{
	for (size_t i = 0; i < signers->count; i++) {
		EVP_PKEY_free(signers->keys[i]);
	}
}

static int add_signer(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t *public_key, struct signers *signers, struct zr_error *error)
{
	assert(signers->count < ZR_CHARTER_ROOT_COUNT);
	EVP_PKEY **key = &signers->keys[signers->count];
	int code = zr_key_file_open(folder, place, public_key, key, error);
	if (code == 0) {
		signers->signers[signers->count] = zr_key_file_signer(*key, public_key);
		signers->count++;
	}
	return code;
}

/* Two of the roots of this charter that are here; not the one at the place that is to change. */
static int gather_roots(const struct zr_owner_folder *folder, const struct zr_charter *charter,
	enum zr_owner_place changing, struct signers *signers, struct zr_error *error)
{
	int code = 0;
	for (unsigned place = 0; code == 0 && place < ZR_CHARTER_ROOT_COUNT &&
				 signers->count < ZR_CHARTER_SIGNER_COUNT;
		place++) {
		if (place != (unsigned)changing &&
			zr_key_file_is_there(folder, place, charter->roots[place])) {
			code = add_signer(folder, place, charter->roots[place], signers, error);
		}
	}
	if (code == 0 && signers->count < ZR_CHARTER_SIGNER_COUNT) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"%s has %zu of the root keys that must sign, and %d are needed: bring the "
			"folders root-1, root-2, root-3 from their safes",
			folder->path, signers->count, ZR_CHARTER_SIGNER_COUNT);
	}
	return code;
}

static int sign(const struct zr_buffer *content, const struct signers *signers,
	struct zr_buffer *ret_document, struct zr_error *error)
{
	const struct zr_crypto_bytes bytes = {content->data, content->bytes};
	return zr_cose_sign(bytes, signers->signers, signers->count, ret_document, error);
}

/* The charter at the end of the chain, when a tablet would follow it. */
static int extend(struct zr_buffer *chain, const struct zr_charter *charter,
	const struct signers *signers, struct zr_error *error)
{
	assert(charter->generation > 0 && signers->count >= ZR_CHARTER_SIGNER_COUNT);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	struct zr_trust trust;
	int code = zr_charter_encode(charter, &content, error);
	if (code == 0) {
		code = sign(&content, signers, &document, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = chain};
	zr_cbor_put_bytes(&writer, document.data, document.bytes);
	if (writer.code != 0) {
		return zr_error_set(error, writer.code, "no memory for the line of charters");
	}
	return zr_trust_begin((struct zr_crypto_bytes){chain->data, chain->bytes}, &trust, error);
}

static int store_chain(
	const struct zr_owner_folder *folder, const struct zr_buffer *chain, struct zr_error *error)
{
	return zr_owner_folder_write(
		folder, "chain.cbor", (struct zr_crypto_bytes){chain->data, chain->bytes}, error);
}

/* ---- the first charter ---- */

static int draw_all(
	const struct zr_owner_folder *folder, struct zr_charter *charter, struct zr_error *error)
{
	int code = 0;
	for (unsigned place = 0; code == 0 && place < ZR_CHARTER_ROOT_COUNT; place++) {
		code = zr_key_file_draw(folder, place, charter->roots[place], error);
	}
	if (code == 0) {
		charter->release_count = 1;
		code = zr_key_file_draw(folder, ZR_OWNER_RELEASE, charter->releases[0], error);
	}
	return code;
}

/* Refuses a folder that has an owner's keys. */
static int demand_empty(const struct zr_owner_folder *folder, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	int code = zr_owner_folder_read(folder, "chain.cbor", &chain, error);
	return code == ZR_E_NOT_FOUND
		       ? 0
		       : zr_error_set(error, ZR_E_EXISTS,
				 "%s has an owner's keys already: name another folder",
				 folder->path);
}

int zr_ceremony_begin(
	const struct zr_owner_folder *folder, const char *owner_name, struct zr_error *error)
{
	assert(folder != NULL && owner_name != NULL);
	struct zr_charter charter = {.generation = 1, .is_development = folder->is_development};
	ZR_CLEANUP(finish_signers) struct signers signers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	int length = snprintf(charter.name, sizeof charter.name, "%s", owner_name);
	if (length <= 0 || (size_t)length >= sizeof charter.name) {
		return zr_error_set(error, ZR_E_INVALID, "an owner's name has 1 to %zu bytes",
			sizeof charter.name - 1);
	}
	int code = demand_empty(folder, error);
	if (code == 0) {
		code = draw_all(folder, &charter, error);
	}
	if (code == 0) {
		code = gather_roots(folder, &charter, ZR_OWNER_RELEASE, &signers, error);
	}
	if (code == 0) {
		code = extend(&chain, &charter, &signers, error);
	}
	return code == 0 ? store_chain(folder, &chain, error) : code;
}

/* ---- the next ones ---- */

int zr_ceremony_rotate(
	const struct zr_owner_folder *folder, enum zr_owner_place place, struct zr_error *error)
{
	assert(folder != NULL && place < ZR_OWNER_PLACE_COUNT);
	struct zr_trust trust;
	ZR_CLEANUP(finish_signers) struct signers signers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	int code = zr_owner_folder_read_chain(folder, &chain, &trust, error);
	if (code == 0) {
		code = gather_roots(folder, &trust.charter, place, &signers, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_charter next = trust.charter;
	struct zr_owner_folder drawing = *folder;
	drawing.is_development = trust.charter.is_development;
	uint8_t *key = place == ZR_OWNER_RELEASE ? next.releases[0] : next.roots[place];
	next.generation++;
	next.has_before = true;
	next.release_count = place == ZR_OWNER_RELEASE ? 1 : next.release_count;
	memcpy(next.before, trust.at, sizeof next.before);
	code = zr_key_file_draw(&drawing, place, key, error);
	if (code == 0) {
		code = extend(&chain, &next, &signers, error);
	}
	return code == 0 ? store_chain(folder, &chain, error) : code;
}

/* ---- signing ---- */

/* The content of a manifest that may be signed already. */
static int read_manifest(
	struct zr_crypto_bytes bytes, struct zr_manifest *ret_manifest, struct zr_error *error)
{
	struct zr_cose_signed document;
	if (zr_cose_sign_take(bytes, "the manifest", &document, NULL) == 0) {
		bytes = (struct zr_crypto_bytes){document.content.data, document.content.bytes};
	}
	return zr_manifest_decode(bytes, ret_manifest, error);
}

/* By whichever of the release keys lies here. */
static int open_release(const struct zr_owner_folder *folder, const struct zr_charter *charter,
	struct signers *signers, struct zr_error *error)
{
	assert(charter->release_count > 0 && signers->count == 0);
	for (size_t i = 0; i < charter->release_count; i++) {
		if (zr_key_file_is_there(folder, ZR_OWNER_RELEASE, charter->releases[i])) {
			return add_signer(
				folder, ZR_OWNER_RELEASE, charter->releases[i], signers, error);
		}
	}
	return zr_error_set(error, ZR_E_NOT_FOUND,
		"%s/release has no release key of charter %u: bring it, or replace it by rotate",
		folder->path, charter->generation);
}

int zr_ceremony_sign(const struct zr_owner_folder *folder, struct zr_crypto_bytes manifest,
	struct zr_buffer *ret_document, struct zr_error *error)
{
	assert(folder != NULL && ret_document->bytes == 0);
	struct zr_trust trust;
	struct zr_manifest read;
	ZR_CLEANUP(finish_signers) struct signers signers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_owner_folder_read_chain(folder, NULL, &trust, error);
	if (code == 0) {
		code = read_manifest(manifest, &read, error);
	}
	if (code == 0) {
		read.generation = trust.charter.generation;
		code = zr_manifest_encode(&read, &content, error);
	}
	if (code == 0) {
		code = open_release(folder, &trust.charter, &signers, error);
	}
	if (code == 0) {
		code = zr_cose_sign1((struct zr_crypto_bytes){content.data, content.bytes},
			signers.signers, ret_document, error);
	}
	return code == 0
		       ? zr_manifest_verify(&trust,
				 (struct zr_crypto_bytes){ret_document->data, ret_document->bytes},
				 &read, error)
		       : code;
}

int zr_ceremony_give(const struct zr_owner_folder *folder, const struct zr_ceremony_gift *gift,
	struct zr_buffer *ret_document, struct zr_error *error)
{
	assert(folder != NULL && gift != NULL && ret_document->bytes == 0);
	struct zr_trust trust;
	struct zr_trust taker;
	ZR_CLEANUP(finish_signers) struct signers signers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_owner_folder_read_chain(folder, NULL, &trust, error);
	if (code == 0) {
		code = zr_trust_begin(gift->chain, &taker, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_voucher voucher = {
		.generation = trust.charter.generation, .handover = gift->handover};
	memcpy(voucher.device, gift->device, sizeof voucher.device);
	memcpy(voucher.giver, trust.owner, sizeof voucher.giver);
	memcpy(voucher.taker, taker.owner, sizeof voucher.taker);
	code = zr_voucher_encode(&voucher, &content, error);
	if (code == 0) {
		code = gather_roots(folder, &trust.charter, ZR_OWNER_RELEASE, &signers, error);
	}
	return code == 0 ? sign(&content, &signers, ret_document, error) : code;
}
