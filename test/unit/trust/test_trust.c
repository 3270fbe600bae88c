/*
 * The line of charters: it is walked step by step, from wherever a tablet stands, and nobody else's
 * hand moves it.
 *
 * Tests: lib/trust/charter.c lib/trust/document_kind.c
 */
#include "test/unit/trust/owner.h"

static struct owner owner;
static struct zr_trust trust; /* at the owner's first charter */

static int begin(void **state)
{
	(void)state;
	owner = owner_new(10);
	assert_int_equal(zr_trust_begin(owner_chain(&owner), &trust, NULL), 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	owner_finish(&owner);
	return 0;
}

static void begins_with_the_image_s_chain(void **state)
{
	(void)state;
	assert_int_equal(trust.charter.generation, 1);
	assert_memory_equal(trust.owner, trust.at, sizeof trust.owner);
	assert_int_equal(trust.floor, 0);
	assert_string_equal(trust.charter.name, "Census office");
}

static void a_tablet_years_behind_walks_all_of_it(void **state)
{
	(void)state;
	size_t step_count = 0;
	for (size_t year = 0; year < 5; year++) {
		owner_rotate_release(&owner);
		owner_rotate_root(&owner, year % ZR_CHARTER_ROOT_COUNT);
	}
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), &step_count, NULL), 0);
	assert_int_equal(step_count, 10);
	assert_int_equal(trust.charter.generation, 11);
	assert_memory_equal(trust.charter.roots, owner.charter.roots, sizeof owner.charter.roots);
	/* and again: nothing moves */
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), &step_count, NULL), 0);
	assert_int_equal(step_count, 0);
}

static void an_older_chain_changes_nothing(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer old = {0};
	assert_int_equal(zr_buffer_add(&old, owner.chain.data, owner.chain.bytes), 0);
	owner_rotate_release(&owner);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	const struct zr_trust before = trust;
	const struct zr_crypto_bytes chain = {old.data, old.bytes};
	assert_int_equal(zr_trust_follow(&trust, chain, NULL, NULL), 0);
	assert_memory_equal(&trust, &before, sizeof trust);
}

/* A chain without its beginning, as somebody may send what is new alone. */
static void a_chain_may_begin_where_we_stand(void **state)
{
	(void)state;
	size_t first_bytes = owner.chain.bytes;
	owner_rotate_release(&owner);
	size_t second_bytes = owner.chain.bytes;
	owner_rotate_root(&owner, 2);
	const struct zr_crypto_bytes from_third = {
		owner.chain.data + second_bytes, owner.chain.bytes - second_bytes};
	const struct zr_crypto_bytes from_second = {
		owner.chain.data + first_bytes, owner.chain.bytes - first_bytes};
	struct zr_error error = {0};
	assert_int_equal(zr_trust_follow(&trust, from_third, NULL, &error), ZR_E_LOST);
	assert_int_equal(error.kind, ZR_FAULT_CHARTER_MISSING);
	assert_int_equal(error.number, 2);
	assert_int_equal(zr_trust_follow(&trust, from_second, NULL, &error), 0);
	assert_int_equal(trust.charter.generation, 3);
}

static void check_refused(int code, enum zr_fault_kind kind)
{
	struct zr_error error = {0};
	const struct zr_trust before = trust;
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, &error), code);
	assert_int_equal(error.kind, kind);
	assert_memory_equal(&trust, &before, sizeof trust);
}

static void one_root_alone_is_not_enough(void **state)
{
	(void)state;
	owner.release = owner.next_key++;
	owner_extend(&owner, owner.roots, 1);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_FORMER_ROOTS);
}

static void the_release_key_is_no_root(void **state)
{
	(void)state;
	const unsigned keys[] = {owner.roots[0], owner.release};
	owner_extend(&owner, keys, 2);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_FORMER_ROOTS);
}

static void new_roots_cannot_appoint_themselves(void **state)
{
	(void)state;
	for (size_t i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		owner.roots[i] = owner.next_key++;
	}
	owner_extend(&owner, owner.roots, 3);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_FORMER_ROOTS);
}

/* Else a slip at the ceremony would leave the owner with keys that nobody has. */
static void former_roots_alone_cannot_appoint_others(void **state)
{
	(void)state;
	const unsigned former[] = {owner.roots[0], owner.roots[1]};
	owner.roots[0] = owner.next_key++;
	owner.roots[1] = owner.next_key++;
	owner_extend(&owner, former, 2);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_ALTERED);
}

static void all_roots_change_when_both_sides_sign(void **state)
{
	(void)state;
	const unsigned signers[] = {owner.roots[1], owner.roots[2], 90, 91};
	owner.roots[0] = 90;
	owner.roots[1] = 91;
	owner.roots[2] = 92;
	owner_extend(&owner, signers, 4);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
}

static void a_stranger_s_signature_beside_good_ones_is_refused(void **state)
{
	(void)state;
	const unsigned signers[] = {owner.roots[0], owner.roots[1], 77};
	owner_extend(&owner, signers, 3);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_ALTERED);
}

static void a_retired_root_signs_nothing_more(void **state)
{
	(void)state;
	unsigned retired = owner.roots[0];
	owner_rotate_root(&owner, 0);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	const unsigned signers[] = {retired, owner.roots[1]};
	owner_extend(&owner, signers, 2);
	check_refused(ZR_E_FORGED, ZR_FAULT_CHARTER_FORMER_ROOTS);
}

static void another_owner_s_chain_is_foreign(void **state)
{
	(void)state;
	owner_finish(&owner);
	owner = owner_new(50);
	check_refused(ZR_E_FOREIGN, ZR_FAULT_CHARTER_FOREIGN);
}

/* Two thieves with two roots make a second charter 2: who has the one does not go to the other. */
static void a_line_that_parts_from_ours_is_foreign(void **state)
{
	(void)state;
	struct owner other = owner_new(10);
	owner_rotate_release(&owner);
	other.next_key = 70;
	owner_rotate_release(&other);
	owner_rotate_release(&other);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	owner_finish(&owner);
	owner = other;
	check_refused(ZR_E_FOREIGN, ZR_FAULT_CHARTER_FOREIGN);
}

/* What was good on the way is kept: the steps before the fault. */
static void keeps_the_steps_before_a_bad_one(void **state)
{
	(void)state;
	size_t step_count = 0;
	owner_rotate_release(&owner);
	owner_extend(&owner, owner.roots, 1);
	assert_int_equal(
		zr_trust_follow(&trust, owner_chain(&owner), &step_count, NULL), ZR_E_FORGED);
	assert_int_equal(step_count, 1);
	assert_int_equal(trust.charter.generation, 2);
}

static void development_never_becomes_the_field_nor_back(void **state)
{
	(void)state;
	owner.charter.is_development = true;
	owner_rotate_release(&owner);
	check_refused(ZR_E_REFUSED, ZR_FAULT_CHARTER_DEVELOPMENT);
}

static void no_byte_of_a_chain_can_be_changed(void **state)
{
	(void)state;
	owner_rotate_root(&owner, 1);
	for (size_t i = 0; i < owner.chain.bytes; i++) {
		struct zr_trust from_start;
		owner.chain.data[i] = (char)(owner.chain.data[i] ^ 0x40);
		assert_int_not_equal(zr_trust_begin(owner_chain(&owner), &from_start, NULL), 0);
		owner.chain.data[i] = (char)(owner.chain.data[i] ^ 0x40);
	}
}

static void a_chain_that_begins_late_begins_nothing(void **state)
{
	(void)state;
	struct zr_trust none;
	struct zr_error error = {0};
	size_t first_bytes = owner.chain.bytes;
	owner_rotate_release(&owner);
	const struct zr_crypto_bytes late = {
		owner.chain.data + first_bytes, owner.chain.bytes - first_bytes};
	assert_int_equal(zr_trust_begin(late, &none, &error), ZR_E_LOST);
	assert_int_equal(
		zr_trust_begin((struct zr_crypto_bytes){"", 0}, &none, &error), ZR_E_SYNTAX);
}

static void a_charter_names_each_key_once(void **state)
{
	(void)state;
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_charter charter = owner.charter;
	memcpy(charter.releases[0], charter.roots[2], sizeof charter.roots[2]);
	assert_int_equal(zr_charter_encode(&charter, &content, &error), ZR_E_INVALID);
	charter = owner.charter;
	charter.release_count = 0;
	assert_int_equal(zr_charter_encode(&charter, &content, &error), ZR_E_INVALID);
	charter.release_count = ZR_CHARTER_RELEASE_COUNT_MAX + 1;
	assert_int_equal(zr_charter_encode(&charter, &content, &error), ZR_E_INVALID);
	charter = owner.charter;
	charter.generation = 2; /* without one before it */
	assert_int_equal(zr_charter_encode(&charter, &content, &error), ZR_E_INVALID);
	assert_int_equal(content.bytes, 0);
}

/* ---- the state as bytes ---- */

static void the_state_comes_back(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	struct zr_trust back;
	owner_rotate_root(&owner, 0);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	zr_trust_raise_floor(&trust, 41);
	zr_trust_raise_floor(&trust, 7);
	trust.handover = 3;
	assert_int_equal(zr_trust_encode(&trust, &bytes, NULL), 0);
	const struct zr_crypto_bytes whole = {bytes.data, bytes.bytes};
	assert_int_equal(zr_trust_decode(whole, &back, NULL), 0);
	assert_int_equal(back.floor, 41);
	assert_int_equal(back.handover, 3);
	assert_memory_equal(back.owner, trust.owner, sizeof back.owner);
	assert_memory_equal(back.at, trust.at, sizeof back.at);
	owner_rotate_release(&owner);
	assert_int_equal(zr_trust_follow(&back, owner_chain(&owner), NULL, NULL), 0);
}

static void the_largest_state_fits_a_sector(void **state)
{
	(void)state;
	char sector[ZR_TRUST_BYTES_MAX] = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	struct zr_trust back;
	memset(trust.charter.name, 'n', sizeof trust.charter.name - 1);
	memset(trust.charter.releases[1], 0xee, sizeof trust.charter.releases[1]);
	trust.charter.release_count = ZR_CHARTER_RELEASE_COUNT_MAX;
	trust.charter.generation = UINT32_MAX;
	trust.charter.has_before = true;
	trust.floor = UINT32_MAX;
	trust.handover = UINT32_MAX;
	assert_int_equal(zr_trust_encode(&trust, &bytes, NULL), 0);
	assert_true(bytes.bytes <= sizeof sector);
	memcpy(sector, bytes.data, bytes.bytes);
	const struct zr_crypto_bytes whole = {sector, sizeof sector};
	assert_int_equal(zr_trust_decode(whole, &back, NULL), 0);
	assert_int_equal(back.charter.generation, UINT32_MAX);
	sector[sizeof sector - 1] = 1;
	assert_int_equal(zr_trust_decode(whole, &back, NULL), ZR_E_SYNTAX);
}

static void a_torn_state_is_none(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	struct zr_trust back;
	assert_int_equal(zr_trust_encode(&trust, &bytes, NULL), 0);
	for (size_t i = 0; i < bytes.bytes; i++) {
		const struct zr_crypto_bytes part = {bytes.data, i};
		assert_int_equal(zr_trust_decode(part, &back, NULL), ZR_E_SYNTAX);
		bytes.data[i] = (char)(bytes.data[i] ^ 4);
		const struct zr_crypto_bytes altered = {bytes.data, bytes.bytes};
		assert_int_equal(zr_trust_decode(altered, &back, NULL), ZR_E_SYNTAX);
		bytes.data[i] = (char)(bytes.data[i] ^ 4);
	}
}

int main(void)
{
#define WITH_OWNER(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		WITH_OWNER(begins_with_the_image_s_chain),
		WITH_OWNER(a_tablet_years_behind_walks_all_of_it),
		WITH_OWNER(an_older_chain_changes_nothing),
		WITH_OWNER(a_chain_may_begin_where_we_stand),
		WITH_OWNER(one_root_alone_is_not_enough),
		WITH_OWNER(the_release_key_is_no_root),
		WITH_OWNER(new_roots_cannot_appoint_themselves),
		WITH_OWNER(former_roots_alone_cannot_appoint_others),
		WITH_OWNER(all_roots_change_when_both_sides_sign),
		WITH_OWNER(a_stranger_s_signature_beside_good_ones_is_refused),
		WITH_OWNER(a_retired_root_signs_nothing_more),
		WITH_OWNER(another_owner_s_chain_is_foreign),
		WITH_OWNER(a_line_that_parts_from_ours_is_foreign),
		WITH_OWNER(keeps_the_steps_before_a_bad_one),
		WITH_OWNER(development_never_becomes_the_field_nor_back),
		WITH_OWNER(no_byte_of_a_chain_can_be_changed),
		WITH_OWNER(a_chain_that_begins_late_begins_nothing),
		WITH_OWNER(a_charter_names_each_key_once),
		WITH_OWNER(the_state_comes_back),
		WITH_OWNER(the_largest_state_fits_a_sector),
		WITH_OWNER(a_torn_state_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
