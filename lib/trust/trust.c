/*
 * One step takes one charter. All of it is looked at before anything is believed, and the state
 * moves by one assignment.
 */
#include "lib/trust/trust.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/trust/cose_sign.h"
#include "lib/trust/document_kind.h"

enum {
	KEY_OWNER = 1,
	KEY_FLOOR,
	KEY_HANDOVER,
	KEY_CHARTER,
	STATE_KEY_COUNT = KEY_CHARTER,
};

/* A charter as it came. */
struct step {
	struct zr_cose_signed document;
	struct zr_charter charter;
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
};

static int refuse(struct zr_error *error, int code, enum zr_fault_kind kind, uint32_t generation)
{
	const struct zr_fault fault = {.kind = kind, .number = generation};
	return zr_error_set_fault(error, code, &fault);
}

static int take_step(struct zr_cbor_span bytes, struct step *ret_step, struct zr_error *error)
{
	const struct zr_crypto_bytes document = {bytes.data, bytes.bytes};
	int code = zr_cose_sign_take(document, "the charter", &ret_step->document, error);
	if (code != 0) {
		return code;
	}
	const struct zr_cbor_span *content = &ret_step->document.content;
	if (ret_step->document.is_sign1) {
		return zr_error_set(error, ZR_E_SYNTAX, "one signature makes no charter");
	}
	zr_crypto_hash(content->data, content->bytes, ret_step->hash);
	return zr_charter_decode(content->data, content->bytes, &ret_step->charter, error);
}

/* ---- who signed ---- */

static bool has_key(const struct zr_charter *charter, const uint8_t *key)
{
	for (size_t i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		if (memcmp(charter->roots[i], key, ZR_CRYPTO_KEY_BYTES) == 0) {
			return true;
		}
	}
	return false;
}

/* The roots of the one, and those of the other that the first does not have. */
static size_t join_roots(const struct zr_charter *one, const struct zr_charter *other,
	uint8_t (*ret_keys)[ZR_CRYPTO_KEY_BYTES])
{
	size_t count = ZR_CHARTER_ROOT_COUNT;
	memcpy(ret_keys, one->roots, sizeof one->roots);
	for (size_t i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		if (!has_key(one, other->roots[i])) {
			memcpy(ret_keys[count++], other->roots[i], ZR_CRYPTO_KEY_BYTES);
		}
	}
	return count;
}

static size_t count_among(const struct zr_charter *charter,
	const uint8_t (*keys)[ZR_CRYPTO_KEY_BYTES], uint32_t signers)
{
	size_t count = 0;
	for (size_t i = 0; signers >> i != 0; i++) {
		count += (signers >> i & 1) != 0 && has_key(charter, keys[i]);
	}
	return count;
}

/* Two of its own roots, two of those before, and nobody else: a signature that we cannot check
 * would let anyone make a second document of this one. before: NULL for the first. */
static int check_signers(
	const struct zr_charter *before, const struct step *step, struct zr_error *error)
{
	static_assert(2 * ZR_CHARTER_ROOT_COUNT <= ZR_COSE_SIGNER_COUNT_MAX, "all may sign");
	const struct zr_charter *own = &step->charter;
	const struct zr_charter *former = before != NULL ? before : own;
	uint8_t keys[2 * ZR_CHARTER_ROOT_COUNT][ZR_CRYPTO_KEY_BYTES];
	const uint8_t(*const all)[ZR_CRYPTO_KEY_BYTES] =
		(const uint8_t(*)[ZR_CRYPTO_KEY_BYTES])keys;
	uint32_t signers = 0;
	int code =
		zr_cose_sign_verify(&step->document, all, join_roots(own, former, keys), &signers);
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "no memory to check a charter");
	}
	if (code == 0 && count_among(former, all, signers) < ZR_CHARTER_SIGNER_COUNT) {
		return refuse(error, ZR_E_FORGED, ZR_FAULT_CHARTER_FORMER_ROOTS, own->generation);
	}
	return code == 0 && count_among(own, all, signers) >= ZR_CHARTER_SIGNER_COUNT &&
			       (size_t)__builtin_popcount(signers) == step->document.signature_count
		       ? 0
		       : refuse(error, ZR_E_FORGED, ZR_FAULT_CHARTER_ALTERED, own->generation);
}

/* ---- one step ---- */

/* Whether it lies behind; one that should and is another is of another line. */
static int pass_over(const struct zr_trust *trust, const struct step *step, bool *ret_is_behind,
	struct zr_error *error)
{
	const uint32_t generation = step->charter.generation;
	*ret_is_behind = generation <= trust->charter.generation;
	if ((generation == 1 && memcmp(step->hash, trust->owner, sizeof trust->owner) != 0) ||
		(generation == trust->charter.generation &&
			memcmp(step->hash, trust->at, sizeof trust->at) != 0)) {
		return refuse(error, ZR_E_FOREIGN, ZR_FAULT_CHARTER_FOREIGN, generation);
	}
	return 0;
}

static int check_next(const struct zr_trust *trust, const struct step *step, struct zr_error *error)
{
	const struct zr_charter *next = &step->charter;
	assert(next->generation > trust->charter.generation);
	if (next->generation != trust->charter.generation + 1) {
		return refuse(
			error, ZR_E_LOST, ZR_FAULT_CHARTER_MISSING, trust->charter.generation + 1);
	}
	if (memcmp(next->before, trust->at, sizeof trust->at) != 0) {
		return refuse(error, ZR_E_FOREIGN, ZR_FAULT_CHARTER_FOREIGN, next->generation);
	}
	/* Whoever has a build has its keys: what they made stays marked, and field keys never
	 * lead there. */
	if (next->is_development != trust->charter.is_development) {
		return refuse(error, ZR_E_REFUSED, ZR_FAULT_CHARTER_DEVELOPMENT, next->generation);
	}
	return check_signers(&trust->charter, step, error);
}

static void move(struct zr_trust *trust, const struct step *step)
{
	trust->charter = step->charter;
	memcpy(trust->at, step->hash, sizeof trust->at);
}

static int follow_one(struct zr_trust *trust, struct zr_cbor_span document, size_t *step_count,
	struct zr_error *error)
{
	struct step step = {0};
	bool is_behind = false;
	int code = take_step(document, &step, error);
	if (code == 0) {
		code = pass_over(trust, &step, &is_behind, error);
	}
	if (code == 0 && !is_behind) {
		code = check_next(trust, &step, error);
	}
	if (code == 0 && !is_behind) {
		move(trust, &step);
		*step_count += 1;
	}
	return code;
}

/* ---- the line ---- */

static int open_chain(
	struct zr_crypto_bytes chain, struct zr_cbor_reader *ret_reader, struct zr_error *error)
{
	if (chain.bytes > ZR_TRUST_CHAIN_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the line of charters has %zu bytes and may have %d", chain.bytes,
			ZR_TRUST_CHAIN_BYTES_MAX);
	}
	zr_cbor_init(ret_reader, chain.data, chain.bytes);
	return 0;
}

static int follow_rest(struct zr_trust *trust, struct zr_cbor_reader *reader, size_t *step_count,
	struct zr_error *error)
{
	int code = 0;
	for (size_t count = 0; code == 0 && reader->code == 0 && reader->offset < reader->bytes;
		count++) {
		struct zr_cbor_span document = zr_cbor_take_bytes(reader);
		if (count == ZR_TRUST_CHAIN_COUNT_MAX) {
			return zr_error_set(error, ZR_E_LIMIT, "the line has more than %d charters",
				ZR_TRUST_CHAIN_COUNT_MAX);
		}
		code = reader->code == 0 ? follow_one(trust, document, step_count, error) : 0;
	}
	return code == 0 ? zr_cbor_end(reader, "the line of charters", error) : code;
}

int zr_trust_begin(struct zr_crypto_bytes chain, struct zr_trust *ret_trust, struct zr_error *error)
{
	assert(ret_trust != NULL);
	struct zr_trust trust = {0};
	struct step first = {0};
	struct zr_cbor_reader reader;
	size_t step_count = 0;
	int code = open_chain(chain, &reader, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_span document = zr_cbor_take_bytes(&reader);
	if (reader.code != 0) {
		return zr_cbor_end(&reader, "the line of charters", error);
	}
	code = take_step(document, &first, error);
	if (code == 0 && first.charter.generation != 1) {
		code = refuse(error, ZR_E_LOST, ZR_FAULT_CHARTER_MISSING, 1);
	}
	if (code == 0) {
		code = check_signers(NULL, &first, error);
	}
	if (code == 0) {
		move(&trust, &first);
		memcpy(trust.owner, first.hash, sizeof trust.owner);
		code = follow_rest(&trust, &reader, &step_count, error);
	}
	if (code == 0) {
		*ret_trust = trust;
	}
	return code;
}

int zr_trust_follow(struct zr_trust *trust, struct zr_crypto_bytes chain, size_t *ret_step_count,
	struct zr_error *error)
{
	assert(trust != NULL && trust->charter.generation > 0);
	const uint32_t floor = trust->floor;
	struct zr_cbor_reader reader;
	size_t step_count = 0;
	int code = open_chain(chain, &reader, error);
	if (code == 0) {
		code = follow_rest(trust, &reader, &step_count, error);
	}
	assert(trust->floor == floor); /* no document moves it */
	if (ret_step_count != NULL) {
		*ret_step_count = step_count;
	}
	return code;
}

void zr_trust_raise_floor(struct zr_trust *trust, uint32_t floor)
{
	assert(trust != NULL && trust->charter.generation > 0);
	if (floor > trust->floor) {
		trust->floor = floor;
	}
}

/* ---- as bytes ---- */

static int put_state(const struct zr_trust *trust, struct zr_buffer *state, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer charter = {0};
	int code = zr_charter_encode(&trust->charter, &charter, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = state};
	zr_cbor_put_map(&writer, STATE_KEY_COUNT);
	zr_cbor_put_bytes_field(&writer, KEY_OWNER, trust->owner, sizeof trust->owner);
	zr_cbor_put_uint_field(&writer, KEY_FLOOR, trust->floor);
	zr_cbor_put_uint_field(&writer, KEY_HANDOVER, trust->handover);
	zr_cbor_put_bytes_field(&writer, KEY_CHARTER, charter.data, charter.bytes);
	return writer.code == 0 ? 0 : zr_error_set(error, writer.code, "no memory for a state");
}

int zr_trust_encode(
	const struct zr_trust *trust, struct zr_buffer *ret_state, struct zr_error *error)
{
	assert(trust != NULL && trust->charter.generation > 0 && ret_state->bytes == 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer state = {0};
	int code = put_state(trust, &state, error);
	if (code != 0) {
		return code;
	}
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	struct zr_cbor_writer writer = {.buffer = ret_state};
	zr_crypto_hash(state.data, state.bytes, hash);
	zr_cbor_put_array(&writer, 2);
	zr_cbor_put_bytes(&writer, state.data, state.bytes);
	zr_cbor_put_bytes(&writer, hash, sizeof hash);
	if (writer.code != 0) {
		zr_buffer_finish(ret_state);
		return zr_error_set(error, writer.code, "no memory for a state");
	}
	assert(ret_state->bytes <= ZR_TRUST_BYTES_MAX);
	return 0;
}

static void take_state(
	struct zr_cbor_reader *reader, struct zr_trust *trust, struct zr_cbor_span *ret_charter)
{
	if (zr_cbor_take_map(reader) != STATE_KEY_COUNT) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	zr_document_take_key(reader, KEY_OWNER);
	zr_cbor_take_fixed(reader, trust->owner, sizeof trust->owner);
	trust->floor = zr_document_take_number(reader, KEY_FLOOR);
	trust->handover = zr_document_take_number(reader, KEY_HANDOVER);
	zr_document_take_key(reader, KEY_CHARTER);
	*ret_charter = zr_cbor_take_bytes(reader);
}

/* The bytes of the state without the zeros of the sector behind them. */
static int unwrap(
	struct zr_crypto_bytes whole, struct zr_cbor_span *ret_state, struct zr_error *error)
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	uint8_t told[ZR_CRYPTO_HASH_BYTES] = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, whole.data, whole.bytes);
	if (zr_cbor_take_array(&reader) != 2) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	*ret_state = zr_cbor_take_bytes(&reader);
	zr_cbor_take_fixed(&reader, told, sizeof told);
	bool is_whole = reader.code == 0;
	for (size_t i = reader.offset; is_whole && i < whole.bytes; i++) {
		is_whole = reader.data[i] == 0;
	}
	if (is_whole) {
		zr_crypto_hash(ret_state->data, ret_state->bytes, hash);
		is_whole = memcmp(hash, told, sizeof hash) == 0;
	}
	return is_whole
		       ? 0
		       : zr_error_set(error, ZR_E_SYNTAX,
				 "what the tablet believes is torn or altered; it begins anew with "
				 "its image");
}

int zr_trust_decode(
	struct zr_crypto_bytes state, struct zr_trust *ret_trust, struct zr_error *error)
{
	assert(ret_trust != NULL);
	struct zr_trust trust = {0};
	struct zr_cbor_span content = {0};
	struct zr_cbor_span charter = {0};
	int code = unwrap(state, &content, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content.data, content.bytes);
	take_state(&reader, &trust, &charter);
	code = zr_cbor_end(&reader, "what the tablet believes", error);
	if (code == 0) {
		code = zr_charter_decode(charter.data, charter.bytes, &trust.charter, error);
	}
	if (code == 0) {
		zr_crypto_hash(charter.data, charter.bytes, trust.at);
		*ret_trust = trust;
	}
	return code;
}
