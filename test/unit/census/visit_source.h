/* Households, records and drafts for the tests of the address list. Texts are borrowed. */
#ifndef ZR_TEST_VISIT_SOURCE_H
#define ZR_TEST_VISIT_SOURCE_H

#include "tablet/apps/census/model/visits.h"
#include "test/unit/unit.h"

#define TEXT(literal) (char *)(literal)

struct visit_source {
	struct zr_local_household houses[8];
	struct zr_local_record records[8];
	struct zr_local_households household_list;
	struct zr_local_records record_list;
	GArray *drafts;
	struct zr_visits_source source;
};

/* Three addresses of two streets in area-1. */
static inline struct visit_source *visit_source_new(void)
{
	struct visit_source *list = g_new0(struct visit_source, 1);
	list->houses[0] = (struct zr_local_household){TEXT("h1"), TEXT("ул. Мира, 5"), TEXT("f")};
	list->houses[1] =
		(struct zr_local_household){TEXT("h2"), TEXT("ул. Садовая, 1"), TEXT("f")};
	list->houses[2] = (struct zr_local_household){TEXT("h3"), TEXT("ул. Мира, 7"), TEXT("f")};
	list->household_list = (struct zr_local_households){list->houses, 3};
	list->record_list = (struct zr_local_records){list->records, 0};
	list->drafts = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	list->source = (struct zr_visits_source){.households = &list->household_list,
		.records = &list->record_list,
		.drafts = list->drafts,
		.area_id = "area-1"};
	return list;
}

static inline void visit_source_free(struct visit_source *list)
{
	g_array_unref(list->drafts);
	g_free(list);
}

/* The newest record so far. */
static inline struct zr_local_record *visit_source_record(struct visit_source *list, const char *id,
	const char *household, const char *address, enum zr_visit_result result)
{
	struct zr_local_record *record = &list->records[list->record_list.count++];
	*record = (struct zr_local_record){.record_id = TEXT(id),
		.household_id = TEXT(household),
		.address = TEXT(address),
		.area_id = TEXT("area-1"),
		.outcome = TEXT(""),
		.appointment = TEXT(""),
		.previous_id = TEXT(""),
		.replaces_id = TEXT(""),
		.result = result,
		.sequence = list->record_list.count,
		.state = ZR_LOCAL_RECEIVED};
	return record;
}

/* Behind those that are there: changed before them. */
static inline struct zr_draft *visit_source_draft(struct visit_source *list, const char *id,
	const char *household, const char *address, enum zr_draft_state state)
{
	const struct zr_draft draft = {.draft_id = TEXT(id),
		.household_id = TEXT(household),
		.address = TEXT(address),
		.area_id = TEXT("area-1"),
		.form_id = TEXT("f"),
		.outcome = TEXT(""),
		.outcome_words = TEXT(""),
		.appointment = TEXT(""),
		.previous_id = TEXT(""),
		.replaces_id = TEXT(""),
		.result = state == ZR_DRAFT_OPEN ? ZR_RESULT_UNKNOWN : ZR_RESULT_DONE,
		.state = state,
		.has_answers = true,
		.answer_count = 7};
	g_array_append_val(list->drafts, draft);
	return &g_array_index(list->drafts, struct zr_draft, list->drafts->len - 1);
}

static inline const struct zr_visit *visit_at(const GArray *visits, guint index)
{
	assert_true(index < visits->len);
	return &g_array_index(visits, struct zr_visit, index);
}

#endif
