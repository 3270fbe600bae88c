#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/store/dispatch.h"
#include "lib/store/outbox.h"
#include "test/unit/store/agent_store.h"

static void put(struct zr_database *database, const char *record_id, const char *copy)
{
	const struct zr_buffer envelope = {.data = (char *)(uintptr_t)copy, .bytes = strlen(copy)};
	assert_int_equal(zr_dispatch_put(database, record_id, &envelope, NULL), 0);
}

static void finish(struct zr_database *database, const char *record_id)
{
	const struct zr_buffer envelope = {.data = (char *)"e", .bytes = 1};
	struct zr_outbox_record record = {
		.record_id = record_id, .bytes = 1, .state = ZR_OUTBOX_WAITING};
	assert_int_equal(zr_outbox_next_sequence(database, &record.sequence, NULL), 0);
	record.hash[0] = (uint8_t)record.sequence;
	assert_int_equal(zr_outbox_add(database, &record, &envelope, NULL), 0);
}

static int64_t expect(struct zr_database *database, int64_t after, const char *copy)
{
	struct zr_dispatch next = {0};
	int code = zr_dispatch_next(database, after, &next, NULL);
	assert_int_equal(code, copy != NULL);
	assert_string_equal(zr_buffer_text(&next.envelope), copy != NULL ? copy : "");
	zr_buffer_finish(&next.envelope);
	return next.rank;
}

static void a_copy_goes_only_once_its_record_is_finished(void **state)
{
	struct agent_store *store = *state;
	put(store->database, "a", "first");
	(void)expect(store->database, 0, NULL);
	put(store->database, "a", "second"); /* the power failed, and somebody went on */
	finish(store->database, "a");
	put(store->database, "a", "third"); /* too late: this one may be on its way */
	agent_store_reopen(store);
	(void)expect(store->database, 0, "second");
}

static void copies_wait_in_order_until_they_are_delivered(void **state)
{
	struct agent_store *store = *state;
	put(store->database, "a", "A");
	put(store->database, "b", "B");
	finish(store->database, "a");
	finish(store->database, "b");
	int64_t first = expect(store->database, 0, "A");
	int64_t second = expect(store->database, first, "B");
	(void)expect(store->database, second, NULL);
	assert_int_equal(zr_dispatch_done(store->database, first, NULL), 0);
	put(store->database, "a", "again");
	assert_int_equal(expect(store->database, 0, "B"), second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(a_copy_goes_only_once_its_record_is_finished),
		AGENT_STORE_TEST(copies_wait_in_order_until_they_are_delivered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
