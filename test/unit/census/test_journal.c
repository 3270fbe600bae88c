/*
 * Drafts and the list under any orders: a property test over the real stores. Random edits of the
 * area arrive in any order while drafts are begun, finished, received and corrected; whatever
 * comes, no state stands at another address, and nothing is lost or shown twice.
 */
#include "tablet/apps/census/model/journal.h"

#include <string.h>

#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "tablet/apps/census/model/address.h"
#include "tablet/apps/census/model/visits.h"
#include "test/unit/unit.h"

#include "test/unit/store/agent_store.h"

enum {
	HOUSES = 12,
	ORDERS = 64,
	STEPS = 300,
	SEEDS = 6,
};

/* What was begun, and where: what the list is held against. */
struct made {
	char id[16];
	char household[16];
	char address[64];
	char area[16];
	char replaces[16];
	bool is_finished;
};

struct world {
	uint64_t random;
	struct agent_store *store;
	char path[128];
	struct zr_drafts *drafts;
	/* The hub's list now, and orders that have not come yet. */
	char ids[HOUSES][16];
	char addresses[HOUSES][64];
	size_t house_count;
	int area;
	struct {
		uint64_t sequence;
		struct zr_order content;
	} waiting[ORDERS];
	size_t waiting_count;
	uint64_t order_sequence;
	GArray *made; /* struct made */
	/* What the agent tells. */
	struct zr_local_households households;
	struct zr_local_records records;
	char area_id[64];
};

static unsigned draw(struct world *world, unsigned below)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(world->random >> 33) % below;
}

/* ---- the hub ---- */

static void name_house(struct world *world, size_t index)
{
	/* Ids as the first hub made them, from line numbers: they come again and again. */
	g_snprintf(world->ids[index], 16, "h-%zu", index + 1);
	g_snprintf(world->addresses[index], 64, "ул. Мира, %u", draw(world, 20) + 1);
}

static void edit(struct world *world)
{
	switch (draw(world, 4)) {
	case 0: /* a line is put in before all others: every id moves */
		world->house_count = MIN(world->house_count + 1, HOUSES);
		memmove(world->addresses[1], world->addresses[0],
			(world->house_count - 1) * sizeof world->addresses[0]);
		name_house(world, 0);
		break;
	case 1: /* one is taken out */
		world->house_count = MAX(world->house_count - 1, 1);
		break;
	case 2: /* one is written otherwise */
		name_house(world, draw(world, (unsigned)world->house_count));
		break;
	default: /* another area under the same ids */
		world->area = (int)draw(world, 2);
		break;
	}
	for (size_t i = 0; i < world->house_count; i++) {
		g_snprintf(world->ids[i], 16, "h-%zu", i + 1);
	}
}

static void send_order(struct world *world)
{
	if (world->waiting_count == ORDERS) {
		return;
	}
	struct zr_order *order = &world->waiting[world->waiting_count].content;
	world->waiting[world->waiting_count++].sequence = ++world->order_sequence;
	*order = (struct zr_order){.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = strdup("f"),
		.form_version = strdup(""),
		.area_id = g_strdup_printf("area-%d", world->area),
		.area_name = strdup("Area"),
		.households = calloc(world->house_count, sizeof *order->households),
		.household_count = world->house_count};
	for (size_t i = 0; i < world->house_count; i++) {
		order->households[i].household_id = strdup(world->ids[i]);
		order->households[i].address = strdup(world->addresses[i]);
	}
}

/* Any of the waiting ones comes, as the agent takes it. */
static void take_order(struct world *world)
{
	if (world->waiting_count == 0) {
		return;
	}
	size_t index = draw(world, (unsigned)world->waiting_count);
	struct zr_order content = world->waiting[index].content;
	struct zr_inbox_order order = {.sequence = world->waiting[index].sequence};
	world->waiting[index] = world->waiting[--world->waiting_count];
	bool is_newest = false;
	struct zr_database *database = world->store->database;
	assert_int_equal(
		zr_inbox_is_newest(database, order.sequence, &content, &is_newest, NULL), 0);
	assert_int_equal(is_newest ? zr_inbox_apply_assignment(database, &order, &content, NULL)
				   : zr_inbox_close(database, &order, 0, NULL),
		0);
	zr_order_finish(&content);
}

/* ---- the agent's lists ---- */

static int take_household(void *user, const struct zr_inbox_household *household)
{
	struct zr_local_households *list = user;
	list->items = g_renew(struct zr_local_household, list->items, list->count + 1);
	list->items[list->count++] =
		(struct zr_local_household){.household_id = g_strdup(household->household_id),
			.address = g_strdup(household->address),
			.form_id = g_strdup(household->form_id)};
	return 0;
}

static int take_record(void *user, const struct zr_outbox_record *record)
{
	struct zr_local_records *list = user;
	list->items = g_renew(struct zr_local_record, list->items, list->count + 1);
	list->items[list->count++] =
		(struct zr_local_record){.record_id = g_strdup(record->record_id),
			.household_id = g_strdup(record->household_id),
			.address = g_strdup(record->address),
			.area_id = g_strdup(record->area_id),
			.outcome = g_strdup(record->outcome),
			.appointment = g_strdup(record->appointment),
			.previous_id = g_strdup(record->previous_id),
			.replaces_id = g_strdup(record->replaces_id),
			.result = record->result,
			.sequence = record->sequence,
			.state = (enum zr_local_state)record->state};
	return 0;
}

static void ask_agent(struct world *world)
{
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	zr_local_households_finish(&world->households);
	zr_local_records_finish(&world->records);
	struct zr_database *database = world->store->database;
	assert_int_equal(
		zr_inbox_list_households(database, take_household, &world->households, NULL), 0);
	assert_int_equal(zr_outbox_list(database, false, take_record, &world->records, NULL), 0);
	assert_int_equal(zr_inbox_get_area(database, &area, NULL), 0);
	g_strlcpy(world->area_id, area.area_id, sizeof world->area_id);
}

/* ---- the enumerator ---- */

static void put(struct world *world, const struct made *made, bool is_finished)
{
	const struct zr_draft draft = {.draft_id = (char *)made->id,
		.household_id = (char *)made->household,
		.address = (char *)made->address,
		.area_id = (char *)made->area,
		.form_id = (char *)"f",
		.replaces_id = (char *)made->replaces,
		.result = is_finished ? ZR_RESULT_DONE : ZR_RESULT_UNKNOWN,
		.state = is_finished ? ZR_DRAFT_FINISHED : ZR_DRAFT_OPEN,
		.answer_count = 1};
	assert_int_equal(zr_drafts_put(world->drafts, &draft, "<a/>", 4, NULL), 0);
}

static void begin(struct world *world)
{
	struct made made = {0};
	ask_agent(world);
	g_snprintf(made.id, sizeof made.id, "r-%u", world->made->len);
	if (world->households.count == 0 || draw(world, 8) == 0) {
		g_snprintf(made.household, sizeof made.household, "x-%u", world->made->len);
		g_snprintf(made.address, sizeof made.address, "ул. Мира, %u", draw(world, 20) + 1);
	} else {
		const struct zr_local_household *household =
			&world->households.items[draw(world, (unsigned)world->households.count)];
		g_strlcpy(made.household, household->household_id, sizeof made.household);
		g_strlcpy(made.address, household->address, sizeof made.address);
	}
	g_strlcpy(made.area, world->area_id, sizeof made.area);
	g_array_append_val(world->made, made);
	put(world, &made, false);
}

static void finish(struct world *world)
{
	if (world->made->len == 0) {
		return;
	}
	struct made *made = &g_array_index(world->made, struct made, draw(world, world->made->len));
	if (made->is_finished) {
		return;
	}
	struct zr_outbox_record record = {.record_id = made->id,
		.household_id = made->household,
		.address = made->address,
		.area_id = made->area,
		.replaces_id = made->replaces,
		.result = ZR_RESULT_DONE,
		.bytes = 1,
		.state = ZR_OUTBOX_WAITING};
	const struct zr_buffer envelope = {.data = (char *)"e", .bytes = 1};
	struct zr_database *database = world->store->database;
	assert_int_equal(zr_outbox_next_sequence(database, &record.sequence, NULL), 0);
	record.hash[0] = (uint8_t)record.sequence;
	assert_int_equal(zr_outbox_add(database, &record, &envelope, NULL), 0);
	made->is_finished = true;
	if (draw(world, 5) > 0) { /* else the power fails before our store says so */
		put(world, made, true);
	}
}

static void correct(struct world *world)
{
	if (world->made->len == 0) {
		return;
	}
	const struct made *old =
		&g_array_index(world->made, struct made, draw(world, world->made->len));
	for (guint i = 0; i < world->made->len; i++) {
		const struct made *other = &g_array_index(world->made, struct made, i);
		if (strcmp(other->replaces, old->id) == 0) {
			return;
		}
	}
	if (!old->is_finished) {
		return;
	}
	struct made made = *old;
	g_snprintf(made.id, sizeof made.id, "r-%u", world->made->len);
	g_strlcpy(made.replaces, old->id, sizeof made.replaces);
	made.is_finished = false;
	g_array_append_val(world->made, made);
	put(world, &made, false);
}

static void receive(struct world *world)
{
	ask_agent(world);
	if (world->records.count == 0) {
		return;
	}
	const struct zr_local_record *record =
		&world->records.items[draw(world, (unsigned)world->records.count)];
	const struct zr_buffer receipt = {.data = (char *)"signed", .bytes = 6};
	const struct zr_sync_change change = {.sequence = record->sequence};
	const struct zr_outbox_settlement settlement = {
		.receipt = &receipt, .changes = &change, .change_count = 1};
	assert_int_equal(zr_outbox_settle(world->store->database, &settlement, NULL), 0);
}

/* ---- the property ---- */

static bool is_replaced(const struct world *world, const struct made *made)
{
	for (guint i = 0; i < world->made->len; i++) {
		const struct made *other = &g_array_index(world->made, struct made, i);
		if (other->is_finished && strcmp(other->replaces, made->id) == 0) {
			return true;
		}
	}
	return false;
}

static unsigned check_version(
	const struct world *world, const struct zr_visit *visit, const struct zr_version *version)
{
	for (guint i = 0; i < world->made->len; i++) {
		const struct made *made = &g_array_index(world->made, struct made, i);
		if (strcmp(made->id, version->record_id) == 0) {
			assert_string_equal(visit->address, made->address);
			assert_string_equal(visit->household_id, made->household);
			assert_true(!visit->is_listed || strcmp(made->area, world->area_id) == 0);
			assert_int_equal(version->state >= ZR_VISIT_FINISHED, made->is_finished);
			return 1;
		}
	}
	fail_msg("%s was never made", version->record_id);
	return 0;
}

static void check(struct world *world)
{
	ask_agent(world);
	bool is_changed = false;
	GArray *list = zr_journal_load(world->drafts, NULL);
	const struct zr_journal_news news = {&world->households, &world->records};
	assert_int_equal(zr_journal_tidy(world->drafts, list, &news, &is_changed, NULL), 0);
	const struct zr_visits_source source = {.households = &world->households,
		.records = &world->records,
		.drafts = list,
		.area_id = world->area_id};
	g_autoptr(GArray) visits = zr_visits_new(&source);
	unsigned shown = 0;
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		if (visit->now.state != ZR_VISIT_NEW) {
			shown += check_version(world, visit, &visit->now);
		}
		for (guint k = 0; visit->past != NULL && k < visit->past->len; k++) {
			shown += check_version(
				world, visit, &g_array_index(visit->past, struct zr_version, k));
		}
	}
	unsigned expected = 0;
	for (guint i = 0; i < world->made->len; i++) {
		expected += !is_replaced(world, &g_array_index(world->made, struct made, i));
	}
	assert_int_equal(shown, expected);
	g_array_unref(list);
}

static void no_state_stands_at_another_address_whatever_orders_come(void **state)
{
	static void (*const acts[])(struct world *) = {edit, edit, send_order, send_order,
		take_order, take_order, begin, begin, finish, receive, correct};
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct agent_store *store = NULL;
		assert_int_equal(agent_store_make((void **)&store), 0);
		struct world world = {.random = seed, .store = store, .house_count = 3};
		world.made = g_array_new(FALSE, TRUE, sizeof(struct made));
		g_snprintf(world.path, sizeof world.path, "%s/drafts.db", store->folder);
		assert_int_equal(zr_drafts_open(world.path, &world.drafts, NULL), 0);
		for (size_t i = 0; i < world.house_count; i++) {
			name_house(&world, i);
		}
		for (int step = 0; step < STEPS; step++) {
			acts[draw(&world, G_N_ELEMENTS(acts))](&world);
			check(&world);
		}
		assert_true(world.made->len > STEPS / 20);
		while (world.waiting_count > 0) {
			take_order(&world);
			check(&world);
		}
		zr_drafts_close(world.drafts);
		g_autofree char *wal = g_strconcat(world.path, "-wal", NULL);
		(void)unlink(world.path);
		(void)unlink(wal);
		zr_local_households_finish(&world.households);
		zr_local_records_finish(&world.records);
		g_array_unref(world.made);
		void *again = store;
		assert_int_equal(agent_store_remove(&again), 0);
	}
}

static void tells_which_households_have_an_open_draft(void **state)
{
	struct zr_local_record record = {.record_id = (char *)"r-3", .state = ZR_LOCAL_FINISHED};
	const struct zr_local_records records = {&record, 1};
	const struct zr_draft drafts[] = {
		{.draft_id = (char *)"r-1", .household_id = (char *)"h-1", .state = ZR_DRAFT_OPEN},
		{.draft_id = (char *)"r-2",
			.household_id = (char *)"h-2",
			.state = ZR_DRAFT_FINISHED},
		{.draft_id = (char *)"r-3", .household_id = (char *)"h-3", .state = ZR_DRAFT_OPEN},
		{.draft_id = (char *)"r-4", .household_id = (char *)"", .state = ZR_DRAFT_OPEN}};
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	g_array_append_vals(list, drafts, 4);
	g_auto(GStrv) places = zr_journal_open_places(list, &records);
	assert_int_equal(g_strv_length(places), 1);
	assert_string_equal(places[0], "h-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_stands_at_another_address_whatever_orders_come),
		cmocka_unit_test(tells_which_households_have_an_open_draft),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
