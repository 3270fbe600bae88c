/* Records that were sent back wait for their correction, and for nothing else. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/hub_life.h"
#include "lib/store/outbox.h"
#include "lib/store/returned.h"
#include "test/unit/store/agent_store.h"

static struct zr_error error;

static void apply(
	struct zr_database *database, uint64_t sequence, const char *record_id, const char *parcel)
{
	const struct zr_inbox_order order = {.sequence = sequence};
	const struct zr_order_return item = {(char *)(uintptr_t)record_id,
		(char *)(uintptr_t)parcel, parcel != NULL ? strlen(parcel) : 0};
	const size_t remark_count = 2;
	const struct zr_returned_news news = {&order, &item, &remark_count, 1, 0};
	assert_int_equal(zr_returned_apply(database, &news, &error), 0);
}

static int join(void *user, const struct zr_returned *returned)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s@%lld/%llu ",
		returned->record_id, (long long)returned->edition,
		(unsigned long long)returned->remark_count);
	return 0;
}

static const char *list(struct zr_database *database, char text[100])
{
	text[0] = '\0';
	assert_int_equal(zr_returned_list(database, join, text, &error), 0);
	return text;
}

static void a_parcel_is_kept_as_it_came(void **state)
{
	struct zr_database *database = ((struct agent_store *)*state)->database;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer parcel = {0};
	char text[100];
	apply(database, 3, "r1", "sealed");
	assert_string_equal(list(database, text), "r1@3/2 ");
	assert_int_equal(zr_returned_get(database, "r1", &parcel, &error), 0);
	assert_string_equal(zr_buffer_text(&parcel), "sealed");
	assert_int_equal(zr_returned_get(database, "r2", &parcel, &error), ZR_E_NOT_FOUND);
}

static void what_was_taken_back_is_not_brought_by_an_older_order(void **state)
{
	struct zr_database *database = ((struct agent_store *)*state)->database;
	char text[100];
	apply(database, 3, "r1", "sealed");
	apply(database, 5, "r1", NULL);
	assert_string_equal(list(database, text), "");
	apply(database, 4, "r1", "late");
	assert_string_equal(list(database, text), "");
	apply(database, 6, "r1", "again");
	assert_string_equal(list(database, text), "r1@6/2 ");
}

static void a_hub_that_was_set_back_sends_anew(void **state)
{
	struct zr_database *database = ((struct agent_store *)*state)->database;
	char text[100];
	const struct zr_sync_hub hub = {.is_known = true};
	struct zr_hub_life_loss loss;
	apply(database, 9, "r1", NULL);
	assert_int_equal(zr_hub_life_turn(database, &hub, 5, &loss, &error), 0);
	apply(database, 1, "r1", "sealed");
	assert_string_equal(list(database, text), "r1@1/2 ");
}

static void its_correction_ends_it(void **state)
{
	struct zr_database *database = ((struct agent_store *)*state)->database;
	char text[100];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer parcel = {0};
	apply(database, 3, "r1", "sealed");
	apply(database, 4, "r2", "sealed");
	assert_int_equal(zr_buffer_add_text(&envelope, "envelope"), 0);
	const struct zr_outbox_record record = {.sequence = 1,
		.record_id = "r3",
		.replaces_id = "r1",
		.bytes = envelope.bytes,
		.state = ZR_OUTBOX_WAITING};
	assert_int_equal(zr_outbox_add(database, &record, &envelope, &error), 0);
	assert_string_equal(list(database, text), "r2@4/2 ");
	assert_int_equal(zr_returned_get(database, "r1", &parcel, &error), ZR_E_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(a_parcel_is_kept_as_it_came),
		AGENT_STORE_TEST(what_was_taken_back_is_not_brought_by_an_older_order),
		AGENT_STORE_TEST(a_hub_that_was_set_back_sends_anew),
		AGENT_STORE_TEST(its_correction_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
