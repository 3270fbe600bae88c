/*
 * An owner with keys of given seeds: a line of charters that grows, and manifests that are signed.
 * Failures end the test.
 */
#ifndef ZR_TEST_OWNER_H
#define ZR_TEST_OWNER_H

#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/trust/cose_sign.h"
#include "lib/trust/manifest.h"

#define OWNER_BOARD "qemu"

/* Keys are told apart by a number; the seed is that number in every byte's place. */
struct owner {
	struct zr_buffer chain;
	struct zr_charter charter; /* the present one */
	uint8_t at[ZR_CRYPTO_HASH_BYTES];
	unsigned roots[ZR_CHARTER_ROOT_COUNT]; /* numbers of keys */
	unsigned release;
	unsigned next_key;
};

static inline void owner_seed(unsigned key, uint8_t ret_seed[ZR_CRYPTO_KEY_BYTES])
{
	memset(ret_seed, 0, ZR_CRYPTO_KEY_BYTES);
	memcpy(ret_seed, &key, sizeof key);
}

/* The seed must outlive the signer. */
static inline struct zr_cose_signer owner_signer(unsigned key, uint8_t seed[ZR_CRYPTO_KEY_BYTES])
{
	struct zr_cose_signer signer = {.seed = seed};
	owner_seed(key, seed);
	assert_int_equal(zr_crypto_sign_public(seed, signer.public_key), 0);
	return signer;
}

/* Content signed by these keys. */
static inline struct zr_buffer owner_sign(
	const struct zr_buffer *content, const unsigned *keys, size_t count)
{
	struct zr_buffer document = {0};
	uint8_t seeds[ZR_COSE_SIGNER_COUNT_MAX][ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signers[ZR_COSE_SIGNER_COUNT_MAX];
	for (size_t i = 0; i < count; i++) {
		signers[i] = owner_signer(keys[i], seeds[i]);
	}
	const struct zr_crypto_bytes bytes = {content->data, content->bytes};
	assert_int_equal(zr_cose_sign(bytes, signers, count, &document, NULL), 0);
	return document;
}

static inline void owner_append(struct zr_buffer *chain, const struct zr_buffer *document)
{
	struct zr_cbor_writer writer = {.buffer = chain};
	zr_cbor_put_bytes(&writer, document->data, document->bytes);
	assert_int_equal(writer.code, 0);
}

/* The charter of the owner's present keys, as content. */
static inline struct zr_buffer owner_charter(struct owner *owner)
{
	struct zr_buffer content = {0};
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_charter *charter = &owner->charter;
	charter->has_before = charter->generation > 0;
	charter->generation++;
	charter->release_count = 1;
	memcpy(charter->before, owner->at, sizeof charter->before);
	(void)snprintf(charter->name, sizeof charter->name, "Census office");
	for (size_t i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		struct zr_cose_signer root = owner_signer(owner->roots[i], seed);
		memcpy(charter->roots[i], root.public_key, sizeof root.public_key);
	}
	struct zr_cose_signer release = owner_signer(owner->release, seed);
	memcpy(charter->releases[0], release.public_key, sizeof release.public_key);
	assert_int_equal(zr_charter_encode(charter, &content, NULL), 0);
	zr_crypto_hash(content.data, content.bytes, owner->at);
	return content;
}

/* The next charter, signed by these, at the end of the chain. */
static inline void owner_extend(struct owner *owner, const unsigned *keys, size_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = owner_charter(owner);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = owner_sign(&content, keys, count);
	owner_append(&owner->chain, &document);
}

/* Keys from first on: three roots and the release key. */
static inline struct owner owner_new(unsigned first)
{
	struct owner owner = {.roots = {first, first + 1, first + 2},
		.release = first + 3,
		.next_key = first + 4};
	owner_extend(&owner, owner.roots, 2);
	return owner;
}

static inline void owner_rotate_release(struct owner *owner)
{
	owner->release = owner->next_key++;
	owner_extend(owner, owner->roots, 2);
}

/* The root at this place is lost: the other two sign. */
static inline void owner_rotate_root(struct owner *owner, size_t lost)
{
	const unsigned signers[] = {owner->roots[(lost + 1) % ZR_CHARTER_ROOT_COUNT],
		owner->roots[(lost + 2) % ZR_CHARTER_ROOT_COUNT]};
	owner->roots[lost] = owner->next_key++;
	owner_extend(owner, signers, 2);
}

static inline struct zr_crypto_bytes owner_chain(const struct owner *owner)
{
	return (struct zr_crypto_bytes){owner->chain.data, owner->chain.bytes};
}

static inline void owner_finish(struct owner *owner)
{
	zr_buffer_finish(&owner->chain);
}

/* A release whose wholes are there. */
static inline struct zr_manifest owner_release(const struct owner *owner, uint32_t number)
{
	struct zr_manifest manifest = {.generation = owner->charter.generation,
		.number = number,
		.name = "2026.12",
		.board = OWNER_BOARD,
		.part_count = 2,
		.file_count = 2,
		.parts = {{.kind = ZR_PART_ROOT, .bytes = 4096, .sha256 = {1}},
			{.kind = ZR_PART_UKI, .bytes = 512, .sha256 = {2}}},
		.files = {{.part = ZR_PART_ROOT,
				  .packing = ZR_PACKING_ZSTD,
				  .bytes = 1000,
				  .sha256 = {3}},
			{.part = ZR_PART_UKI,
				.packing = ZR_PACKING_PLAIN,
				.bytes = 512,
				.sha256 = {2}}}};
	return manifest;
}

static inline struct zr_buffer owner_sign_release(const struct zr_manifest *manifest, unsigned key)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_buffer document = {0};
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signer = owner_signer(key, seed);
	assert_int_equal(zr_manifest_encode(manifest, &content, NULL), 0);
	const struct zr_crypto_bytes bytes = {content.data, content.bytes};
	assert_int_equal(zr_cose_sign1(bytes, &signer, &document, NULL), 0);
	return document;
}

#endif
