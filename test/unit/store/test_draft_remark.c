/* A record that was sent back is there again with its answers, until nobody waits for it. */
#include "test/unit/unit.h"

#include "lib/store/draft_file.h"
#include "lib/store/draft_remark.h"
#include "test/unit/store/draft_store.h"

#define TEXT(literal) (char *)(literal)

static struct zr_record_remark remarks[] = {
	{TEXT("/f/age"), TEXT("117?"), TEXT("")}, {TEXT(""), TEXT("all?"), TEXT("")}};
static struct zr_content_file files[] = {{TEXT("s.png"), TEXT("PNG"), 3}};
static const struct zr_record record = {.record_id = TEXT("r1"),
	.form_id = TEXT("f"),
	.form_version = TEXT("1"),
	.area_id = TEXT("a"),
	.household_id = TEXT("h"),
	.outcome = TEXT("completed"),
	.xml = TEXT("<f><age>117</age></f>"),
	.xml_bytes = 21,
	.result = ZR_RESULT_DONE,
	.address = TEXT("ул. Мира, 5"),
	.previous_id = TEXT(""),
	.replaces_id = TEXT(""),
	.appointment = TEXT(""),
	.files = files,
	.file_count = 1,
	.remarks = remarks,
	.remark_count = 2};

static int join_remark(void *user, size_t index, const struct zr_record_remark *remark)
{
	return zr_buffer_add_format(
		user, "%zu %s:%s=%s;", index, remark->place, remark->text, remark->reply);
}

static int join_record(void *user, const struct zr_draft_returned *returned)
{
	return zr_buffer_add_format(user, "%s@%llu/%zu;", returned->record_id,
		(unsigned long long)returned->edition, returned->remark_count);
}

static void expect(struct place *place, const char *records, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_draft_remark_list_records(place->drafts, join_record, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), records);
	zr_buffer_clear(&text);
	assert_int_equal(zr_draft_remark_list(place->drafts, "r1", join_remark, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static void what_was_sent_back_has_its_answers(void **state)
{
	struct place *place = *state;
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer file = {0};
	assert_int_equal(zr_draft_remark_take(place->drafts, &record, 3, NULL), 0);
	expect(place, "r1@3/2;", "0 /f/age:117?=;1 :all?=;");
	assert_int_equal(zr_drafts_get(place->drafts, "r1", &draft, &xml, NULL), 0);
	assert_int_equal(draft.state, ZR_DRAFT_FINISHED);
	assert_string_equal(draft.address, "ул. Мира, 5");
	assert_string_equal(zr_buffer_text(&xml), record.xml);
	assert_int_equal(zr_draft_file_get(place->drafts, "r1", "s.png", &file, NULL), 0);
	assert_int_equal(zr_draft_remark_drop(place->drafts, "r1", NULL), 0);
	expect(place, "", "");
	/* Another tablet made it: here it never was. */
	assert_int_equal(zr_drafts_find(place->drafts, "r1", &draft, NULL), ZR_E_NOT_FOUND);
}

static void an_answer_outlives_the_same_remark(void **state)
{
	struct place *place = *state;
	struct zr_record again = record;
	assert_int_equal(zr_draft_remark_take(place->drafts, &record, 3, NULL), 0);
	assert_int_equal(zr_draft_remark_reply(place->drafts, "r1", 1, "yes", NULL), 0);
	assert_int_equal(zr_draft_remark_reply(place->drafts, "r1", 0, "so it is", NULL), 0);
	again.remarks = &remarks[1];
	again.remark_count = 1;
	assert_int_equal(zr_draft_remark_take(place->drafts, &again, 4, NULL), 0);
	expect(place, "r1@4/1;", "0 :all?=yes;");
}

static void our_own_draft_keeps_its_facts(void **state)
{
	struct place *place = *state;
	ZR_CLEANUP(zr_draft_finish) struct zr_draft kept = {0};
	const struct zr_draft draft = {.draft_id = TEXT("r1"),
		.household_id = TEXT("h"),
		.outcome_words = TEXT("Опрошены"),
		.state = ZR_DRAFT_FINISHED,
		.answer_count = 9};
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<f/>", 4, NULL), 0);
	assert_int_equal(zr_drafts_wipe(place->drafts, "r1", NULL), 0);
	assert_int_equal(zr_draft_remark_take(place->drafts, &record, 3, NULL), 0);
	assert_int_equal(zr_draft_remark_drop(place->drafts, "r1", NULL), 0);
	assert_int_equal(zr_drafts_find(place->drafts, "r1", &kept, NULL), 0);
	assert_string_equal(kept.outcome_words, "Опрошены");
	assert_int_equal(kept.answer_count, 9);
	assert_false(kept.has_answers);
}

static void a_draft_that_is_open_is_left_alone(void **state)
{
	struct place *place = *state;
	const struct zr_draft draft = {.draft_id = TEXT("r1"), .state = ZR_DRAFT_OPEN};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_draft_finish) struct zr_draft kept = {0};
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<f/>", 4, NULL), 0);
	assert_int_equal(zr_draft_remark_take(place->drafts, &record, 3, NULL), ZR_E_STATE);
	expect(place, "", "");
	assert_int_equal(zr_drafts_get(place->drafts, "r1", &kept, &xml, NULL), 0);
	assert_string_equal(zr_buffer_text(&xml), "<f/>");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_sent_back_has_its_answers),
		CASE(an_answer_outlives_the_same_remark),
		CASE(our_own_draft_keeps_its_facts),
		CASE(a_draft_that_is_open_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
