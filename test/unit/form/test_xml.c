/* Reading XML into a tree. Tests: xml.c */
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/xml.h"
#include "test/unit/unit.h"

struct fixture {
	struct zr_arena arena;
	struct zr_names *names;
	struct zr_xml_prefix *prefixes;
	struct zr_error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = test_calloc(1, sizeof *fixture);
	fixture->names = zr_names_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	zr_names_free(fixture->names);
	zr_arena_finish(&fixture->arena);
	test_free(fixture);
	return 0;
}

static int parse(struct fixture *fixture, const char *text, struct zr_node **ret_document)
{
	const struct zr_xml_target target = {
		.arena = &fixture->arena, .names = fixture->names, .prefixes = &fixture->prefixes};
	return zr_xml_parse(text, strlen(text), &target, ret_document, &fixture->error);
}

static void reads_elements_attributes_and_lines(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "<a x='1'>\n<b> text </b>\n<c/></a>", &document), 0);
	const struct zr_node *root = document->first_child;
	assert_true(zr_xml_is(root, "a"));
	assert_string_equal(zr_xml_attribute(root, "", "x"), "1");
	assert_null(zr_xml_attribute(root, "", "y"));
	const struct zr_node *b = zr_xml_child(root, "b");
	assert_string_equal(zr_node_value(b), "text");
	assert_int_equal(zr_xml_line(b), 2);
	assert_int_equal(zr_xml_line(zr_xml_child(root, "c")), 3);
}

static void keeps_space_between_outputs_of_a_label(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "<label>a <o/> <o/> b</label>", &document), 0);
	const struct zr_node *at = document->first_child->first_child;
	assert_string_equal(zr_node_value(at), "a ");
	assert_string_equal(zr_node_value(at->next->next), " ");
}

static void takes_declared_prefixes_and_ignores_default_namespaces(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(
		parse(fixture, "<a xmlns='urn:x' xmlns:p='urn:p'><p:b/></a>", &document), 0);
	assert_string_equal(document->first_child->name->namespace_uri, "");
	assert_string_equal(document->first_child->first_child->name->namespace_uri, "urn:p");
	assert_string_equal(fixture->prefixes->next->prefix, "p");
}

static void reads_character_references_in_attributes(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "<a x='1 &lt; 2 &amp;&amp; &#x41;'/>", &document), 0);
	assert_string_equal(zr_xml_attribute(document->first_child, "", "x"), "1 < 2 && A");
}

static void refuses_what_is_not_well_formed(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, "<a>\n<b></a>", &document), ZR_E_SYNTAX);
	assert_int_equal(fixture->error.line, 2);
	assert_int_equal(parse(fixture, "", &document), ZR_E_SYNTAX);
	assert_int_equal(parse(fixture, "<a><b>", &document), ZR_E_SYNTAX);
}

static void refuses_entities_of_the_document(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", &document),
		ZR_E_UNSUPPORTED);
	assert_int_equal(parse(fixture, "<!DOCTYPE a [<!ENTITY e SYSTEM '/etc/passwd'>]><a>&e;</a>",
				 &document),
		ZR_E_UNSUPPORTED);
}

static void refuses_depth_beyond_the_limit(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	struct zr_buffer deep = {0};
	for (int i = 0; i < ZR_FORM_DEPTH_MAX; i++) {
		assert_int_equal(zr_buffer_add_text(&deep, "<a>"), 0);
	}
	struct zr_buffer text = {0};
	assert_int_equal(zr_buffer_add_text(&text, deep.data), 0);
	for (int i = 0; i < ZR_FORM_DEPTH_MAX; i++) {
		assert_int_equal(zr_buffer_add_text(&text, "</a>"), 0);
	}
	assert_int_equal(parse(fixture, text.data, &document), 0);
	assert_int_equal(zr_buffer_add_text(&deep, "<a/>"), 0);
	assert_int_equal(parse(fixture, deep.data, &document), ZR_E_LIMIT);
	zr_buffer_finish(&deep);
	zr_buffer_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_elements_attributes_and_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keeps_space_between_outputs_of_a_label, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			takes_declared_prefixes_and_ignores_default_namespaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			reads_character_references_in_attributes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_is_not_well_formed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_entities_of_the_document, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_depth_beyond_the_limit, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
