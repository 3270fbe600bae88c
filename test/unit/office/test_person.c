/* The persons of a record, whatever stands around them. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "office/person.h"

static const struct zr_office_fields fields = {.person = "/d/list/person",
	.names = {"last", "first"},
	.name_count = 2,
	.birth = "birth/date"};

static int join(void *user, const char *text, size_t bytes)
{
	char *all = user;
	size_t length = strlen(all);
	for (size_t i = 0; i < bytes; i++) {
		all[length + i] = text[i] == '\x1f' ? '|' : text[i];
	}
	all[length + bytes] = ';';
	return 0;
}

static void check(const char *xml, int code, const char *expected)
{
	char all[400] = "";
	const struct zr_crypto_bytes bytes = {xml, strlen(xml)};
	assert_int_equal(zr_person_walk(bytes, &fields, join, all), code);
	assert_string_equal(all, expected);
}

#define PERSON(last, first, date)                                                                  \
	"<person><last>" last "</last><first>" first "</first><birth><date>" date                  \
	"</date></birth></person>"

static void persons_come_as_people_compare_them(void **state)
{
	(void)state;
	check("<d><list>" PERSON("Иванов", "Фёдор", "1980-02-03")
			PERSON(" ИВАНОВА ", "Анна  Мария", "1981-01-01") "</list></d>",
		0, "|иванов|федор|1980-02-03;|иванова|анна мария|1981-01-01;");
	check("<d><list><person><first>Я</first><last/><birth><date>2000-01-01</date></birth>"
	      "</person></list></d>",
		0, "||я|2000-01-01;");
	check("<d><list><person><first>A<![CDATA[<B>]]></first><birth><date>1&#48;</date></birth>"
	      "</person></list></d>",
		0, "||a b|10;");
}

static void who_is_not_known_is_passed_over(void **state)
{
	(void)state;
	check("<d/>", 0, "");
	check("<d><list/></d>", 0, "");
	check("<d><list><person/>" PERSON("A", "B", "")
			PERSON(" ", ".", "2000-01-01") "</list></d>",
		0, "");
	/* the same words elsewhere are no person's */
	check("<d>" PERSON("A", "B", "1") "<list><other><last>A</last></other></list></d>", 0, "");
	check("<d><list><person><x><last>A</last></x><birth><date>1</date></birth></person></list>"
	      "</d>",
		0, "");
}

static void refuses_what_is_no_record(void **state)
{
	(void)state;
	check("", ZR_E_SYNTAX, "");
	check("<d><list>", ZR_E_SYNTAX, "");
	check("<!DOCTYPE d [<!ENTITY e 'x'>]><d>&e;</d>", ZR_E_SYNTAX, "");
	check("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>", ZR_E_SYNTAX, "");
}

/* A person may be the whole record. */
static void a_record_of_one_person(void **state)
{
	(void)state;
	const struct zr_office_fields one = {
		.person = "/d", .names = {"name"}, .name_count = 1, .birth = "born"};
	char all[100] = "";
	const char *xml = "<d><name>Anna</name><born>1990</born></d>";
	const struct zr_crypto_bytes bytes = {xml, strlen(xml)};
	assert_int_equal(zr_person_walk(bytes, &one, join, all), 0);
	assert_string_equal(all, "|anna|1990;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(persons_come_as_people_compare_them),
		cmocka_unit_test(who_is_not_known_is_passed_over),
		cmocka_unit_test(refuses_what_is_no_record),
		cmocka_unit_test(a_record_of_one_person),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
