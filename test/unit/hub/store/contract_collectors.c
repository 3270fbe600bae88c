/* The contract: data collectors, and the parts of their submissions.
 * Tests: hub/store/collectors.c, hub/store/sqlite/sqlite_collector.c,
 * hub/store/postgres/postgres_collector.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/collectors.h"
#include "test/unit/hub/store/contract_collectors.h"
#include "test/unit/hub/store/contract_fixture.h"

static struct zr_collector make(const char *name, uint8_t byte)
{
	struct zr_collector collector = {.made_us = 5};
	(void)snprintf(collector.name, sizeof collector.name, "%s", name);
	memset(collector.device_id, byte, sizeof collector.device_id);
	memset(collector.secret, byte, sizeof collector.secret);
	return collector;
}

static int join_name(void *user, const struct zr_collector *collector)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s%s%llu ", collector->name,
		collector->is_closed ? "-" : "+", (unsigned long long)collector->waiting_count);
	return 0;
}

static void a_collector_is_known_by_name(void **state)
{
	(void)state;
	char text[100] = "";
	struct zr_collector ann = make("ann", 1);
	const struct zr_collector bob = make("bob", 2);
	struct zr_collector found;
	assert_int_equal(zr_collectors_put(store, &bob, &fault), 0);
	assert_int_equal(zr_collectors_put(store, &ann, &fault), 0);
	memset(ann.secret, 7, sizeof ann.secret);
	ann.is_closed = true;
	assert_int_equal(zr_collectors_put(store, &ann, &fault), 0);
	assert_int_equal(zr_collectors_get(store, "ann", &found, &fault), 0);
	assert_memory_equal(found.secret, ann.secret, sizeof ann.secret);
	assert_memory_equal(found.device_id, ann.device_id, sizeof ann.device_id);
	assert_int_equal(found.made_us, 5);
	assert_int_equal(zr_collectors_get(store, "eve", &found, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_collectors_list(store, join_name, text, &fault), 0);
	assert_string_equal(text, "ann-0 bob+0 ");
}

static int join_part(void *user, const struct zr_submission_part *part)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%.*s@%lld ",
		(int)part->envelope_bytes, (const char *)part->envelope,
		(long long)part->received_us);
	return 0;
}

static void parts_wait_until_they_are_ended_and_stay_known(void **state)
{
	(void)state;
	char text[100] = "";
	char names[100] = "";
	const struct zr_collector ann = make("ann", 1);
	struct zr_submission_part part = {
		.instance_id = "i", .received_us = 9, .envelope = "one", .envelope_bytes = 3};
	memcpy(part.device_id, ann.device_id, sizeof part.device_id);
	assert_int_equal(zr_collectors_put(store, &ann, &fault), 0);
	assert_int_equal(zr_collectors_find_part(store, &part, &fault), 0);
	assert_int_equal(zr_collectors_add_part(store, &part, &fault), 0);
	assert_int_equal(zr_collectors_find_part(store, &part, &fault), 1);
	assert_int_equal(zr_collectors_add_part(store, &part, &fault), ZR_E_EXISTS);
	part.hash[0] = 1;
	part.received_us = 3; /* the clock was set back: the order is that of coming */
	part.envelope = "two";
	assert_int_equal(zr_collectors_add_part(store, &part, &fault), 0);
	part.hash[0] = 2;
	part.envelope = NULL;
	part.envelope_bytes = 0;
	assert_int_equal(zr_collectors_add_part(store, &part, &fault), 0);
	assert_int_equal(zr_collectors_list_parts(store, &part, join_part, text, &fault), 0);
	assert_string_equal(text, "one@9 two@3 ");
	assert_int_equal(zr_collectors_list(store, join_name, names, &fault), 0);
	assert_string_equal(names, "ann+1 ");
	part.hash[0] = 1;
	assert_int_equal(zr_collectors_end_part(store, &part, &fault), 0);
	assert_int_equal(zr_collectors_find_part(store, &part, &fault), 1);
	text[0] = '\0';
	assert_int_equal(zr_collectors_list_parts(store, &part, join_part, text, &fault), 0);
	assert_string_equal(text, "one@9 ");
	part.instance_id = "j";
	text[0] = '\0';
	assert_int_equal(zr_collectors_list_parts(store, &part, join_part, text, &fault), 0);
	assert_string_equal(text, "");
}

int contract_collectors_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_collector_is_known_by_name),
		CASE(parts_wait_until_they_are_ended_and_stay_known),
	};
	return cmocka_run_group_tests_name("collectors", tests, NULL, NULL);
}
