/* Tests: lib/form/flat.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/form/flat.h"

static const char form_xml[] =
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
	"<h:head><h:title>T</h:title><model><instance><d id=\"d\"><a/><g><b/></g>"
	"<p><n/><q><m/></q></p><meta><instanceID/></meta></d></instance></model></h:head><h:body>"
	"<input ref=\"/d/a\"><label>a</label></input>"
	"<group ref=\"/d\"><label>p</label><repeat nodeset=\"p\">"
	"<input ref=\"/d/p/n\"><label>n</label></input>"
	"<group ref=\"/d/p\"><label>q</label><repeat nodeset=\"q\">"
	"<input ref=\"/d/p/q/m\"><label>m</label></input></repeat></group>"
	"</repeat></group></h:body></h:html>";

static struct zr_form *form;
static char seen[1000];

static void add(const char *format, const char *text, size_t number)
{
	size_t bytes = strlen(seen);
	(void)snprintf(seen + bytes, sizeof seen - bytes, format, text, number);
}

static int on_leaf(void *user, const struct zr_bind *bind, const char *value)
{
	(void)user;
	add("%s=", bind->path, 0);
	add("%s ", value, 0);
	return 0;
}

static int on_enter(void *user, const struct zr_bind *repeat, size_t position)
{
	(void)user;
	add("<%s %zu ", repeat->path, position);
	return 0;
}

static int on_leave(void *user, const struct zr_bind *repeat)
{
	(void)user;
	add("%s> ", repeat->path, 0);
	return 0;
}

static int on_unknown(void *user, const char *name)
{
	(void)user;
	add("?%s ", name, 0);
	return 0;
}

static int read_record(const char *xml)
{
	static const struct zr_flat_visitor visitor = {
		.leaf = on_leaf, .enter = on_enter, .leave = on_leave, .unknown = on_unknown};
	seen[0] = '\0';
	return zr_flat_read(form, xml, strlen(xml), &visitor, NULL);
}

static int load(void **state)
{
	(void)state;
	return zr_form_load(form_xml, sizeof form_xml - 1, NULL, &form, NULL);
}

static int unload(void **state)
{
	(void)state;
	zr_form_free(form);
	return 0;
}

static void values_come_with_their_nodes_and_instances(void **state)
{
	(void)state;
	assert_int_equal(
		read_record("<d><a>1</a><p><n>x</n><q><m>7</m></q><q/></p><p><n> y </n></p>"
			    "<g><b/></g></d>"),
		0);
	assert_string_equal(seen,
		"/d/a=1 </d/p 1 /d/p/n=x </d/p/q 1 /d/p/q/m=7 /d/p/q> </d/p/q 2 /d/p/q> /d/p> "
		"</d/p 2 /d/p/n= y  /d/p> /d/g/b= ");
}

static void what_the_form_lacks_is_told(void **state)
{
	(void)state;
	assert_int_equal(read_record("<d><old>1</old><a>1</a><a>2</a><g><b><c/></b></g></d>"), 0);
	assert_string_equal(seen, "?old /d/a=1 ?a /d/g/b= ?c ");
}

static void other_records_and_no_xml_are_refused(void **state)
{
	(void)state;
	assert_int_equal(read_record("<e><a>1</a></e>"), ZR_E_REFERENCE);
	assert_int_equal(read_record("<d><a>1</d>"), ZR_E_SYNTAX);
	assert_int_equal(read_record(""), ZR_E_SYNTAX);
}

static void the_schema_has_each_node_once(void **state)
{
	(void)state;
	const struct zr_bind *root = zr_flat_schema(form);
	assert_string_equal(root->path, "/d");
	size_t count = 0;
	for (const struct zr_bind *at = root->first_child; at != NULL; at = at->next) {
		assert_true(at->index < zr_flat_bind_count(form));
		count++;
	}
	assert_int_equal(count, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_with_their_nodes_and_instances),
		cmocka_unit_test(what_the_form_lacks_is_told),
		cmocka_unit_test(other_records_and_no_xml_are_refused),
		cmocka_unit_test(the_schema_has_each_node_once),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
