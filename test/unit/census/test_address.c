/* What addresses are found by, and where the house begins. */
#include "tablet/apps/census/model/address.h"

#include <glib.h>

#include "test/unit/unit.h"

static bool finds(const char *address, const char *query)
{
	g_autofree char *folded = zr_address_fold(address);
	g_autofree char *wanted = zr_address_fold(query);
	return zr_address_matches(folded, wanted);
}

static void finds_an_address_by_its_words_in_any_order(void **state)
{
	assert_true(finds("ул. Мира, 5", "мира 5"));
	assert_true(finds("ул. Мира, 5", "5 мира"));
	assert_true(finds("ул. Мира, 5", "МИР"));
	assert_true(finds("ул. Мира, 5", ""));
	assert_true(finds("ул. Мира, 5", "  , "));
	assert_true(finds("г. Орёл, ул. Жёлтая, д.5, кв.12", "орел желт 5 12"));
	assert_true(finds("ул. Зеленая, 1", "ЗЕЛЁНАЯ"));
	assert_true(finds("ул. Садовая, 12а", "садовая 12"));
	assert_true(finds("ул. Садовая, 12/3", "12 3"));
	assert_true(finds("Карла-Маркса ул., 7", "маркса карла 7"));
	assert_true(finds("ул. Мира, 5", "ул.мира,5"));
}

static void does_not_find_what_is_another_address(void **state)
{
	assert_false(finds("ул. Мира, 5", "мира 6"));
	assert_false(finds("ул. Мира, 5", "ира"));
	assert_false(finds("ул. Мира, 52", "5 мира")); /* a number that is typed to its end */
	assert_true(finds("ул. Мира, 52", "мира 5"));  /* one that may still grow */
	assert_true(finds("ул. Мира, 5, кв. 12", "мира 5 1"));
	assert_false(finds("ул. Мира, 52, кв. 1", "мира 5 1"));
}

static void folds_spellings_of_one_place_alike(void **state)
{
	g_autofree char *a = zr_address_fold("Ул. Мира,5");
	g_autofree char *b = zr_address_fold("ул.  мира , 5 ");
	g_autofree char *none = zr_address_fold("");
	assert_string_equal(a, " ул мира 5 ");
	assert_string_equal(a, b);
	assert_string_equal(none, " ");
}

static void tells_the_house_from_the_street(void **state)
{
	static const struct {
		const char *address;
		const char *street;
		const char *house;
	} cases[] = {
		{"ул. Мира, 5", "ул. Мира", "5"},
		{"г. Казань, ул. Баумана, д. 5, кв. 12", "г. Казань, ул. Баумана", "д. 5, кв. 12"},
		{"Тверская ул., 2", "Тверская ул.", "2"},
		{"ул. 8 Марта, 5", "ул. 8 Марта", "5"},
		{"г. Казань, 8 Марта ул., 5", "г. Казань, 8 Марта ул.", "5"},
		{"ул. 8 Марта 5", "ул. 8 Марта", "5"},
		{"ул. Мира 5 кв. 12", "ул. Мира", "5 кв. 12"},
		{"ул. Мира д. 5 корп. 2", "ул. Мира", "д. 5 корп. 2"},
		{"Street 1", "Street", "1"},
		{"с. Ивановка, 12а", "с. Ивановка", "12а"},
		{"ул. Мира, 5 б", "ул. Мира", "5 б"},
		{"Дом лесника у озера", "", "Дом лесника у озера"},
		{"5", "", "5"},
		{"", "", ""},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *street = NULL;
		g_autofree char *house = NULL;
		zr_address_split(cases[i].address, &street, &house);
		assert_string_equal(street, cases[i].street);
		assert_string_equal(house, cases[i].house);
	}
}

static void names_a_town_once_that_all_streets_share(void **state)
{
	static const char *const shared[] = {
		"г. Казань, ул. Баумана", "г. Казань, ул. Бутлерова", "г. Казань, пр. Победы"};
	static const char *const others[] = {"г. Казань, ул. Баумана", "г. Кама, ул. Баумана"};
	static const char *const bare[] = {"г. Казань, ул. Мира", "г. Казань"};
	g_autofree char *town = zr_address_common(shared, 3);
	g_autofree char *none = zr_address_common(others, 2);
	g_autofree char *short_one = zr_address_common(bare, 2);
	g_autofree char *single = zr_address_common(shared, 1);
	g_autofree char *empty = zr_address_common(NULL, 0);
	assert_string_equal(town, "г. Казань, ");
	assert_string_equal(none, "");
	assert_string_equal(short_one, "");
	assert_string_equal(single, "");
	assert_string_equal(empty, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_an_address_by_its_words_in_any_order),
		cmocka_unit_test(does_not_find_what_is_another_address),
		cmocka_unit_test(folds_spellings_of_one_place_alike),
		cmocka_unit_test(tells_the_house_from_the_street),
		cmocka_unit_test(names_a_town_once_that_all_streets_share),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
