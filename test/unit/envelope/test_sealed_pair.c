/* Pairs: each part opens for its own reader alone, and nothing altered does. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed_pair.h"
#include "test/unit/envelope/parties.h"

static const char cover[] = "area a1, household h7";
static const char answers[] = "<data id=\"census\">Anna Karenina, 28</data>";

static const struct zr_envelope_head head = {
	.kind = ZR_ENVELOPE_RECORD, .sequence = 7, .time_us = 1795449600000000};

static struct zr_party_secret tablet;
static struct zr_party_secret hub;
static struct zr_party_secret office;

static void seal(struct zr_buffer *envelope)
{
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	for (size_t i = 0; i < sizeof random; i++) {
		random[i] = (uint8_t)(0x40 + i);
	}
	parties_init(&tablet, 1);
	parties_init(&hub, 2);
	parties_init(&office, 3);
	const struct zr_sealed_pair_message message = {
		&head, {cover, sizeof cover - 1}, {answers, sizeof answers - 1}};
	const struct zr_sealed_pair_keys keys = {
		&tablet, &hub.public_half, &office.public_half, random};
	struct zr_error error = {0};
	assert_int_equal(zr_sealed_pair_seal(&message, &keys, envelope, NULL, &error), 0);
}

/* The code of opening the cover with this key. */
static int open_cover(
	const void *envelope, size_t bytes, const struct zr_party_secret *key, struct zr_buffer *to)
{
	const struct zr_envelope_signed signed_by_tablet = {envelope, bytes, &tablet.public_half};
	struct zr_envelope_head seen = {0};
	return zr_envelope_open(&signed_by_tablet, key, &seen, to, NULL);
}

static int open_answers(
	const void *envelope, size_t bytes, const struct zr_party_secret *key, struct zr_buffer *to)
{
	struct zr_sealed_pair_answers cut = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_sealed_pair_cut(envelope, bytes, &cut, NULL);
	if (code == 0) {
		code = zr_sealed_pair_open(&cut, key, &packed, NULL);
	}
	return code == 0 ? zr_pack_decode(packed.data, packed.bytes, to, NULL) : code;
}

static void each_part_opens_for_its_reader_alone(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer read = {0};
	seal(&envelope);
	assert_int_equal(open_cover(envelope.data, envelope.bytes, &hub, &read), 0);
	assert_string_equal(zr_buffer_text(&read), cover);
	zr_buffer_clear(&read);
	assert_int_equal(open_cover(envelope.data, envelope.bytes, &office, &read), ZR_E_FOREIGN);
	assert_int_equal(open_answers(envelope.data, envelope.bytes, &hub, &read), ZR_E_FOREIGN);
	assert_int_equal(open_answers(envelope.data, envelope.bytes, &office, &read), 0);
	assert_string_equal(zr_buffer_text(&read), answers);
	/* One that claims the office's id and has other keys. */
	struct zr_party_secret liar = hub;
	memcpy(liar.public_half.id, office.public_half.id, ZR_PARTY_ID_BYTES);
	zr_buffer_clear(&read);
	assert_int_equal(open_answers(envelope.data, envelope.bytes, &liar, &read), ZR_E_FORGED);
}

static void the_label_says_whose_they_are(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_sealed_pair_answers cut = {0};
	struct zr_sealed_pair_label label = {0};
	struct zr_envelope_head peeked = {0};
	seal(&envelope);
	assert_int_equal(zr_envelope_peek(envelope.data, envelope.bytes, &peeked, NULL), 0);
	assert_true(peeked.is_pair);
	assert_memory_equal(peeked.reader, hub.public_half.id, ZR_PARTY_ID_BYTES);
	assert_int_equal(zr_sealed_pair_cut(envelope.data, envelope.bytes, &cut, NULL), 0);
	assert_int_equal(zr_sealed_pair_read_label(&cut, &label, NULL), 0);
	assert_int_equal(label.sequence, 7);
	assert_memory_equal(label.sender, tablet.public_half.id, ZR_PARTY_ID_BYTES);
	assert_memory_equal(label.office, office.public_half.id, ZR_PARTY_ID_BYTES);
	cut.sealed.bytes--;
	assert_int_equal(zr_sealed_pair_read_label(&cut, &label, NULL), ZR_E_SYNTAX);
	cut.sealed.bytes++;
	cut.header.bytes--;
	assert_int_equal(zr_sealed_pair_read_label(&cut, &label, NULL), ZR_E_SYNTAX);
}

static void refuses_every_flipped_bit_and_every_cut(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer read = {0};
	seal(&envelope);
	for (size_t i = 0; i < envelope.bytes; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			envelope.data[i] = (char)(envelope.data[i] ^ (1 << bit));
			assert_true(open_cover(envelope.data, envelope.bytes, &hub, &read) < 0);
			assert_int_equal(read.bytes, 0);
			envelope.data[i] = (char)(envelope.data[i] ^ (1 << bit));
		}
	}
	for (size_t bytes = 0; bytes < envelope.bytes; bytes++) {
		ZR_CLEANUP_FREE char *cut = malloc(bytes + 1);
		assert_non_null(cut);
		memcpy(cut, envelope.data, bytes);
		assert_true(open_cover(cut, bytes, &hub, &read) < 0);
		assert_true(open_answers(cut, bytes, &office, &read) < 0);
	}
}

/* Answers moved under another header, of another tablet or number, do not open. */
static void answers_belong_to_their_header(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	struct zr_sealed_pair_answers cut = {0};
	seal(&envelope);
	assert_int_equal(zr_sealed_pair_cut(envelope.data, envelope.bytes, &cut, NULL), 0);
	for (size_t i = 0; i < cut.header.bytes; i++) {
		ZR_CLEANUP_FREE uint8_t *header = malloc(cut.header.bytes);
		assert_non_null(header);
		memcpy(header, cut.header.data, cut.header.bytes);
		header[i] ^= 1;
		const struct zr_sealed_pair_answers moved = {
			{header, cut.header.bytes}, cut.sealed};
		assert_true(zr_sealed_pair_open(&moved, &office, &packed, NULL) < 0);
		assert_int_equal(packed.bytes, 0);
	}
}

/* One part has no answers to cut out, and orders and receipts have no two parts. */
static void refuses_what_is_no_pair(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_sealed_pair_answers cut = {0};
	parties_init(&tablet, 1);
	parties_init(&hub, 2);
	const struct zr_envelope_message message = {&head, cover, sizeof cover};
	const struct zr_envelope_keys keys = {&tablet, &hub.public_half, parties_random};
	assert_int_equal(zr_envelope_seal(&message, &keys, &envelope, NULL, NULL), 0);
	assert_int_equal(
		zr_sealed_pair_cut(envelope.data, envelope.bytes, &cut, NULL), ZR_E_INVALID);
	/* The content type, 96 (18 60), as 60 (18 3c), in an order's header. */
	zr_buffer_clear(&envelope);
	seal(&envelope);
	char *kind = memmem(envelope.data, envelope.bytes, "\x3a\x00\x01\x00\x00\x01", 6);
	assert_non_null(kind);
	kind[5] = ZR_ENVELOPE_ORDER;
	assert_int_equal(
		zr_sealed_pair_cut(envelope.data, envelope.bytes, &cut, NULL), ZR_E_UNSUPPORTED);
}

/* A vector of docs/envelope.md: it must open for ever, and sealing makes the same again. */
static void opens_the_golden_pair(void **state)
{
	(void)state;
	static const char text[] =
#include "test/unit/envelope/pair_golden.inc"
		;
	size_t bytes = (sizeof text - 1) / 2;
	ZR_CLEANUP_FREE uint8_t *golden = malloc(bytes);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer read = {0};
	assert_non_null(golden);
	assert_int_equal(zr_hex_decode(text, golden, bytes), 0);
	seal(&envelope);
	assert_int_equal(open_cover(golden, bytes, &hub, &read), 0);
	assert_string_equal(zr_buffer_text(&read), cover);
	zr_buffer_clear(&read);
	assert_int_equal(open_answers(golden, bytes, &office, &read), 0);
	assert_string_equal(zr_buffer_text(&read), answers);
	assert_int_equal(envelope.bytes, bytes);
	assert_memory_equal(envelope.data, golden, bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_opens_for_its_reader_alone),
		cmocka_unit_test(the_label_says_whose_they_are),
		cmocka_unit_test(refuses_every_flipped_bit_and_every_cut),
		cmocka_unit_test(answers_belong_to_their_header),
		cmocka_unit_test(refuses_what_is_no_pair),
		cmocka_unit_test(opens_the_golden_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
