/* Tests: hub/records/columns.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/records/columns.h"
#include "lib/form/flat.h"

static const char *const own[] = {"record_id", "household", NULL};

/* A form whose instance has these elements and one repeat. */
static struct zr_form *make_form(const char *instance, const char *repeat)
{
	char xml[2000];
	struct zr_form *form = NULL;
	(void)snprintf(xml, sizeof xml,
		"<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
		"xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title><model>"
		"<instance><d id=\"d\">%s<meta><instanceID/></meta></d></instance></model>"
		"</h:head><h:body><group ref=\"%s\"><label>r</label><repeat nodeset=\"%s\"/>"
		"</group></h:body></h:html>",
		instance, repeat, repeat);
	assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, NULL), 0);
	return form;
}

static void check(const struct zr_columns *columns, const char *expected)
{
	char text[400] = "";
	for (size_t i = 0; i < columns->count; i++) {
		size_t bytes = strlen(text);
		(void)snprintf(text + bytes, sizeof text - bytes, "%s%s", i > 0 ? " " : "",
			columns->items[i].heading);
	}
	assert_string_equal(text, expected);
}

static void versions_share_their_columns(void **state)
{
	(void)state;
	struct zr_columns columns = {.own = own};
	struct zr_form *newer = make_form("<a/><g><b/></g><p><n/></p><c/>", "/d/p");
	struct zr_form *older = make_form("<g><b/><old/></g><a/><q><n/></q>", "/d/q");
	size_t places[32] = {0};
	assert_true(zr_flat_bind_count(older) <= 32);
	assert_int_equal(zr_columns_add_form(&columns, newer, NULL, NULL), 0);
	assert_int_equal(zr_columns_add_form(&columns, older, places, NULL), 0);
	check(&columns, "a g/b c g/old");
	for (const struct zr_bind *bind = zr_flat_schema(older); bind != NULL;
		bind = zr_flat_next(older, bind)) {
		if (strcmp(bind->path, "/d/a") == 0) {
			assert_int_equal(places[bind->index], 1);
		}
		if (strcmp(bind->path, "/d/q/n") == 0) {
			assert_int_equal(places[bind->index], 0);
		}
	}
	zr_columns_finish(&columns);
	zr_form_free(newer);
	zr_form_free(older);
}

static void every_heading_stands_once(void **state)
{
	(void)state;
	struct zr_columns columns = {.own = own};
	struct zr_form *form =
		make_form("<household/><g><household/></g><record_id/><p><record_id/></p>", "/d/p");
	assert_int_equal(zr_columns_add_form(&columns, form, NULL, NULL), 0);
	check(&columns, "/d/household g/household /d/record_id");
	zr_columns_finish(&columns);
	columns = (struct zr_columns){.own = own, .repeat = "p"};
	assert_int_equal(zr_columns_add_form(&columns, form, NULL, NULL), 0);
	check(&columns, "/d/p/record_id");
	zr_columns_finish(&columns);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_share_their_columns),
		cmocka_unit_test(every_heading_stands_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
