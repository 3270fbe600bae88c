/*
 * Manifests: by which key, for which tablet, and which release comes next.
 *
 * Tests: lib/trust/manifest_judge.c lib/trust/release_route.c
 */
#include "test/unit/trust/owner.h"

#include "lib/trust/release_route.h"

static struct owner owner;
static struct zr_trust trust;
static const struct zr_manifest_tablet tablet = {.board = OWNER_BOARD, .running = 5};

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

static int verify(
	const struct zr_buffer *document, struct zr_manifest *ret_manifest, struct zr_error *error)
{
	const struct zr_crypto_bytes bytes = {document->data, document->bytes};
	return zr_manifest_verify(&trust, bytes, ret_manifest, error);
}

static void a_release_comes_as_it_was_signed(void **state)
{
	(void)state;
	struct zr_manifest manifest = owner_release(&owner, 6);
	struct zr_manifest read;
	manifest.floor = 3;
	manifest.enters_from = 2;
	manifest.is_barrier = true;
	manifest.files[manifest.file_count++] = (struct zr_manifest_file){.part = ZR_PART_ROOT,
		.packing = ZR_PACKING_DELTA,
		.bytes = 99,
		.sha256 = {8},
		.from = 5,
		.base = {9}};
	ZR_CLEANUP(zr_buffer_finish)
	struct zr_buffer document = owner_sign_release(&manifest, owner.release);
	assert_int_equal(verify(&document, &read, NULL), 0);
	assert_int_equal(read.number, 6);
	assert_int_equal(read.floor, 3);
	assert_int_equal(read.enters_from, 2);
	assert_true(read.is_barrier);
	assert_string_equal(read.board, OWNER_BOARD);
	assert_int_equal(read.file_count, 3);
	assert_memory_equal(read.files, manifest.files, sizeof read.files);
	assert_memory_equal(read.parts, manifest.parts, sizeof read.parts);
	assert_int_equal(zr_manifest_judge(&read, &trust, &tablet, NULL), 0);
}

static void no_byte_of_a_manifest_can_be_changed(void **state)
{
	(void)state;
	struct zr_manifest manifest = owner_release(&owner, 6);
	struct zr_manifest read;
	ZR_CLEANUP(zr_buffer_finish)
	struct zr_buffer document = owner_sign_release(&manifest, owner.release);
	for (size_t i = 0; i < document.bytes; i++) {
		struct zr_error error = {0};
		document.data[i] = (char)(document.data[i] ^ 1);
		assert_int_not_equal(verify(&document, &read, &error), 0);
		assert_int_not_equal(error.kind, ZR_FAULT_NONE); /* there is Russian for it */
		document.data[i] = (char)(document.data[i] ^ 1);
	}
}

static void check_key(unsigned key, uint32_t generation, int code, enum zr_fault_kind kind)
{
	struct zr_error error = {0};
	struct zr_manifest manifest = owner_release(&owner, 6);
	struct zr_manifest read;
	manifest.generation = generation;
	ZR_CLEANUP(zr_buffer_finish)
	struct zr_buffer document = owner_sign_release(&manifest, key);
	assert_int_equal(verify(&document, &read, &error), code);
	assert_int_equal(error.kind, kind);
}

static void a_retired_key_is_not_believed(void **state)
{
	(void)state;
	unsigned retired = owner.release;
	owner_rotate_release(&owner);
	check_key(owner.release, 2, ZR_E_REFUSED, ZR_FAULT_RELEASE_KEY_AHEAD);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	check_key(retired, 1, ZR_E_REFUSED, ZR_FAULT_RELEASE_KEY_RETIRED);
	check_key(retired, 2, ZR_E_FOREIGN, ZR_FAULT_RELEASE_KEY_UNKNOWN);
	check_key(owner.roots[0], 2, ZR_E_FOREIGN, ZR_FAULT_RELEASE_KEY_UNKNOWN);
	check_key(owner.release, 2, 0, ZR_FAULT_NONE);
}

/* A lost root is replaced and the release key stays: what it signed stays good. */
static void a_release_outlives_a_change_of_roots(void **state)
{
	(void)state;
	owner_rotate_root(&owner, 1);
	assert_int_equal(zr_trust_follow(&trust, owner_chain(&owner), NULL, NULL), 0);
	check_key(owner.release, 1, 0, ZR_FAULT_NONE);
}

static void check_judged(
	const struct zr_manifest *manifest, int code, enum zr_fault_kind kind, const char *russian)
{
	struct zr_error error = {0};
	char text[400];
	assert_int_equal(zr_manifest_judge(manifest, &trust, &tablet, &error), code);
	assert_int_equal(error.kind, kind);
	const struct zr_fault fault = zr_error_fault(&error);
	(void)zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, text, sizeof text);
	assert_string_equal(text, russian);
}

static void each_refusal_has_its_sentence(void **state)
{
	(void)state;
	struct zr_manifest manifest = owner_release(&owner, 6);
	zr_trust_raise_floor(&trust, 4);
	(void)snprintf(manifest.board, sizeof manifest.board, "pinetab");
	check_judged(&manifest, ZR_E_FOREIGN, ZR_FAULT_RELEASE_BOARD,
		"выпуск 6 для платы pinetab, а этот планшет — qemu: возьмите выпуск для qemu");
	manifest = owner_release(&owner, 3);
	check_judged(&manifest, ZR_E_REPLAYED, ZR_FAULT_RELEASE_BELOW_FLOOR,
		"выпуск 3 старше, чем 4, а ниже него этот планшет не возвращается");
	manifest = owner_release(&owner, 5);
	check_judged(&manifest, ZR_E_EXISTS, ZR_FAULT_RELEASE_NOT_NEWER,
		"выпуск 5 не новее, чем 5, который здесь работает");
	manifest = owner_release(&owner, 9);
	manifest.enters_from = 8;
	check_judged(&manifest, ZR_E_STATE, ZR_FAULT_RELEASE_BARRIER,
		"к выпуску 9 можно перейти только через выпуск 8: принесите и его");
}

static void check_invalid(const struct zr_manifest *manifest)
{
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	assert_int_equal(zr_manifest_encode(manifest, &content, &error), ZR_E_INVALID);
	assert_int_equal(content.bytes, 0);
}

static void no_release_is_made_that_leaves_a_tablet_stuck(void **state)
{
	(void)state;
	const struct zr_manifest good = owner_release(&owner, 6);
	struct zr_manifest manifest = good;
	manifest.floor = 7; /* above itself */
	check_invalid(&manifest);
	manifest = good;
	manifest.enters_from = 6; /* from itself */
	check_invalid(&manifest);
	manifest = good;
	manifest.file_count = 1; /* no kernel image to carry */
	check_invalid(&manifest);
	manifest = good;
	manifest.files[0].packing = ZR_PACKING_DELTA; /* of nothing, and no whole */
	check_invalid(&manifest);
	manifest.files[0].from = 5;
	manifest.files[0].base[0] = 1;
	check_invalid(&manifest);
	manifest = good;
	manifest.parts[1] = manifest.parts[0];
	check_invalid(&manifest);
	manifest = good;
	manifest.number = 0;
	check_invalid(&manifest);
}

static void takes_as_many_files_as_it_may_and_no_more(void **state)
{
	(void)state;
	struct zr_manifest manifest = owner_release(&owner, 100);
	struct zr_manifest read;
	while (manifest.file_count < ZR_MANIFEST_FILE_COUNT_MAX) {
		manifest.files[manifest.file_count] = manifest.files[0];
		manifest.files[manifest.file_count].sha256[1] = (uint8_t)manifest.file_count;
		manifest.file_count++;
	}
	memset(manifest.name, 'n', sizeof manifest.name - 1);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	assert_int_equal(zr_manifest_encode(&manifest, &content, NULL), 0);
	struct zr_crypto_bytes bytes = {content.data, content.bytes};
	assert_int_equal(zr_manifest_decode(bytes, &read, NULL), 0);
	assert_int_equal(read.file_count, ZR_MANIFEST_FILE_COUNT_MAX);
	for (size_t cut = 0; cut < content.bytes; cut++) {
		bytes.bytes = cut;
		assert_int_equal(zr_manifest_decode(bytes, &read, NULL), ZR_E_SYNTAX);
	}
}

static void the_smallest_file_that_fits_brings_a_part(void **state)
{
	(void)state;
	struct zr_manifest manifest = owner_release(&owner, 6);
	const uint8_t ours[ZR_CRYPTO_HASH_BYTES] = {9};
	const uint8_t other[ZR_CRYPTO_HASH_BYTES] = {7};
	manifest.files[manifest.file_count++] = (struct zr_manifest_file){.part = ZR_PART_ROOT,
		.packing = ZR_PACKING_DELTA,
		.bytes = 99,
		.from = 5,
		.base = {9}};
	assert_ptr_equal(zr_manifest_find(&manifest, ZR_PART_ROOT, ours), &manifest.files[2]);
	assert_ptr_equal(zr_manifest_find(&manifest, ZR_PART_ROOT, other), &manifest.files[0]);
	assert_ptr_equal(zr_manifest_find(&manifest, ZR_PART_ROOT, NULL), &manifest.files[0]);
	assert_null(zr_manifest_find(&manifest, ZR_PART_VERITY, ours));
}

static void the_way_leads_over_the_barriers(void **state)
{
	(void)state;
	struct zr_manifest at_hand[4];
	struct zr_manifest_tablet far_behind = {.board = OWNER_BOARD, .running = 1};
	at_hand[0] = owner_release(&owner, 40);
	at_hand[0].enters_from = 30;
	at_hand[1] = owner_release(&owner, 12);
	at_hand[2] = owner_release(&owner, 30);
	at_hand[2].enters_from = 12;
	at_hand[3] = owner_release(&owner, 41);
	(void)snprintf(at_hand[3].board, sizeof at_hand[3].board, "pinetab");
	const size_t way[] = {1, 2, 0};
	for (size_t i = 0; i < 3; i++) {
		size_t next = zr_release_route_next(at_hand, 4, &trust, &far_behind);
		assert_int_equal(next, way[i]);
		far_behind.running = at_hand[next].number;
	}
	assert_int_equal(zr_release_route_next(at_hand, 4, &trust, &far_behind), 4);
	assert_int_equal(zr_release_route_next(NULL, 0, &trust, &far_behind), 0);
}

int main(void)
{
#define WITH_OWNER(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		WITH_OWNER(a_release_comes_as_it_was_signed),
		WITH_OWNER(no_byte_of_a_manifest_can_be_changed),
		WITH_OWNER(a_retired_key_is_not_believed),
		WITH_OWNER(a_release_outlives_a_change_of_roots),
		WITH_OWNER(each_refusal_has_its_sentence),
		WITH_OWNER(no_release_is_made_that_leaves_a_tablet_stuck),
		WITH_OWNER(takes_as_many_files_as_it_may_and_no_more),
		WITH_OWNER(the_smallest_file_that_fits_brings_a_part),
		WITH_OWNER(the_way_leads_over_the_barriers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
