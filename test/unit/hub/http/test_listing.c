/* Tests: listing.c listing_place.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/http/listing.h"
#include "hub/http/listing_place.h"
#include "lib/base/hex.h"

static struct zr_error fault;
static const uint8_t key[ZR_CRYPTO_KEY_BYTES] = {7};

static struct zr_request *ask(const char *name, const char *value)
{
	struct zr_request *request = zr_request_new(ZR_METHOD_GET, "/api/x");
	assert_non_null(request);
	assert_int_equal(zr_request_add_argument(request, name, value), 0);
	return request;
}

static void a_place_is_told_and_taken(void **state)
{
	(void)state;
	char text[ZR_LISTING_PLACE_TEXT_BYTES];
	struct zr_store_place back = {0};
	struct zr_store_place place = {.is_set = true, .number = INT64_MIN, .id = "a.b"};
	(void)snprintf(place.text, sizeof place.text, "Дом №1 <&>");
	assert_int_equal(zr_listing_place_format(key, &place, text, &fault), 0);
	assert_int_equal(strspn(text, "0123456789abcdef"), strlen(text));
	assert_int_equal(zr_listing_place_parse(key, text, &back, &fault), 0);
	assert_memory_equal(&back, &place, sizeof place);
	memset(place.text, 'x', sizeof place.text - 1); /* the longest */
	memset(place.id, 'y', sizeof place.id - 1);
	assert_int_equal(zr_listing_place_format(key, &place, text, &fault), 0);
	assert_int_equal(zr_listing_place_parse(key, text, &back, &fault), 0);
	assert_string_equal(back.text, place.text);
}

static void what_is_no_place_is_refused(void **state)
{
	(void)state;
	struct zr_store_place place = {.is_set = true, .number = 7, .text = "Elsewhere", .id = "b"};
	static const uint8_t other[ZR_CRYPTO_KEY_BYTES] = {8};
	char text[ZR_LISTING_PLACE_TEXT_BYTES + 2];
	assert_int_equal(zr_listing_place_format(key, &place, text, &fault), 0);
	assert_int_equal(zr_listing_place_parse(other, text, &place, &fault), ZR_E_INVALID);
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		char digit = text[i];
		text[i] = digit == '0' ? '1' : '0';
		assert_int_equal(zr_listing_place_parse(key, text, &place, &fault), ZR_E_INVALID);
		text[i] = '\0'; /* it was cut */
		assert_int_equal(zr_listing_place_parse(key, text, &place, &fault), ZR_E_INVALID);
		text[i] = digit;
	}
	memset(text, '6', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(zr_listing_place_parse(key, text, &place, &fault), ZR_E_INVALID);
}

/* It may be that of a row in another's territory. */
static void a_place_tells_nothing(void **state)
{
	(void)state;
	static const char name[] = "Elsewhere";
	struct zr_store_place place = {.is_set = true, .number = 7, .id = "b"};
	char text[ZR_LISTING_PLACE_TEXT_BYTES];
	char hex[2 * sizeof name];
	(void)snprintf(place.text, sizeof place.text, "%s", name);
	zr_hex_encode((const uint8_t *)name, strlen(name), hex);
	assert_int_equal(zr_listing_place_format(key, &place, text, &fault), 0);
	assert_null(strstr(text, name));
	assert_null(strstr(text, hex));
}

static void arguments_are_read_or_named(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *value;
		int code;
	} cases[] = {{"limit", "", 0}, {"limit", "500", 0}, {"limit", "501", ZR_E_INVALID},
		{"limit", "0", ZR_E_INVALID}, {"limit", "-1", ZR_E_INVALID},
		{"limit", "5x", ZR_E_INVALID}, {"after", "x", ZR_E_INVALID}, {"q", "  ", 0},
		{"q", "Ёлка", 0}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zr_listing listing = {0};
		struct zr_request *request = ask(cases[i].name, cases[i].value);
		assert_int_equal(zr_listing_read(request, key, &listing, &fault), cases[i].code);
		if (cases[i].code != 0) {
			assert_non_null(strstr(fault.message, cases[i].name));
		}
		if (strcmp(cases[i].value, "Ёлка") == 0) {
			assert_string_equal(listing.words, "елка");
		} else {
			assert_null(listing.words);
		}
		zr_listing_finish(&listing);
		zr_request_free(request);
	}
}

static void a_choice_is_one_of_its_names(void **state)
{
	(void)state;
	static const char *const names[] = {"name", "area", NULL};
	struct zr_request *request = ask("sort", "area");
	int index = 7;
	int64_t number = 7;
	assert_int_equal(zr_listing_choose(request, "sort", names, &index, &fault), 0);
	assert_int_equal(index, 1);
	assert_int_equal(zr_listing_choose(request, "other", names, &index, &fault), 0);
	assert_int_equal(index, 0);
	assert_int_equal(zr_listing_number(request, "sort", 5, &number, &fault), ZR_E_INVALID);
	assert_int_equal(zr_listing_number(request, "none", 5, &number, &fault), 0);
	assert_int_equal(number, 0);
	zr_request_free(request);
	request = ask("sort", "size");
	assert_int_equal(zr_listing_choose(request, "sort", names, &index, &fault), ZR_E_INVALID);
	zr_request_free(request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_told_and_taken),
		cmocka_unit_test(what_is_no_place_is_refused),
		cmocka_unit_test(a_place_tells_nothing),
		cmocka_unit_test(arguments_are_read_or_named),
		cmocka_unit_test(a_choice_is_one_of_its_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
