/* The head of a signed image, made here byte by byte; the loader's own test reads real ones. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/slots/slots.h"
#include "lib/slots/uki.h"

enum {
	PE = 0x80,
	OPTIONAL = PE + 24,
	OPTIONAL_BYTES = 0xF0,
	SECTIONS = OPTIONAL + OPTIONAL_BYTES,
	IMAGE = 0x2000
};

static uint8_t image[IMAGE];

static void put(unsigned at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		image[at + i] = (uint8_t)(value >> 8 * i);
	}
}

static void put_section(unsigned index, const char *name, uint32_t at, uint32_t bytes)
{
	unsigned header = SECTIONS + index * 40;
	memcpy(image + header, name, strlen(name));
	put(header + 8, bytes, 4);
	put(header + 16, bytes, 4);
	put(header + 20, at, 4);
}

static int make_image(void **state)
{
	memset(image, 0, sizeof image);
	memcpy(image, "MZ", 2);
	put(0x3C, PE, 4);
	memcpy(image + PE, "PE\0\0", 4);
	put(PE + 6, 2, 2);
	put(PE + 20, OPTIONAL_BYTES, 2);
	put(OPTIONAL, 0x20B, 2);
	put(OPTIONAL + 112 + 32, 0x1800, 4); /* certificates: the last piece of the file */
	put(OPTIONAL + 112 + 36, 0x600, 4);
	put_section(0, ".text", 0x400, 0x200);
	put_section(1, ".zarya", 0x600, 4);
	memcpy(image + 0x600, "42\n", 3);
	return 0;
}

static bool read_head(struct zr_uki *uki)
{
	return zr_uki_read(image, ZR_UKI_HEAD_BYTES, uki);
}

static void measures_and_names_an_image(void **state)
{
	struct zr_uki uki;
	assert_true(read_head(&uki));
	assert_int_equal(uki.bytes, 0x1E00);
	assert_int_equal(zr_uki_release(image, &uki), 42);
}

static void refuses_what_is_no_image(void **state)
{
	static const unsigned broken[] = {0, PE, OPTIONAL, PE + 20, 0x3F};
	struct zr_uki uki = {.bytes = 1};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		make_image(state);
		image[broken[i]] = broken[i] == PE + 20 ? 8 : 0x7F;
		assert_false(read_head(&uki));
	}
	make_image(state);
	for (size_t bytes = 0; bytes < SECTIONS + 80; bytes++) {
		assert_false(zr_uki_read(image, bytes, &uki));
	}
	assert_int_equal(uki.bytes, 1);
}

static void refuses_sections_without_end(void **state)
{
	struct zr_uki uki;
	put(PE + 6, 0, 2);
	assert_false(read_head(&uki));
	put(PE + 6, ZR_UKI_SECTION_COUNT_MAX + 1, 2);
	assert_false(read_head(&uki));
	put(PE + 6, ZR_UKI_SECTION_COUNT_MAX, 2);
	assert_true(read_head(&uki));
}

static void refuses_an_image_beyond_its_partition(void **state)
{
	struct zr_uki uki;
	put_section(0, ".text", ZR_SLOT_UKI_BYTES_MAX, 0);
	assert_true(read_head(&uki));
	assert_int_equal(uki.bytes, ZR_SLOT_UKI_BYTES_MAX);
	put_section(0, ".text", ZR_SLOT_UKI_BYTES_MAX, 1);
	assert_false(read_head(&uki));
	put_section(0, ".text", 0xFFFFFFF0, 0x20);
	assert_false(read_head(&uki));
}

static uint32_t release_of(const char *text)
{
	struct zr_uki uki = {
		.bytes = IMAGE, .release_at = 0x600, .release_length = (uint32_t)strlen(text)};
	memcpy(image + 0x600, text, strlen(text) + 1);
	return zr_uki_release(image, &uki);
}

static void reads_a_release_that_is_a_number(void **state)
{
	assert_int_equal(release_of("4294967295"), UINT32_MAX);
	assert_int_equal(release_of("1"), 1);
	assert_int_equal(release_of("4294967296"), 0);
	assert_int_equal(release_of("42949672950"), 0);
	assert_int_equal(release_of(""), 0);
	assert_int_equal(release_of("7x"), 0);
	assert_int_equal(release_of("-7"), 0);
}

static void knows_no_release_outside_the_image(void **state)
{
	struct zr_uki uki = {.bytes = 0x700, .release_at = 0x6FF, .release_length = 2};
	assert_int_equal(zr_uki_release(image, &uki), 0);
	uki.release_at = 0x701;
	assert_int_equal(zr_uki_release(image, &uki), 0);
	uki.release_at = 0;
	assert_int_equal(zr_uki_release(image, &uki), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(measures_and_names_an_image, make_image),
		cmocka_unit_test_setup(refuses_what_is_no_image, make_image),
		cmocka_unit_test_setup(refuses_sections_without_end, make_image),
		cmocka_unit_test_setup(refuses_an_image_beyond_its_partition, make_image),
		cmocka_unit_test_setup(reads_a_release_that_is_a_number, make_image),
		cmocka_unit_test_setup(knows_no_release_outside_the_image, make_image),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
