#include "test/unit/unit.h"

#include "lib/xpath/tree.h"

static struct zr_names *names;

static struct zr_node *element(struct zr_node *parent, const char *name, const char *value)
{
	struct zr_node *node =
		zr_node_new(ZR_NODE_ELEMENT, zr_names_intern(names, "", "", name), value);
	if (parent != NULL) {
		zr_node_append(parent, node);
	}
	return node;
}

static int set_up(void **state)
{
	names = zr_names_new();
	return names == NULL;
}

static int tear_down(void **state)
{
	zr_names_free(names);
	return 0;
}

static void assert_path(const struct zr_node *node, const char *path)
{
	struct zr_buffer text = {0};
	assert_int_equal(zr_node_path(node, &text), 0);
	assert_string_equal(zr_buffer_text(&text), path);
	zr_buffer_finish(&text);
}

static void a_path_gives_positions_only_where_needed(void **state)
{
	struct zr_node *document = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	struct zr_node *data = element(document, "data", NULL);
	struct zr_node *one = element(data, "person", NULL);
	struct zr_node *two = element(data, "person", NULL);
	struct zr_node *age = element(two, "age", "7");
	struct zr_node *id =
		zr_node_new(ZR_NODE_ATTRIBUTE, zr_names_intern(names, "", "", "id"), "x");
	zr_node_append_attribute(two, id);
	assert_path(document, "/");
	assert_path(age, "/data/person[2]/age");
	assert_path(id, "/data/person[2]/@id");
	assert_int_equal(zr_node_position(two), 2);
	one->flags |= ZR_NODE_TEMPLATE;
	assert_path(age, "/data/person/age");
	assert_ptr_equal(zr_node_child(data, two->name), two);
	zr_node_free(document);
}

static void a_clone_is_apart_and_equal(void **state)
{
	struct zr_node *data = element(NULL, "data", NULL);
	struct zr_node *group = element(data, "group", NULL);
	(void)element(group, "a", "1");
	(void)element(data, "b", "2");
	struct zr_node *copy = zr_node_clone(data);
	zr_node_free(data);
	assert_string_equal(zr_node_value(copy->first_child->first_child), "1");
	assert_string_equal(zr_node_value(copy->last_child), "2");
	assert_ptr_equal(copy->last_child->previous, copy->first_child);
	zr_node_free(copy);
}

static void order_follows_insertions_and_detaching(void **state)
{
	struct zr_node *data = element(NULL, "data", NULL);
	struct zr_node *a = element(data, "a", NULL);
	struct zr_node *b = element(data, "b", NULL);
	assert_true(zr_node_compare_order(a, b) < 0);
	zr_node_detach(a);
	zr_node_insert(data, a, NULL);
	assert_true(zr_node_compare_order(a, b) > 0);
	assert_int_equal(zr_node_compare_order(a, a), 0);
	zr_node_detach(b);
	zr_node_free(b);
	assert_ptr_equal(data->first_child, a);
	zr_node_free(data);
	zr_node_free(NULL);
}

static void an_empty_value_is_no_value(void **state)
{
	struct zr_node *a = element(NULL, "a", "");
	assert_null(a->value);
	assert_int_equal(zr_node_set_value(a, "заря"), 0);
	assert_string_equal(zr_node_value(a), "заря");
	assert_int_equal(zr_node_set_value(a, NULL), 0);
	assert_string_equal(zr_node_value(a), "");
	zr_node_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_path_gives_positions_only_where_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_clone_is_apart_and_equal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			order_follows_insertions_and_detaching, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_empty_value_is_no_value, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
