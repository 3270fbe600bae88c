/*
 * The sealed part alone: its context is authenticated, and every algorithm is the one we wrote. The
 * n-th allocation failing is tried here over the whole envelope, with malloc and OpenSSL's
 * allocator both counting down.
 */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/content.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/renewal.h"
#include "lib/envelope/sealed.h"
#include "lib/envelope/sealed_pair.h"
#include "test/unit/fail_alloc.h"
#include "test/unit/envelope/parties.h"

/* --- sealing ---------------------------------------------------------------------------------- */

static const struct zr_crypto_bytes plain = {"plain", 5};
static const struct zr_crypto_bytes context = {"context", 7};

static void seal(struct zr_party_secret *reader, struct zr_buffer *sealed)
{
	parties_init(reader, 2);
	assert_int_equal(0, zr_sealed_encode(&(struct zr_sealed_message){plain, context},
				    &reader->public_half, parties_random, sealed, NULL));
}

static int open_sealed(const struct zr_buffer *sealed, struct zr_crypto_bytes in_context,
	const struct zr_party_secret *reader)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_crypto_bytes bytes = {sealed->data, sealed->bytes};
	int code = zr_sealed_decode(bytes, in_context, reader, &opened, NULL);
	if (code == 0) {
		assert_int_equal(plain.bytes, opened.bytes);
		assert_memory_equal(plain.data, opened.data, plain.bytes);
	} else {
		assert_int_equal(0, opened.bytes);
	}
	return code;
}

static void opens_in_its_context_only(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sealed = {0};
	struct zr_party_secret reader;
	seal(&reader, &sealed);
	assert_int_equal(0, open_sealed(&sealed, context, &reader));
	struct zr_crypto_bytes other = {"kontext", 7};
	assert_int_equal(ZR_E_FORGED, open_sealed(&sealed, other, &reader));
}

/* Changes the byte behind the first place where these bytes stand. */
static void alter_behind(struct zr_buffer *sealed, const char *bytes, size_t count, uint8_t value)
{
	char *found = memmem(sealed->data, sealed->bytes, bytes, count);
	assert_non_null(found);
	assert_true(found[count] != (char)value);
	found[count] = (char)value;
}

static void refuses_other_algorithms(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cipher = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer agreement = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer curve = {0};
	struct zr_party_secret reader;
	seal(&reader, &cipher);
	alter_behind(&cipher, "\xA2\x01\x18", 3, 0x1E);
	assert_int_equal(ZR_E_UNSUPPORTED, open_sealed(&cipher, context, &reader));
	seal(&reader, &agreement);
	alter_behind(&agreement, "\xA1\x01\x38", 3, 0x1A); /* -27, ECDH-SS + HKDF-256 */
	assert_int_equal(ZR_E_UNSUPPORTED, open_sealed(&agreement, context, &reader));
	seal(&reader, &curve);
	alter_behind(&curve, "\xA3\x01\x01\x20", 4, 0x05); /* X448 */
	assert_int_equal(ZR_E_SYNTAX, open_sealed(&curve, context, &reader));
}

static void refuses_an_ephemeral_key_of_low_order(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sealed = {0};
	struct zr_party_secret reader;
	seal(&reader, &sealed);
	char *found = memmem(sealed.data, sealed.bytes, "\x04\x21\x58\x20", 4);
	assert_non_null(found);
	memset(found + 4, 0, ZR_KEY_BYTES);
	assert_int_equal(ZR_E_FORGED, open_sealed(&sealed, context, &reader));
}

static void refuses_another_reader(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sealed = {0};
	struct zr_party_secret reader;
	struct zr_party_secret other;
	seal(&reader, &sealed);
	parties_init(&other, 3);
	assert_int_equal(ZR_E_FOREIGN, open_sealed(&sealed, context, &other));
}

static int ask_keeper(
	void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	const struct zr_crypto_hand *kept = user;
	return kept == NULL ? ZR_E_BUSY : zr_crypto_hand_exchange(kept, peer, ret_shared);
}

static void opens_with_a_secret_that_is_kept_elsewhere(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sealed = {0};
	struct zr_crypto_hand *kept = NULL;
	struct zr_party_secret reader;
	seal(&reader, &sealed);
	assert_int_equal(0, zr_crypto_hand_new(reader.agree, &kept));
	memset(reader.agree, 0, sizeof reader.agree);
	reader.ask = ask_keeper;
	reader.ask_user = kept;
	assert_int_equal(0, open_sealed(&sealed, context, &reader));
	reader.ask_user = NULL;
	assert_int_equal(ZR_E_BUSY, open_sealed(&sealed, context, &reader));
	zr_crypto_hand_free(kept);
}

/* --- the n-th allocation ---------------------------------------------------------------------- */

static struct zr_party_secret tablet;
static struct zr_party_secret hub;

/* All that a tablet and a hub do with one record. Returns the first failure. */
static int carry_one_record(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	struct zr_record record = {.record_id = (char *)"r", .xml = (char *)"<x/>", .xml_bytes = 4};
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = 1};
	struct zr_error error = {0};
	int code = zr_record_encode(&record, &content, &error);
	if (code == 0) {
		code = zr_envelope_seal(
			&(struct zr_envelope_message){&head, content.data, content.bytes},
			&(struct zr_envelope_keys){&tablet, &hub.public_half, parties_random},
			&envelope, NULL, &error);
	}
	if (code == 0) {
		code = zr_envelope_open(&(struct zr_envelope_signed){envelope.data, envelope.bytes,
						&tablet.public_half},
			&hub, &head, &opened, &error);
	}
	if (code == 0) {
		code = zr_record_decode(opened.data, opened.bytes, &read, &error);
	}
	assert_int_equal(code, error.code);
	return code;
}

/* The same with answers for an office, which is the hub here. */
static int carry_one_pair(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES] = {7};
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = 1};
	const struct zr_sealed_pair_message message = {&head, {"cover", 5}, {"answers", 7}};
	const struct zr_sealed_pair_keys keys = {
		&tablet, &hub.public_half, &hub.public_half, random};
	struct zr_sealed_pair_answers answers = {0};
	struct zr_sealed_pair_label label;
	struct zr_error error = {0};
	uint8_t hash[ZR_HASH_BYTES];
	int code = zr_sealed_pair_seal(&message, &keys, &envelope, hash, &error);
	if (code == 0) {
		code = zr_sealed_pair_cut(envelope.data, envelope.bytes, &answers, &error);
	}
	if (code == 0) {
		code = zr_sealed_pair_read_label(&answers, &label, &error);
	}
	if (code == 0) {
		code = zr_sealed_pair_open(&answers, &hub, &packed, &error);
	}
	assert_int_equal(code, error.code);
	return code;
}

static int renew_one_certificate(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer back = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer health = {0};
	struct zr_renewal_request request = {.time_us = 1};
	struct zr_renewal_answer answer = {.data = {1}, .bytes = 1};
	struct zr_error error = {0};
	const uint8_t *sign = hub.public_half.sign;
	int64_t time_us = 0;
	int code = zr_renewal_request_encode(&request, &tablet, sign, &body, &error);
	if (code == 0) {
		code = zr_renewal_request_decode(body.data, body.bytes, &request, &error);
	}
	if (code == 0) {
		code = zr_renewal_request_verify(&request, tablet.public_half.sign, sign, &error);
	}
	if (code == 0) {
		code = zr_renewal_answer_encode(&answer, &back, &error);
	}
	if (code == 0) {
		code = zr_renewal_answer_decode(back.data, back.bytes, &answer, &error);
	}
	if (code == 0) {
		code = zr_renewal_health_encode(5, &health, &error);
	}
	if (code == 0) {
		code = zr_renewal_health_decode(health.data, health.bytes, &time_us, &error);
	}
	assert_int_equal(code, error.code);
	return code;
}

static int enrol_one_tablet(void)
{
	static const uint8_t secret[ZR_CODE_SECRET_BYTES] = {1};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	static const uint8_t random[2 * ZR_KEY_BYTES] = {7};
	struct zr_enrol_request request;
	struct zr_error error = {0};
	struct zr_party_secret fresh;
	struct zr_tls_key tls = {0};
	static const uint8_t tls_random[ZR_TLS_KEY_RANDOM_BYTES] = {7};
	const struct zr_enrol_wish wish = {
		.secret = secret, .tls_public = tls.public_half, .device = &fresh, .version = "1"};
	int code = zr_party_init(&fresh, random, &error);
	if (code == 0) {
		code = zr_tls_key_init(&tls, tls_random, &error);
	}
	if (code == 0) {
		code = zr_enrol_request_encode(&wish, &body, &error);
	}
	zr_tls_key_finish(&tls);
	if (code == 0) {
		code = zr_enrol_request_decode(body.data, body.bytes, &request, &error);
	}
	assert_int_equal(code, error.code);
	return code;
}

static void survives_every_failing_allocation_of(int (*run)(void))
{
	assert_int_equal(0, run()); /* what OpenSSL allocates once and keeps */
	long count = 0;
	int code = 0;
	do {
		fail_alloc_start(count++);
		fail_alloc_lasts = true;
		code = run();
		(void)fail_alloc_stop();
		/* A failing verification cannot be told from a forged signature in OpenSSL. */
		assert_true(code == 0 || code == ZR_E_NOMEM || code == ZR_E_FORGED);
	} while (code != 0);
	assert_true(count > 10);
	assert_int_equal(0, run());
}

static void survives_every_failing_allocation(void **state)
{
	parties_init(&tablet, 1);
	parties_init(&hub, 2);
	survives_every_failing_allocation_of(carry_one_record);
	survives_every_failing_allocation_of(carry_one_pair);
	survives_every_failing_allocation_of(enrol_one_tablet);
	survives_every_failing_allocation_of(renew_one_certificate);
}

static void *crypto_malloc(size_t bytes, const char *file, int line)
{
	return __wrap_malloc(bytes);
}

static void *crypto_realloc(void *memory, size_t bytes, const char *file, int line)
{
	return __wrap_realloc(memory, bytes);
}

static void crypto_free(void *memory, const char *file, int line)
{
	free(memory);
}

int main(void)
{
	if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1) {
		return 1;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_in_its_context_only),
		cmocka_unit_test(refuses_other_algorithms),
		cmocka_unit_test(refuses_an_ephemeral_key_of_low_order),
		cmocka_unit_test(refuses_another_reader),
		cmocka_unit_test(opens_with_a_secret_that_is_kept_elsewhere),
		cmocka_unit_test(survives_every_failing_allocation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
