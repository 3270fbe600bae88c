/* The address list's rows from households, records and drafts. */
#include "tablet/apps/census/model/visits.h"

#include <string.h>

#include "test/unit/census/visit_source.h"

static int set_up(void **state)
{
	*state = visit_source_new();
	return 0;
}

static int tear_down(void **state)
{
	visit_source_free(*state);
	return 0;
}

static void follows_a_household_from_new_to_received(void **state)
{
	struct visit_source *list = *state;
	g_autoptr(GArray) fresh = zr_visits_new(&list->source);
	assert_int_equal(fresh->len, 3);
	assert_int_equal(visit_at(fresh, 0)->now.state, ZR_VISIT_NEW);
	assert_null(zr_visits_find(fresh, ""));
	visit_source_draft(list, "r1", "h1", "ул. Мира, 5", ZR_DRAFT_OPEN);
	g_autoptr(GArray) begun = zr_visits_new(&list->source);
	assert_int_equal(visit_at(begun, 0)->now.state, ZR_VISIT_DRAFT);
	assert_int_equal(visit_at(begun, 0)->now.answer_count, 7);
	assert_string_equal(zr_visits_latest_draft(begun)->now.record_id, "r1");
	/* The agent has the record, but the power failed before our store said so. */
	struct zr_local_record *record =
		visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_DONE);
	record->state = ZR_LOCAL_SENT;
	g_autoptr(GArray) sent = zr_visits_new(&list->source);
	assert_int_equal(visit_at(sent, 0)->now.state, ZR_VISIT_SENT);
	assert_null(zr_visits_latest_draft(sent));
	record->state = ZR_LOCAL_RECEIVED;
	g_autoptr(GArray) received = zr_visits_new(&list->source);
	assert_int_equal(visit_at(received, 0)->now.state, ZR_VISIT_RECEIVED);
	assert_ptr_equal(zr_visits_find(received, "r1"), visit_at(received, 0));
	assert_int_equal(zr_visits_count(received).total, 3);
	assert_int_equal(zr_visits_count(received).done, 1);
}

static void only_a_completed_interview_is_done(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_REVISIT);
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_REFUSED);
	visit_source_record(list, "r3", "h3", "ул. Мира, 7", ZR_RESULT_EMPTY);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	struct zr_visits_count count = zr_visits_count(visits);
	assert_int_equal(count.done, 0);
	assert_int_equal(count.revisit, 1);
	assert_int_equal(count.refused, 1);
	assert_int_equal(count.empty, 1);
	assert_true(zr_visits_is_todo(visit_at(visits, 0)));
	assert_false(zr_visits_is_todo(visit_at(visits, 1)));
	assert_false(zr_visits_is_todo(visit_at(visits, 2)));
}

static void a_household_that_answered_online_is_done(void **state)
{
	struct visit_source *list = *state;
	for (size_t i = 0; i < list->household_list.count; i++) {
		list->houses[i].is_answered = true;
	}
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_REVISIT);
	visit_source_draft(list, "d3", "h3", "ул. Мира, 7", ZR_DRAFT_OPEN);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visit_at(visits, 0)->now.state, ZR_VISIT_ONLINE);
	assert_int_equal(visit_at(visits, 1)->now.state, ZR_VISIT_RECEIVED);
	assert_int_equal(visit_at(visits, 2)->now.state, ZR_VISIT_DRAFT);
	assert_true(visit_at(visits, 2)->now.is_answered);
	struct zr_visits_count count = zr_visits_count(visits);
	assert_int_equal(count.done, 3);
	assert_int_equal(count.online, 3);
	assert_int_equal(count.revisit, 0);
	assert_false(zr_visits_is_todo(visit_at(visits, 0)));
	assert_false(zr_visits_is_todo(visit_at(visits, 1)));
	assert_true(zr_visits_is_todo(visit_at(visits, 2)));
	assert_null(zr_visits_find(visits, ""));
	assert_ptr_equal(zr_visits_find_online(visits, "h1", "ул. Мира, 5"), visit_at(visits, 0));
	assert_null(zr_visits_find_online(visits, "h2", "ул. Садовая, 1"));
}

static void what_was_sent_back_is_seen_behind_a_newer_visit(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_REVISIT);
	visit_source_record(list, "r2", "h1", "ул. Мира, 5", ZR_RESULT_DONE)->previous_id =
		TEXT("r1");
	g_autoptr(GHashTable) returned = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_insert(returned, TEXT("r1"), GINT_TO_POINTER(2));
	list->source.returned = returned;
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visit_at(visits, 0)->now.state, ZR_VISIT_RETURNED);
	assert_string_equal(visit_at(visits, 0)->now.record_id, "r1");
	assert_int_equal(zr_visits_count(visits).returned, 1);
	assert_int_equal(visit_at(visits, 0)->past->len, 1);
	assert_string_equal(
		g_array_index(visit_at(visits, 0)->past, struct zr_version, 0).record_id, "r2");
	/* What is begun goes on first. */
	visit_source_draft(list, "d1", "h1", "ул. Мира, 5", ZR_DRAFT_OPEN);
	g_autoptr(GArray) begun = zr_visits_new(&list->source);
	assert_int_equal(visit_at(begun, 0)->now.state, ZR_VISIT_DRAFT);
	list->source.returned = NULL;
}

static void a_record_without_a_result_is_judged_by_its_outcome(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_UNKNOWN)->outcome =
		TEXT("absent");
	/* The first version kept the outcome in the draft alone. */
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_UNKNOWN);
	struct zr_draft *draft =
		visit_source_draft(list, "r2", "h2", "ул. Садовая, 1", ZR_DRAFT_FINISHED);
	draft->result = ZR_RESULT_UNKNOWN;
	draft->outcome = TEXT("refused");
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visit_at(visits, 0)->now.result, ZR_RESULT_REVISIT);
	assert_int_equal(visit_at(visits, 1)->now.result, ZR_RESULT_REFUSED);
}

static void the_newest_visit_counts_and_the_older_are_kept_behind_it(void **state)
{
	struct visit_source *list = *state;
	struct zr_local_record *first =
		visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_REVISIT);
	first->time_us = 900; /* a clock that was ahead then */
	struct zr_local_record *second =
		visit_source_record(list, "r2", "h1", "ул. Мира, 5", ZR_RESULT_DONE);
	second->previous_id = TEXT("r1");
	second->time_us = 100;
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	const struct zr_visit *visit = visit_at(visits, 0);
	assert_string_equal(visit->now.record_id, "r2");
	assert_int_equal(visit->now.result, ZR_RESULT_DONE);
	assert_int_equal(visit->past->len, 1);
	assert_string_equal(g_array_index(visit->past, struct zr_version, 0).record_id, "r1");
	visit_source_draft(list, "d3", "h1", "ул. Мира, 5", ZR_DRAFT_OPEN);
	g_autoptr(GArray) again = zr_visits_new(&list->source);
	assert_int_equal(visit_at(again, 0)->now.state, ZR_VISIT_DRAFT);
}

static void a_correction_takes_the_place_of_what_it_corrects(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_DONE);
	struct zr_draft *draft = visit_source_draft(list, "r2", "h1", "ул. Мира, 5", ZR_DRAFT_OPEN);
	draft->replaces_id = TEXT("r1");
	g_autoptr(GArray) begun = zr_visits_new(&list->source);
	assert_string_equal(visit_at(begun, 0)->now.record_id, "r2");
	assert_int_equal(visit_at(begun, 0)->past->len, 1); /* it stands until the other does */
	visit_source_record(list, "r2", "h1", "ул. Мира, 5", ZR_RESULT_REFUSED)->replaces_id =
		TEXT("r1");
	g_autoptr(GArray) corrected = zr_visits_new(&list->source);
	assert_string_equal(visit_at(corrected, 0)->now.record_id, "r2");
	assert_null(visit_at(corrected, 0)->past);
	assert_int_equal(zr_visits_count(corrected).done, 0);
}

/* The hub has another address under the household's id, or the id is in another area. */
static void no_state_is_shown_at_another_address(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 9", ZR_RESULT_REFUSED);
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_DONE)->area_id =
		TEXT("area-2");
	visit_source_draft(list, "d3", "h9", "пер. Тихий, 3", ZR_DRAFT_OPEN);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visits->len, 6);
	for (guint i = 0; i < 3; i++) {
		assert_int_equal(visit_at(visits, i)->now.state, ZR_VISIT_NEW);
	}
	/* A draft whose household left the list is there to be finished. */
	assert_string_equal(visit_at(visits, 3)->address, "пер. Тихий, 3");
	assert_int_equal(visit_at(visits, 3)->now.state, ZR_VISIT_DRAFT);
	assert_string_equal(visit_at(visits, 4)->address, "ул. Садовая, 1");
	assert_string_equal(visit_at(visits, 5)->address, "ул. Мира, 9");
	assert_int_equal(zr_visits_count(visits).refused, 0);
}

static void another_spelling_is_the_same_address(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "Ул.Мира 5", ZR_RESULT_DONE);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visits->len, 3);
	assert_int_equal(visit_at(visits, 0)->now.state, ZR_VISIT_RECEIVED);
}

static void what_the_enumerator_found_is_one_row_with_its_visits(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "x-1", "ул. Мира, 6", ZR_RESULT_REVISIT);
	visit_source_draft(list, "d2", "x-1", "ул. Мира, 6", ZR_DRAFT_OPEN);
	visit_source_record(list, "r3", "", "", ZR_RESULT_DONE); /* of the first version */
	visit_source_record(list, "r4", "", "", ZR_RESULT_DONE);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_int_equal(visits->len, 6);
	const struct zr_visit *found = visit_at(visits, 3);
	assert_string_equal(found->address, "ул. Мира, 6");
	assert_string_equal(found->household_id, "x-1");
	assert_false(found->is_listed);
	assert_string_equal(found->now.record_id, "d2");
	assert_int_equal(found->past->len, 1);
	assert_int_equal(zr_visits_count(visits).total, 3);
}

static void answers_are_wiped_when_nobody_needs_them_here(void **state)
{
	struct visit_source *list = *state;
	struct zr_local_record *record =
		visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_DONE);
	record->state = ZR_LOCAL_FINISHED;
	visit_source_draft(list, "r1", "h1", "ул. Мира, 5", ZR_DRAFT_FINISHED);
	struct zr_draft *draft = &g_array_index(list->drafts, struct zr_draft, 0);
	assert_false(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	record->state = ZR_LOCAL_REFUSED; /* to be corrected and sent anew */
	assert_false(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	record->state = ZR_LOCAL_RECEIVED;
	assert_true(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	draft->state = ZR_DRAFT_OPEN; /* the power failed after the agent had it */
	assert_true(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	draft->has_answers = false;
	assert_false(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	draft->has_answers = true;
	record->state = ZR_LOCAL_SENT;
	visit_source_record(list, "r2", "h1", "ул. Мира, 5", ZR_RESULT_DONE)->replaces_id =
		TEXT("r1");
	assert_true(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	visit_source_draft(list, "d9", "h2", "ул. Садовая, 1", ZR_DRAFT_OPEN);
	draft = &g_array_index(list->drafts, struct zr_draft, 1);
	assert_false(zr_visits_may_wipe(&list->record_list, list->drafts, draft));
	assert_int_equal(zr_visits_record_state(&list->record_list, "r1"), ZR_VISIT_SENT);
	assert_int_equal(zr_visits_record_state(&list->record_list, "r9"), ZR_VISIT_NEW);
}

#define WITH_LIST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LIST(follows_a_household_from_new_to_received),
		WITH_LIST(only_a_completed_interview_is_done),
		WITH_LIST(a_household_that_answered_online_is_done),
		WITH_LIST(what_was_sent_back_is_seen_behind_a_newer_visit),
		WITH_LIST(a_record_without_a_result_is_judged_by_its_outcome),
		WITH_LIST(the_newest_visit_counts_and_the_older_are_kept_behind_it),
		WITH_LIST(a_correction_takes_the_place_of_what_it_corrects),
		WITH_LIST(no_state_is_shown_at_another_address),
		WITH_LIST(another_spelling_is_the_same_address),
		WITH_LIST(what_the_enumerator_found_is_one_row_with_its_visits),
		WITH_LIST(answers_are_wiped_when_nobody_needs_them_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
