/* XPath: compiles any text and evaluates it against a small form tree, from inside a repeat and
 * from nowhere; compiles it as ODK Collect would, too. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/xpath.h"

enum {
	INPUT_BYTES_MAX = 4096
};

struct world {
	struct zr_names *names;
	struct zr_node *root;
	struct zr_node *here;
	uint64_t state;
};

static struct zr_node *add(
	struct world *world, struct zr_node *parent, const char *name, const char *value)
{
	struct zr_node *node =
		zr_node_new(ZR_NODE_ELEMENT, zr_names_intern(world->names, "", "", name), value);
	zr_node_append(parent, node);
	return node;
}

static void world_init(struct world *world)
{
	world->names = zr_names_new();
	world->root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	struct zr_node *data = add(world, world->root, "d", NULL);
	(void)add(world, data, "a", "1 2 x");
	(void)add(world, data, "b", "2026-11-22");
	(void)add(world, data, "g", "1 2 0 0;3 4 0 0;5 1 0 0;1 2 0 0");
	for (unsigned i = 0; i < 3; i++) {
		struct zr_node *repeat = add(world, data, "r", NULL);
		struct zr_node *key = zr_node_new(
			ZR_NODE_ATTRIBUTE, zr_names_intern(world->names, "", "", "k"), "v");
		zr_node_append_attribute(repeat, key);
		(void)add(world, repeat, "n", i == 0 ? "7" : "-0.5");
		(void)add(world, repeat, "t", i == 1 ? "Заря" : NULL);
		world->here = add(world, repeat, "c", NULL);
	}
	data->last_child->previous->flags |= ZR_NODE_IRRELEVANT;
}

static struct zr_node *instance(void *user, const char *id)
{
	struct world *world = user;
	return *id == 'i' ? world->root->first_child : NULL;
}

static const char *echo(void *user, const char *id)
{
	return id;
}

static const char *choice_name(
	void *user, struct zr_node *from, const char *value, const char *path)
{
	return *path != '\0' ? value : NULL;
}

static uint64_t next_bits(void *user)
{
	struct world *world = user;
	world->state = world->state * 6364136223846793005u + 1442695040888963407u;
	return world->state;
}

static const char *namespace_for(void *user, const char *prefix)
{
	return *prefix == 'p' ? "urn:p" : NULL;
}

static int visit(void *user, const struct zr_xpath_path *path)
{
	size_t *steps = user;
	for (size_t i = 0; i < path->step_count; i++) {
		*steps += path->steps[i].axis;
	}
	return 0;
}

/* What is written reads back the same. */
static void check_number(double number)
{
	char text[ZR_DECIMAL_BYTES_MAX];
	if (zr_decimal_write(number, text) == 0 ||
		(isfinite(number) && zr_decimal_parse(text) != number)) {
		abort();
	}
}

static void evaluate(struct world *world, const struct zr_xpath *expression, struct zr_node *node)
{
	static const struct zr_xpath_hooks hooks = {.instance = instance,
		.itext = echo,
		.choice_name = choice_name,
		.property = echo,
		.random = next_bits};
	struct zr_arena arena = {0};
	struct zr_error error = {0};
	struct zr_value value = {0};
	struct zr_xpath_context context = {.node = node,
		.root = world->root,
		.arena = &arena,
		.hooks = &hooks,
		.user = world,
		.now_us = 1795360309387000,
		.time_zone = "Europe/Moscow",
		.language = "tt"};
	if (zr_xpath_evaluate(expression, &context, &value, &error) == 0) {
		const char *text = zr_value_string(&value, &context);
		if (text == NULL || strlen(text) > (size_t)64 * 1024 * 1024) {
			abort();
		}
		check_number(zr_value_number(&value, &context));
		(void)zr_value_boolean(&value);
	} else if (error.message[0] == '\0') {
		abort();
	}
	zr_arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char text[INPUT_BYTES_MAX + 1];
	if (bytes > INPUT_BYTES_MAX) {
		return 0;
	}
	if (bytes > 0) {
		memcpy(text, data, bytes);
	}
	text[bytes] = '\0';
	struct world world = {.state = 1};
	world_init(&world);
	struct zr_xpath_scope scope = {.names = world.names, .namespace_for = namespace_for};
	struct zr_xpath *expression = NULL;
	struct zr_error error = {0};
	size_t steps = 0;
	if (zr_xpath_compile(text, &scope, &expression, &error) == 0) {
		(void)zr_xpath_visit_paths(expression, visit, &steps);
		evaluate(&world, expression, world.here);
		evaluate(&world, expression, NULL);
	} else if (error.message[0] == '\0') {
		abort();
	}
	zr_xpath_free(expression);
	expression = NULL;
	scope.is_portable = true;
	scope.is_lazy = true;
	if (zr_xpath_compile(text, &scope, &expression, &error) == 0) {
		evaluate(&world, expression, world.here);
		zr_xpath_free(expression);
	}
	zr_node_free(world.root);
	zr_names_free(world.names);
	return 0;
}
