/* The functions of ODK XForms, by the sections of "XPath Functions"; dates have their own file. */
/* Tests: argument.c catalogue.c date_functions.c digest.c form_functions.c geo.c logic.c nodes.c
 * Tests: number.c random.c regex.c regex_compile.c selection.c string.c */
#include "test/unit/xpath/xpath_unit.h"

/* Each with as many arguments as it needs. */
static void every_function_of_the_specification_is_there(void **state)
{
	const char *const calls[] = {"string(1)", "concat(1)", "join(1)", "substr(1,2)",
		"substring-before(1,2)", "substring-after(1,2)", "translate(1,2,3)",
		"string-length(1)", "normalize-space()", "contains(1,2)", "starts-with(1,2)",
		"ends-with(1,2)", "uuid()", "uuid(3)", "digest(1,2)", "digest(1,2,3)",
		"base64-decode(1)", "extract-signed(1,2)", "pulldata(1,2,3,4)", "if(1,2,3)",
		"coalesce(1,2)", "once(1)", "true()", "false()", "boolean(1)",
		"boolean-from-string(1)", "not(1)", "regex(1,2)", "checklist(1,2,3)",
		"weighted-checklist(1,2,3,4)", "number(1)", "random()", "int(1)", "sum(.)",
		"max(.,.)", "min(.,.)", "round(1)", "round(1,2)", "pow(1,2)", "log(1)", "log10(1)",
		"abs(1)", "sin(1)", "cos(1)", "tan(1)", "asin(1)", "acos(1)", "atan(1)",
		"atan2(1,2)", "sqrt(1)", "exp(1)", "exp10(1)", "pi()", "count(.)",
		"count-non-empty(.)", "position()", "position(.)", "instance('x')", "current()",
		"randomize(.)", "randomize(.,1)", "today()", "now()", "format-date(1,2)",
		"format-date-time(1,2)", "date(1)", "date-time(1)", "decimal-date-time(1)",
		"decimal-time(1)", "selected(1,2)", "selected-at(1,2)", "count-selected(1)",
		"jr:choice-name(1,2)", "jr:itext(1)", "indexed-repeat(.,.,1)",
		"indexed-repeat(.,.,1,.,1)", "indexed-repeat(.,.,1,.,1,.,1)", "area(.)",
		"distance(.)", "distance(.,.)", "geofence(.,.)", "intersects(.)", "version()",
		"property(1)", "last()", "id(1)", "local-name()", "namespace-uri()", "name()",
		"lang(1)", "substring(1,2)", "floor(1)", "ceiling(1)", "thousandsep(1)",
		"is-selected(1,2)", "depend(1,2)", "enclosed-area(.)"};
	struct zr_xpath_scope scope = {.names = names};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct zr_xpath *expression = NULL;
		if (zr_xpath_compile(calls[i], &scope, &expression, &error) != 0) {
			fail_msg("%s: %s", calls[i], error.message);
		}
		zr_xpath_free(expression);
	}
}

static void texts_count_characters(void **state)
{
	assert_gives("string-length('заря')", "4");
	assert_gives("substr('заря', 1, 3)", "ар");
	assert_gives("substring('заря', 2)", "аря");
	assert_gives("substring('12345', -1 div 0)", "12345");
	assert_gives("substring('12345', 1 div 0)", "");
	assert_gives("substring('12345', 0 div 0)", "");
	assert_gives("substring('12345', -42, 1 div 0)", "12345");
	assert_gives("substring('12345', -1 div 0, 1 div 0)", "");
	assert_gives("translate('заря', 'ря', 'Р')", "заР");
	assert_gives("join(', ', /data/person[1]/name, 'x')", "Анна, x");
	assert_gives("normalize-space('  a   b ')", "a b");
	assert_gives("thousandsep(-1234567.5)", "-1,234,567.5");
	assert_gives("base64-decode('TetN')", "M\xEF\xBF\xBDM");
	assert_gives("base64-decode('0LfQsNGA0Y8=')", "заря");
}

static void selections_are_words(void **state)
{
	assert_gives("selected(/data/colour, 'blue')", "true");
	assert_gives("selected(/data/colour, 'blu')", "false");
	assert_gives("count-selected(/data/colour)", "2");
	assert_gives("selected-at(/data/colour, 1)", "blue");
	assert_gives("selected-at(/data/colour, 2)", "");
	assert_gives("selected-at(/data/colour, -1)", "");
	assert_gives("is-selected(/data/colour, ' red ')", "true");
	assert_gives("selected('a b c', 'b c')", "true");
	assert_gives("selected('a b c', 'a c')", "false");
	assert_gives("selected('a b c', 'c d')", "false");
	assert_gives("selected('', ' ')", "true");
}

static void patterns_match_the_whole_text(void **state)
{
	assert_gives("regex('Заря-12', '^[А-Я][а-я]+-\\d{2}$')", "true");
	assert_gives("regex('12345', '[0-9]{3}')", "false");
	assert_gives("regex('ababab', '(ab|cd|ef)+')", "true");
	assert_gives("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a*)*')", "false");
	assert_gives("regex('x', 'x{0,3}y?')", "true");
	assert_gives("regex('xxxx', 'x{0,3}')", "false");
	assert_fails("regex('a', '(?=a)')", ZR_E_UNSUPPORTED);
	assert_fails("regex('a', '[a')", ZR_E_INVALID);
	assert_fails("regex('a', '((a{999}){999}){999}')", ZR_E_LIMIT);
	assert_fails("regex('5', '[0-9&&[^3]]')", ZR_E_UNSUPPORTED);
	assert_fails("regex('a', '\\p{L}')", ZR_E_UNSUPPORTED);
	assert_non_null(strstr(error.message, "[a-zа-яё]"));
	assert_gives("regex('a', '\\Aa\\z')", "true");
	assert_fails("false() and regex('a', '(')", ZR_E_INVALID); /* whether it is asked or not */
	assert_gives("false() and regex('a', /data/born)", "false");
}

static void chance_comes_from_the_context(void **state)
{
	assert_gives("uuid()", "01234567-89ab-4def-8123-456789abcdef");
	assert_gives("string-length(uuid(10))", "10");
	assert_fails("uuid(-1)", ZR_E_INVALID);
	assert_gives("random() > 0 and random() < 1", "true");
	assert_gives("count(randomize(../../person, 5))", "2");
}

static void texts_are_cut_and_searched(void **state)
{
	assert_gives("substr('hello', -2)", "lo");
	assert_gives("substr('hello', 0, -1)", "hell");
	assert_gives("substr('hello', 3, 1)", "");
	assert_gives("substring-before('2026-11-22', '-')", "2026");
	assert_gives("substring-after('2026-11-22', '-')", "11-22");
	assert_gives("substring-after('abc', 'x')", "");
	assert_gives("contains('Москва', 'скв')", "true");
	assert_gives("starts-with('Москва', 'Мос')", "true");
	assert_gives("ends-with('Москва', 'ква')", "true");
	assert_gives("concat(/data/person/name, '!', 1, true())", "Пётр!1true");
	assert_gives("concat('a')", "a");
	assert_gives("join('-', ../../person/age)", "40-7");
	assert_gives("coalesce('', 'b')", "b");
	assert_gives("coalesce(/data/none, ../note, 'c', 'd')", "c");
}

static void truth_is_said_and_read(void **state)
{
	assert_gives("boolean-from-string('1')", "true");
	assert_gives("boolean-from-string('TRUE ')", "false");
	assert_gives("boolean('false')", "true");
	assert_gives("not('')", "true");
	assert_gives("if(/data/none, 'a', 'b')", "b");
	assert_gives("checklist(1, 2, 'x', '', 1 = 1)", "true");
	assert_gives("checklist(-1, 1, 'x', '', 1 = 1)", "false");
	assert_gives("checklist(2, -1, ../../person/age)", "true");
	assert_gives("weighted-checklist(5, 7, true(), 3, 'x', 3, false(), 9)", "true");
	assert_gives("weighted-checklist(47, 47, ../../person/name, ../../person/age)", "true");
	assert_fails("weighted-checklist(1, 2, ../../person/age, ../age)", ZR_E_INVALID);
	assert_gives("once('new')", "new");
	assert_int_equal(zr_node_set_value(here, "old"), 0);
	assert_gives("once('new')", "old");
	assert_gives("depend(5, ../age)", "5");
}

static void numbers_round_and_rise(void **state)
{
	assert_gives("int(-7.9)", "-7");
	assert_gives("int('4,5')", "4");
	assert_gives("round(2.5)", "3");
	assert_gives("round(-2.5)", "-2");
	assert_gives("round(1.005, 2)", "1.01");
	assert_gives("round(9.996, 2)", "10");
	assert_gives("round(-9.996, 2)", "-10");
	assert_gives("round(12345, -2)", "12300");
	assert_gives("pow(2, 10)", "1024");
	assert_gives("sqrt(-1)", "NaN");
	assert_gives("round(log(exp(2)), 9)", "2");
	assert_gives("log10(1000) + exp10(2)", "103");
	assert_gives("round(sin(pi() div 2) + cos(0) + tan(0), 9)", "2");
	assert_gives("round(asin(1) + acos(1) - atan2(1, 0), 9)", "0");
	assert_gives("round(4 * atan(1) - pi(), 9)", "0");
	assert_gives("abs(-3)", "3");
	assert_gives("number('12a')", "NaN");
	assert_gives("number('1e3')", "NaN");
	assert_gives("number(' -0012.50 ')", "-12.5");
	assert_gives("floor(-1.5) + ceiling(1.5)", "0");
}

static void sums_leave_out_what_is_not_answered(void **state)
{
	assert_int_equal(zr_node_set_value(here->previous, ""), 0);
	assert_gives("sum(../../person/age)", "40");
	assert_gives("max(../../person/age)", "40");
	assert_gives("min(../../person/age, 50)", "40");
	assert_gives("min('', '')", "NaN");
	assert_gives("max(3, 17, -2)", "17");
	assert_gives("sum(../../person/name)", "NaN");
	assert_gives("count-non-empty(../../person/age)", "1");
	assert_gives("count(../../person/age)", "2");
}

static void repeats_are_indexed_and_shuffled(void **state)
{
	assert_gives("indexed-repeat(/data/person/age, /data/person, 2)", "7");
	assert_gives("indexed-repeat(/data/person/age, /data/person, ../note)", "40");
	assert_gives("indexed-repeat(/data/person/age, /data/person, 3)", "");
	assert_fails("indexed-repeat(/data/person/age, /data/colour, 1)", ZR_E_INVALID);
	assert_fails("indexed-repeat('x', /data/person, 1)", ZR_E_INVALID);
	assert_gives("position(../../person[2])", "2");
	assert_gives("position(/data/none)", "0");
	struct zr_node *letters = add(root->first_child, "letters", NULL);
	for (const char *at = "ABCDEFGH"; *at != '\0'; at++) {
		const char letter[] = {*at, '\0'};
		(void)add(letters, "l", letter);
	}
	/* As JavaRosa has them. */
	assert_gives("join('', randomize(/data/letters/l, 1234))", "GFEDAHBC");
	assert_gives("join('', randomize(/data/letters/l, '1234'))", "GFEDAHBC");
	assert_gives("join('', randomize(/data/letters/l, 'foo'))", "EADBHGCF");
	assert_gives("join('', randomize(/data/letters/l, /data/none))", "CBHAFDGE");
	assert_fails("randomize('x', 1)", ZR_E_INVALID);
}

static void nodes_are_found_by_id_and_language(void **state)
{
	struct zr_node *colour = root->first_child->first_child;
	const struct zr_name *id = zr_names_intern(names, "", "", "id");
	const char *const xml = "http://www.w3.org/XML/1998/namespace";
	zr_node_append_attribute(colour, zr_node_new(ZR_NODE_ATTRIBUTE, id, "c1"));
	zr_node_append_attribute(
		root->first_child, zr_node_new(ZR_NODE_ATTRIBUTE,
					   zr_names_intern(names, xml, "xml", "lang"), "ru-RU"));
	assert_gives("id('x c1')", "red blue");
	assert_gives("count(id('c'))", "0");
	assert_gives("lang('ru')", "true");
	assert_gives("lang('RU-ru')", "true");
	assert_gives("lang('r')", "false");
}

static void the_form_is_asked(void **state)
{
	assert_gives("pulldata('towns', 'label', 'name', 'kzn')", "Казань");
	assert_gives("pulldata('towns', 'label', 'name', 'spb')", "");
	assert_gives("pulldata(/data/colour, 'label', 'name', 'kzn')", "");
	assert_gives("count(instance(/data/colour)/root/item)", "0");
	struct zr_node *town = towns->first_child->first_child;
	zr_node_append_attribute(town,
		zr_node_new(ZR_NODE_ATTRIBUTE, zr_names_intern(names, "", "", "where"), "north"));
	assert_gives("pulldata('towns', 'name', '@where', 'north')", "msk");
	assert_gives("pulldata('towns', '@where', 'name', 'msk')", "north");
	assert_gives("pulldata('towns', 'name', '@where', 'south')", "");
	assert_fails("pulldata('towns', 'area', 'name', 'kzn')", ZR_E_INVALID);
	assert_fails("pulldata('cities', 'label', 'name', 'kzn')", ZR_E_INVALID);
	assert_gives("jr:choice-name('red', '/data/colour')", "Red");
	assert_gives("jr:choice-name('mauve', '/data/colour')", "");
	assert_gives("version()", "7");
	assert_gives("property('deviceid')", "d1");
	assert_gives("property('simserial')", "");
	assert_gives("jr:itext('unknown')", "");
	assert_gives("name(current())", "note");
	assert_gives("count(instance('self')/data/person[name = current()/../name])", "1");
}

static void places_are_measured(void **state)
{
	assert_gives("round(distance('0 0 0 0;0 1 0 0'))", "111319");
	assert_gives("round(distance('0 0', '0 1', '1 1'))", "222638");
	assert_gives("distance('')", "NaN");
	assert_gives("area('')", "NaN");
	assert_fails("distance('91 0;0 0')", ZR_E_INVALID);
	assert_fails("distance('a')", ZR_E_INVALID);
	assert_fails("distance('0 0', 'a')", ZR_E_INVALID);
	assert_fails("area('a')", ZR_E_INVALID);
	assert_gives("round(area('0 0;0 1;1 1;1 0;0 0') div 1000000)", "12391");
	assert_gives("enclosed-area('0 0')", "0");
	assert_gives("geofence('0.5 0.5 0 0', '0 0;0 1;1 1;1 0;0 0')", "true");
	assert_gives("geofence('1.5 0.5 0 0', '0 0;0 1;1 1;1 0;0 0')", "false");
	assert_fails("geofence('', '0 0;0 1;1 1;0 0')", ZR_E_INVALID);
	assert_gives("geofence(/data/place, '0 0;0 1;1 1;0 0')", "false"); /* not answered */
	assert_gives("geofence('0.5 0.5', /data/shape)", "false");
	assert_fails("geofence(/data/born, '0 0;0 1;1 1;0 0')", ZR_E_INVALID);
	assert_gives("intersects('0 0;1 1;0 1;1 0')", "true");
	assert_gives("intersects('0 0;0 1;1 1;1 0')", "false");
}

static void contents_are_hashed_and_verified(void **state)
{
	assert_gives("digest('some text', 'MD5')", "VS4hzUzZkYZ448Gg30kbww==");
	assert_gives("digest('some text', 'SHA-1')", "N6pjx3OY2VRHMmLhoAV8HmMu2nc=");
	assert_gives(
		"digest('some text', 'sha1', 'HEX')", "37aa63c77398d954473262e1a0057c1e632eda77");
	assert_gives("digest('some text', 'SHA-256', 'hex')",
		"b94f6f125c79e3a5ffaa826f584c10d52ada669e6762051b826b55776d05aed2");
	assert_gives("string-length(digest('x', 'SHA-384', 'hex'))", "96");
	assert_gives("digest('some text', 'SHA512')",
		"4nMrrtyj6sFAeChjfeHbynAsP8ns4Wz1Nt241hOc2F3+dGS4I1spgm9gjM9KxkPimxnGN4WKPYcQpZER30"
		"LdtQ==");
	assert_fails("digest('x', 'SHA-3')", ZR_E_INVALID);
	assert_fails("digest('x', 'MD5', 'octal')", ZR_E_INVALID);
	assert_gives("base64-decode('not base64!')", "");
	/* The second example of RFC 8032, section 7.1. */
	const char *const call = "extract-signed('kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkP"
				 "hWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAH%s', "
				 "'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=')";
	char text[256];
	(void)snprintf(text, sizeof text, call, "I=");
	assert_gives(text, "r");
	(void)snprintf(text, sizeof text, call, "M=");
	assert_gives(text, "");
	assert_gives("extract-signed('', '')", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(every_function_of_the_specification_is_there),
		UNIT(texts_count_characters),
		UNIT(texts_are_cut_and_searched),
		UNIT(truth_is_said_and_read),
		UNIT(numbers_round_and_rise),
		UNIT(sums_leave_out_what_is_not_answered),
		UNIT(selections_are_words),
		UNIT(patterns_match_the_whole_text),
		UNIT(chance_comes_from_the_context),
		UNIT(repeats_are_indexed_and_shuffled),
		UNIT(nodes_are_found_by_id_and_language),
		UNIT(the_form_is_asked),
		UNIT(places_are_measured),
		UNIT(contents_are_hashed_and_verified),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
