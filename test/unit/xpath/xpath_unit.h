/*
 * A small form's tree and evaluation against it, for the tests of lib/xpath: two persons in
 * Moscow on 2026-11-22 at 18:11:49, the context node is the second one's note.
 */
#ifndef ZR_TEST_XPATH_UNIT_H
#define ZR_TEST_XPATH_UNIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xpath/xpath.h"
#include "test/unit/unit.h"

static struct zr_names *names;
static struct zr_node *root;
static struct zr_node *towns; /* instance("towns") */
static struct zr_node *here;  /* the context node */
static struct zr_arena arena;
static struct zr_error error;
static const char *language; /* of the context; NULL: English */
static const char *zone;     /* of the context */

static inline struct zr_node *add(struct zr_node *parent, const char *name, const char *value)
{
	struct zr_node *node =
		zr_node_new(ZR_NODE_ELEMENT, zr_names_intern(names, "", "", name), value);
	zr_node_append(parent, node);
	return node;
}

/* Two persons with name, age and note; instance("self") is the same data, "towns" has two items. */
static inline int set_up(void **state)
{
	names = zr_names_new();
	root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	struct zr_node *data = add(root, "data", NULL);
	struct zr_node *colour = add(data, "colour", "red blue");
	zr_node_append_attribute(colour,
		zr_node_new(ZR_NODE_ATTRIBUTE, zr_names_intern(names, "", "", "hue"), "warm"));
	zr_node_append_attribute(
		colour, zr_node_new(ZR_NODE_ATTRIBUTE, zr_names_intern(names, "urn:p", "p", "hue"),
				"cold"));
	(void)add(data, "born", "1980-05-17");
	for (unsigned i = 0; i < 2; i++) {
		struct zr_node *person = add(data, "person", NULL);
		(void)add(person, "name", i == 0 ? "Анна" : "Пётр");
		(void)add(person, "age", i == 0 ? "40" : "7");
		(void)add(person, "note", NULL);
	}
	towns = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	struct zr_node *list = add(towns, "root", NULL);
	for (unsigned i = 0; i < 2; i++) {
		struct zr_node *item = add(list, "item", NULL);
		(void)add(item, "name", i == 0 ? "msk" : "kzn");
		(void)add(item, "label", i == 0 ? "Москва" : "Казань");
	}
	here = data->last_child->last_child;
	language = NULL;
	zone = "Europe/Moscow";
	return 0;
}

static inline int tear_down(void **state)
{
	zr_node_free(root);
	zr_node_free(towns);
	zr_arena_finish(&arena);
	zr_names_free(names);
	return 0;
}

static inline uint64_t bits(void *user)
{
	return 0x0123456789abcdefu;
}

static inline struct zr_node *instance(void *user, const char *id)
{
	return strcmp(id, "self") == 0    ? root->first_child
	       : strcmp(id, "towns") == 0 ? towns->first_child
					  : NULL;
}

static inline const char *itext(void *user, const char *id)
{
	return strcmp(id, "it's") == 0 ? "found" : NULL;
}

static inline const char *choice_name(
	void *user, struct zr_node *from, const char *value, const char *path)
{
	return strcmp(path, "/data/colour") == 0 && strcmp(value, "red") == 0 ? "Red" : NULL;
}

static inline const char *property(void *user, const char *name)
{
	return strcmp(name, "version") == 0 ? "7" : strcmp(name, "deviceid") == 0 ? "d1" : NULL;
}

static inline const char *namespace_for(void *user, const char *prefix)
{
	return strcmp(prefix, "p") == 0 ? "urn:p" : NULL;
}

static inline int evaluate(const char *text, struct zr_value *ret_value)
{
	static const struct zr_xpath_hooks hooks = {.random = bits,
		.instance = instance,
		.itext = itext,
		.choice_name = choice_name,
		.property = property};
	struct zr_xpath_scope scope = {.names = names, .namespace_for = namespace_for};
	struct zr_xpath *expression = NULL;
	int code = zr_xpath_compile(text, &scope, &expression, &error);
	if (code == 0) {
		struct zr_xpath_context context = {.node = here,
			.root = root,
			.arena = &arena,
			.hooks = &hooks,
			.time_zone = zone,
			.language = language,
			.now_us = 1795360309387000};
		code = zr_xpath_evaluate(expression, &context, ret_value, &error);
		if (code == 0) {
			const char *string = zr_value_string(ret_value, &context);
			ret_value->kind = ZR_VALUE_STRING;
			ret_value->string = zr_arena_copy(&arena, string, strlen(string));
		}
	}
	zr_xpath_free(expression);
	return code;
}

static inline void assert_gives(const char *text, const char *wanted)
{
	struct zr_value value = {0};
	error.message[0] = '\0';
	int code = evaluate(text, &value);
	if (code != 0) {
		fail_msg("%s: %s", text, error.message);
	}
	if (strcmp(value.string, wanted) != 0) {
		fail_msg("%s gave '%s', not '%s'", text, value.string, wanted);
	}
}

static inline void assert_fails(const char *text, int code)
{
	struct zr_value value = {0};
	assert_int_equal(evaluate(text, &value), code);
	assert_true(strlen(error.message) > 10);
}

#define UNIT(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
