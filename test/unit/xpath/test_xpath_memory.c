/* Every allocation of compiling and evaluating fails in turn: the answer is NOMEM, nothing leaks,
 * and the next try succeeds. Linked with --wrap for malloc, calloc and realloc. */
#include "test/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xpath/xpath.h"
#include "test/unit/fail_alloc.h"

static struct zr_node *add(
	struct zr_names *names, struct zr_node *parent, const char *name, const char *value)
{
	struct zr_node *node =
		zr_node_new(ZR_NODE_ELEMENT, zr_names_intern(names, "", "", name), value);
	zr_node_append(parent, node);
	return node;
}

static uint64_t bits(void *user)
{
	return 7;
}

/* Compiles and evaluates once; the code of the first failure. */
static int run(const char *text, struct zr_names *names, struct zr_node *root)
{
	static const struct zr_xpath_hooks hooks = {.random = bits};
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	struct zr_error error = {0};
	struct zr_arena arena = {0};
	struct zr_value value = {0};
	int code = zr_xpath_compile(text, &scope, &expression, &error);
	if (code == 0) {
		struct zr_xpath_context context = {.node = root->first_child,
			.root = root,
			.arena = &arena,
			.hooks = &hooks,
			.now_us = 1795360309387000};
		code = zr_xpath_evaluate(expression, &context, &value, &error);
		if (code == 0 && zr_value_string(&value, &context) == NULL) {
			code = ZR_E_NOMEM;
		}
	}
	zr_arena_finish(&arena);
	zr_xpath_free(expression);
	return code;
}

static void no_memory_is_an_error_and_nothing_else(void **state)
{
	static const char *const texts[] = {
		"concat(/data/a, //b, 'x', join(',', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) = "
		"string(/data)",
		"/data/new1[new2 = 3 and position() = last()]/new4 | ancestor-or-self::node()",
		"regex('abcd', '(a|b){1,30}[c-d\\d]+$')",
		"jr:itext('it's')",
		"sum(/data/*) + count(id('x y')) * round(1.25, 1) - area('1 1;1 2;2 2')",
		"format-date(now(), '%Y') = translate(normalize-space(' a  b '), 'a', 'b')",
		"digest('a', 'MD5') != uuid() or randomize(/data/b, 'seed') = "
		"base64-decode('YQ==')",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (long n = 0;; n++) {
			struct zr_names *names = zr_names_new();
			struct zr_node *root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
			struct zr_node *data = add(names, root, "data", NULL);
			(void)add(names, data, "a", "1");
			(void)add(names, add(names, data, "b", NULL), "b", "2");
			fail_alloc_start(n);
			int code = run(texts[i], names, root);
			bool is_done = !fail_alloc_stop();
			if (!is_done) {
				assert_int_equal(code, ZR_E_NOMEM);
			}
			zr_node_free(root);
			zr_names_free(names);
			if (is_done) {
				assert_true(n > 1);
				break;
			}
			assert_true(n < 1000);
		}
	}
}

static void a_tree_without_memory_stays_whole(void **state)
{
	for (long n = 0; n < 40; n++) {
		struct zr_names *names = zr_names_new();
		struct zr_node *root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
		struct zr_node *data = add(names, root, "data", NULL);
		(void)add(names, data, "a", NULL);
		(void)add(names, add(names, data, "b", NULL), "c", NULL);
		fail_alloc_start(n);
		struct zr_node *copy = zr_node_clone(root);
		struct zr_buffer path = {0};
		int code = zr_node_path(data->last_child, &path);
		assert_true(code == 0 || code == ZR_E_NOMEM);
		(void)fail_alloc_stop();
		zr_buffer_finish(&path);
		zr_node_free(copy);
		zr_node_free(root);
		zr_names_free(names);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_memory_is_an_error_and_nothing_else),
		cmocka_unit_test(a_tree_without_memory_stays_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
