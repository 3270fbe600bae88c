/* Envelopes: what is sealed opens, for its reader only, and nothing altered does. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/envelope.h"
#include "test/unit/envelope/parties.h"

static const char content[] = "<data id=\"census\">Anna Karenina, 28</data>";

static const struct zr_envelope_head head = {
	.kind = ZR_ENVELOPE_RECORD, .sequence = 7, .time_us = 1795449600000000};

static void seal(
	struct zr_buffer *envelope, struct zr_party_secret *sender, struct zr_party_secret *reader)
{
	parties_init(sender, 1);
	parties_init(reader, 2);
	struct zr_error error;
	assert_int_equal(0,
		zr_envelope_seal(&(struct zr_envelope_message){&head, content, sizeof content - 1},
			&(struct zr_envelope_keys){sender, &reader->public_half, parties_random},
			envelope, NULL, &error));
}

static void opens_what_was_sealed(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	struct zr_envelope_head seen = {0};
	struct zr_error error = {0};
	assert_int_equal(0, zr_envelope_open(&(struct zr_envelope_signed){envelope.data,
						     envelope.bytes, &sender.public_half},
				    &reader, &seen, &opened, &error));
	assert_int_equal(sizeof content - 1, opened.bytes);
	assert_memory_equal(content, opened.data, opened.bytes);
	assert_int_equal(ZR_ENVELOPE_RECORD, seen.kind);
	assert_int_equal(7, seen.sequence);
	assert_true(seen.time_us == head.time_us);
	assert_memory_equal(sender.public_half.id, seen.sender, ZR_PARTY_ID_BYTES);
	assert_memory_equal(reader.public_half.id, seen.reader, ZR_PARTY_ID_BYTES);
}

static void opens_empty_content(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	parties_init(&sender, 1);
	parties_init(&reader, 2);
	struct zr_envelope_head seen = {0};
	assert_int_equal(
		0, zr_envelope_seal(&(struct zr_envelope_message){&head, NULL, 0},
			   &(struct zr_envelope_keys){&sender, &reader.public_half, parties_random},
			   &envelope, NULL, NULL));
	assert_int_equal(0, zr_envelope_open(&(struct zr_envelope_signed){envelope.data,
						     envelope.bytes, &sender.public_half},
				    &reader, &seen, &opened, NULL));
	assert_int_equal(0, opened.bytes);
}

static void peeks_without_the_readers_key(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	struct zr_envelope_head peeked = {0};
	assert_int_equal(0, zr_envelope_peek(envelope.data, envelope.bytes, &peeked, NULL));
	assert_int_equal(7, peeked.sequence);
	assert_memory_equal(peeked.sender, sender.public_half.id, ZR_PARTY_ID_BYTES);
}

/* Any refusal will do, but content and head must stay untouched. */
static void assert_refused(const void *envelope, size_t bytes, const struct zr_party_public *sender,
	const struct zr_party_secret *reader)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_envelope_head seen = {0};
	struct zr_error error = {0};
	int code = zr_envelope_open(&(struct zr_envelope_signed){envelope, bytes, sender}, reader,
		&seen, &opened, &error);
	assert_true(code < 0);
	assert_int_equal(code, error.code);
	assert_true(error.message[0] != '\0');
	assert_int_equal(0, opened.bytes);
	assert_int_equal(0, seen.kind);
}

static void refuses_every_flipped_bit(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	for (size_t i = 0; i < envelope.bytes; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			envelope.data[i] = (char)(envelope.data[i] ^ (1 << bit));
			assert_refused(envelope.data, envelope.bytes, &sender.public_half, &reader);
			envelope.data[i] = (char)(envelope.data[i] ^ (1 << bit));
		}
	}
}

static void refuses_every_truncation(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	for (size_t bytes = 0; bytes < envelope.bytes; bytes++) {
		/* A copy of its own size, so that the sanitizer sees any step over its end. */
		ZR_CLEANUP_FREE char *cut = malloc(bytes + 1);
		assert_non_null(cut);
		memcpy(cut, envelope.data, bytes);
		assert_refused(cut, bytes, &sender.public_half, &reader);
	}
}

static void refuses_bytes_behind_the_end(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	assert_int_equal(0, zr_buffer_add(&envelope, "", 1));
	assert_refused(envelope.data, envelope.bytes, &sender.public_half, &reader);
}

static void refuses_another_sender(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	struct zr_party_secret other;
	seal(&envelope, &sender, &reader);
	parties_init(&other, 3);
	struct zr_envelope_head seen = {0};
	const struct zr_envelope_signed by_other = {
		envelope.data, envelope.bytes, &other.public_half};
	assert_int_equal(ZR_E_FORGED, zr_envelope_open(&by_other, &reader, &seen, &opened, NULL));
	/* The right name over the wrong key. */
	memcpy(other.public_half.id, sender.public_half.id, ZR_PARTY_ID_BYTES);
	assert_int_equal(ZR_E_FORGED, zr_envelope_open(&by_other, &reader, &seen, &opened, NULL));
	assert_int_equal(0, opened.bytes);
}

static void refuses_another_reader(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	struct zr_party_secret other;
	seal(&envelope, &sender, &reader);
	parties_init(&other, 3);
	struct zr_envelope_head seen = {0};
	assert_int_equal(
		ZR_E_FOREIGN, zr_envelope_open(&(struct zr_envelope_signed){envelope.data,
						       envelope.bytes, &sender.public_half},
				      &other, &seen, &opened, NULL));
	/* One that claims the right id and has other keys. */
	memcpy(other.public_half.id, reader.public_half.id, ZR_PARTY_ID_BYTES);
	assert_int_equal(ZR_E_FORGED, zr_envelope_open(&(struct zr_envelope_signed){envelope.data,
							       envelope.bytes, &sender.public_half},
					      &other, &seen, &opened, NULL));
	assert_int_equal(0, opened.bytes);
}

static void refuses_oversized_envelopes(void **state)
{
	struct zr_party_secret sender;
	parties_init(&sender, 1);
	ZR_CLEANUP_FREE char *large = calloc(1, ZR_ENVELOPE_BYTES_MAX + 1);
	assert_non_null(large);
	struct zr_envelope_head seen = {0};
	assert_int_equal(
		ZR_E_LIMIT, zr_envelope_peek(large, ZR_ENVELOPE_BYTES_MAX + 1, &seen, NULL));
	assert_int_equal(ZR_E_SYNTAX, zr_envelope_peek(large, ZR_ENVELOPE_BYTES_MAX, &seen, NULL));
}

static void refuses_to_seal_too_much(void **state)
{
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	parties_init(&sender, 1);
	parties_init(&reader, 2);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP_FREE uint8_t *noise = malloc(ZR_ENVELOPE_BYTES_MAX);
	assert_non_null(noise);
	uint32_t bits = 1;
	for (size_t i = 0; i < ZR_ENVELOPE_BYTES_MAX; i++) {
		bits = bits * 1664525 + 1013904223;
		noise[i] = (uint8_t)(bits >> 24);
	}
	struct zr_error error = {0};
	assert_int_equal(ZR_E_LIMIT,
		zr_envelope_seal(&(struct zr_envelope_message){&head, noise, ZR_ENVELOPE_BYTES_MAX},
			&(struct zr_envelope_keys){&sender, &reader.public_half, parties_random},
			&envelope, NULL, &error));
	assert_int_equal(0, envelope.bytes);
	assert_int_equal(0,
		zr_envelope_seal(
			&(struct zr_envelope_message){&head, noise, ZR_ENVELOPE_BYTES_MAX - 1024},
			&(struct zr_envelope_keys){&sender, &reader.public_half, parties_random},
			&envelope, NULL, &error));
	assert_true(envelope.bytes <= ZR_ENVELOPE_BYTES_MAX);
}

static void refuses_to_seal_to_a_low_order_point(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_public reader;
	static const uint8_t zero[ZR_KEY_BYTES];
	parties_init(&sender, 1);
	zr_party_public_init(&reader, sender.public_half.sign, zero);
	assert_int_equal(
		ZR_E_INVALID, zr_envelope_seal(&(struct zr_envelope_message){&head, content, 3},
				      &(struct zr_envelope_keys){&sender, &reader, parties_random},
				      &envelope, NULL, NULL));
	assert_int_equal(0, envelope.bytes);
}

/* A store that was damaged may give one. */
static void refuses_to_seal_a_sequence_that_is_none(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret keys;
	const struct zr_envelope_head far = {
		.kind = ZR_ENVELOPE_ORDER, .sequence = (uint64_t)INT64_MAX + 1};
	parties_init(&keys, 1);
	assert_int_equal(ZR_E_INVALID,
		zr_envelope_seal(&(struct zr_envelope_message){&far, content, 3},
			&(struct zr_envelope_keys){&keys, &keys.public_half, parties_random},
			&envelope, NULL, NULL));
	assert_int_equal(0, envelope.bytes);
}

static void is_named_by_its_hash(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	seal(&envelope, &sender, &reader);
	uint8_t hash[ZR_HASH_BYTES];
	char text[2 * ZR_HASH_BYTES + 1];
	zr_envelope_hash("abc", 3, hash);
	zr_hex_encode(hash, sizeof hash, text);
	assert_string_equal(
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", text);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer again = {0};
	uint8_t sealed_hash[ZR_HASH_BYTES];
	assert_int_equal(0,
		zr_envelope_seal(&(struct zr_envelope_message){&head, content, sizeof content - 1},
			&(struct zr_envelope_keys){&sender, &reader.public_half, parties_random},
			&again, sealed_hash, NULL));
	zr_envelope_hash(envelope.data, envelope.bytes, hash);
	assert_memory_equal(hash, sealed_hash, sizeof hash);
}

/* A vector of docs/envelope.md: it must open for ever. */
static void opens_the_golden_envelope(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	parties_init(&sender, 1);
	parties_init(&reader, 2);
	static const char text[] =
#include "test/unit/envelope/envelope_golden.inc"
		;
	size_t bytes = (sizeof text - 1) / 2;
	ZR_CLEANUP_FREE uint8_t *golden = malloc(bytes);
	assert_non_null(golden);
	assert_int_equal(0, zr_hex_decode(text, golden, bytes));
	struct zr_envelope_head seen = {0};
	assert_int_equal(0,
		zr_envelope_open(&(struct zr_envelope_signed){golden, bytes, &sender.public_half},
			&reader, &seen, &opened, NULL));
	assert_int_equal(sizeof content - 1, opened.bytes);
	assert_memory_equal(content, opened.data, opened.bytes);
	assert_int_equal(7, seen.sequence);
	/* Sealing is deterministic: the same input gives the same bytes. */
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	seal(&envelope, &sender, &reader);
	assert_int_equal(bytes, envelope.bytes);
	assert_memory_equal(golden, envelope.data, bytes);
}

static void measures_no_less_than_it_seals(void **state)
{
	(void)state;
	struct zr_party_secret sender;
	struct zr_party_secret reader;
	parties_init(&sender, 1);
	parties_init(&reader, 2);
	const struct zr_envelope_head late = {
		.kind = ZR_ENVELOPE_ORDER, .sequence = INT64_MAX, .time_us = INT64_MAX};
	for (size_t bytes = 0; bytes <= 70000; bytes += 35000) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
		assert_int_equal(zr_buffer_reserve(&text, bytes + 1), 0);
		memset(text.data, 'a', bytes);
		size_t measured = 0;
		assert_int_equal(zr_envelope_measure(text.data, bytes, &measured, NULL), 0);
		assert_int_equal(
			0, zr_envelope_seal(&(struct zr_envelope_message){&late, text.data, bytes},
				   &(struct zr_envelope_keys){
					   &sender, &reader.public_half, parties_random},
				   &envelope, NULL, NULL));
		assert_in_range(envelope.bytes, measured - ZR_ENVELOPE_FRAME_BYTES_MAX, measured);
	}
	size_t measured = 0;
	assert_int_equal(
		zr_envelope_measure("", ZR_ENVELOPE_CONTENT_BYTES_MAX + 1, &measured, NULL),
		ZR_E_LIMIT);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--print-golden") == 0) {
		struct zr_buffer envelope = {0};
		struct zr_party_secret sender;
		struct zr_party_secret reader;
		seal(&envelope, &sender, &reader);
		for (size_t i = 0; i < envelope.bytes; i++) {
			printf("%s%02x%s", i % 44 == 0 ? "\"" : "", (uint8_t)envelope.data[i],
				i % 44 == 43 || i + 1 == envelope.bytes ? "\"\n" : "");
		}
		zr_buffer_finish(&envelope);
		return 0;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_was_sealed),
		cmocka_unit_test(opens_empty_content),
		cmocka_unit_test(peeks_without_the_readers_key),
		cmocka_unit_test(refuses_every_flipped_bit),
		cmocka_unit_test(refuses_every_truncation),
		cmocka_unit_test(refuses_bytes_behind_the_end),
		cmocka_unit_test(refuses_another_sender),
		cmocka_unit_test(refuses_another_reader),
		cmocka_unit_test(refuses_oversized_envelopes),
		cmocka_unit_test(refuses_to_seal_too_much),
		cmocka_unit_test(measures_no_less_than_it_seals),
		cmocka_unit_test(refuses_to_seal_to_a_low_order_point),
		cmocka_unit_test(refuses_to_seal_a_sequence_that_is_none),
		cmocka_unit_test(is_named_by_its_hash),
		cmocka_unit_test(opens_the_golden_envelope),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
