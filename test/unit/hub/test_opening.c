#include "test/unit/unit.h"

#include <string.h>

#include "hub/device/opening.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* the structs own their texts elsewhere */

static struct zr_party_secret tablet;
static struct zr_party_secret hub;
static struct zr_record interview;
static struct zr_buffer envelope;

static int start(void **state)
{
	(void)state;
	const uint8_t tablet_random[2 * ZR_KEY_BYTES] = {5};
	const uint8_t hub_random[2 * ZR_KEY_BYTES] = {6};
	interview = (struct zr_record){TEXT("r"), TEXT("f"), TEXT("1"), TEXT("a"), TEXT("h"),
		TEXT("completed"), 1, 2, TEXT("<f><q>yes</q></f>"), 17};
	return zr_party_init(&tablet, tablet_random, NULL) + zr_party_init(&hub, hub_random, NULL);
}

static int stop(void **state)
{
	(void)state;
	zr_buffer_finish(&envelope);
	return 0;
}

static void seal(enum zr_envelope_kind kind)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	const uint8_t random[ZR_SEAL_RANDOM_BYTES] = {3};
	const struct zr_envelope_head head = {.kind = kind, .sequence = 1};
	zr_buffer_finish(&envelope);
	assert_int_equal(zr_record_encode(&interview, &content, NULL), 0);
	const struct zr_envelope_message message = {&head, content.data, content.bytes};
	const struct zr_envelope_keys keys = {&tablet, &hub.public_half, random};
	assert_int_equal(zr_envelope_seal(&message, &keys, &envelope, NULL, NULL), 0);
}

static int open_as(struct zr_opened_record *opening, const struct zr_party_secret *signer)
{
	const struct zr_envelope_signed signed_by = {
		envelope.data, envelope.bytes, &signer->public_half};
	return zr_opening_read(opening, &signed_by, &hub, NULL);
}

static void opens_what_the_tablet_sealed(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record opening = {0};
	static const uint8_t none[ZR_HASH_BYTES];
	seal(ZR_ENVELOPE_RECORD);
	assert_int_equal(open_as(&opening, &tablet), 0);
	assert_true(opening.is_signed);
	assert_string_equal(opening.record.record_id, "r");
	assert_memory_not_equal(opening.content_hash, none, sizeof none);
}

static void what_is_forged_is_signed_by_nobody(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record other = {0};
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record altered = {0};
	seal(ZR_ENVELOPE_RECORD);
	assert_int_equal(open_as(&other, &hub), ZR_E_FORGED);
	assert_false(other.is_signed);
	envelope.data[envelope.bytes - 1] ^= 1;
	assert_int_equal(open_as(&altered, &tablet), ZR_E_FORGED);
	assert_false(altered.is_signed);
}

static void what_is_no_record_is_refused(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record order = {0};
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record broken = {0};
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record nameless = {0};
	seal(ZR_ENVELOPE_ORDER);
	assert_int_equal(open_as(&order, &tablet), ZR_E_INVALID);
	interview.xml = TEXT("<f><q>yes</f></q>");
	seal(ZR_ENVELOPE_RECORD);
	assert_int_equal(open_as(&broken, &tablet), ZR_E_SYNTAX);
	assert_true(broken.is_signed); /* so it is kept whole */
	interview.record_id = TEXT("");
	seal(ZR_ENVELOPE_RECORD);
	assert_int_equal(open_as(&nameless, &tablet), ZR_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(opens_what_the_tablet_sealed, start, stop),
		cmocka_unit_test_setup_teardown(what_is_forged_is_signed_by_nobody, start, stop),
		cmocka_unit_test_setup_teardown(what_is_no_record_is_refused, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
