/*
 * Tests: hub/census/area.c hub/census/edit.c
 *
 * A property: no sequence of edits of an area, whatever arrives when, ever shows a record, a draft
 * or a state at another address. One hub with its real store and interface and three tablets with
 * their real inboxes, on one thread; what is done next comes from a seed. The truth is kept beside
 * them: dwellings, which have a number in each of their spellings.
 *
 *	test_area_edits [EDITS [SEED]]
 */
#include "test/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/store/identity.h"
#include "lib/store/inbox.h"
#include "test/unit/hub/edited_area.h"
#include "test/unit/envelope/parties.h"

enum {
	TABLET_COUNT = 3,
	STATE_COUNT_MAX = 120, /* drafts and records of one tablet */
	HELD_COUNT_MAX = 4,    /* orders on their way by other roads */
};

static unsigned edit_count = 300;

/* A draft or a record on a tablet. */
struct state {
	char household_id[ZR_STORE_ID_BYTES];
	char address[TEXT_BYTES]; /* as it was begun with */
	char record_id[33];
	char previous_id[33];
	char replaces_id[33];
	unsigned dwelling;
	uint64_t sequence; /* 0: a draft */
	bool is_delivered;
};

static struct tablet {
	struct zr_party_secret keys;
	char path[96]; /* of its store */
	struct zr_database *database;
	struct state states[STATE_COUNT_MAX];
	size_t state_count;
	uint64_t sequence;
	struct held {
		struct zr_inbox_order order;
		struct zr_order content;
	} held[HELD_COUNT_MAX];
	size_t held_count;
	bool has_receipt; /* of the answer that is being read */
} tablets[TABLET_COUNT];

/* ---- tablets ---- */

struct row {
	char id[ZR_STORE_ID_BYTES];
	char address[TEXT_BYTES];
};
static struct row rows[2 * DWELLING_COUNT + 8];
static size_t row_count;

static int take_row(void *user, const struct zr_inbox_household *household)
{
	(void)user;
	assert_true(row_count < sizeof rows / sizeof rows[0]);
	struct row *row = &rows[row_count++];
	(void)snprintf(row->id, sizeof row->id, "%s", household->household_id);
	(void)snprintf(row->address, sizeof row->address, "%s", household->address);
	return 0;
}

static void read_rows(struct tablet *tablet)
{
	row_count = 0;
	assert_int_equal(zr_inbox_list_households(tablet->database, take_row, NULL, NULL), 0);
}

static void check_tablet(struct tablet *tablet)
{
	read_rows(tablet);
	for (size_t i = 0; i < row_count; i++) {
		check_id(rows[i].id, rows[i].address);
		for (size_t j = 0; j < tablet->state_count; j++) {
			if (strcmp(tablet->states[j].household_id, rows[i].id) == 0) {
				assert_int_equal(
					tablet->states[j].dwelling, dwelling_of(rows[i].address));
			}
		}
	}
}

static void begin(struct tablet *tablet)
{
	read_rows(tablet);
	if (row_count == 0 || tablet->state_count == STATE_COUNT_MAX) {
		return;
	}
	const struct row *row = &rows[draw((unsigned)row_count)];
	struct state *state = &tablet->states[tablet->state_count++];
	*state = (struct state){.dwelling = dwelling_of(row->address)};
	(void)snprintf(state->household_id, sizeof state->household_id, "%s", row->id);
	(void)snprintf(state->address, sizeof state->address, "%s", row->address);
}

static void finish(struct tablet *tablet)
{
	if (tablet->state_count == 0) {
		return;
	}
	struct state *state = &tablet->states[draw((unsigned)tablet->state_count)];
	if (state->sequence > 0) {
		return;
	}
	uint8_t random[16];
	for (size_t i = 0; i < sizeof random; i++) {
		random[i] = (uint8_t)draw(256);
	}
	zr_hex_encode(random, sizeof random, state->record_id);
	for (size_t i = 0; i < tablet->state_count; i++) {
		const struct state *before = &tablet->states[i];
		if (before != state && before->sequence > 0 &&
			strcmp(before->household_id, state->household_id) == 0) {
			char *link = draw(2) == 0 ? state->previous_id : state->replaces_id;
			(void)snprintf(link, sizeof state->previous_id, "%s", before->record_id);
		}
	}
	state->sequence = ++tablet->sequence;
}

static void forget(struct tablet *tablet, size_t index)
{
	tablet->states[index] = tablet->states[--tablet->state_count];
}

static void add_envelope(struct zr_buffer *body, const struct tablet *tablet,
	const struct zr_envelope_head *head, const struct zr_buffer *content)
{
	struct zr_buffer envelope = {0};
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	for (size_t i = 0; i < sizeof random; i++) {
		random[i] = (uint8_t)draw(256);
	}
	assert_int_equal(
		zr_envelope_seal(&(struct zr_envelope_message){head, content->data, content->bytes},
			&(struct zr_envelope_keys){
				&tablet->keys, &small.shared.keys.public_half, random},
			&envelope, NULL, NULL),
		0);
	assert_int_equal(zr_exchange_add(body, envelope.data, envelope.bytes), 0);
	zr_buffer_finish(&envelope);
}

static void add_greeting(struct zr_buffer *body, struct tablet *tablet)
{
	static char version[] = "1";
	static struct zr_receipt_entry entries[64];
	char *drafts[STATE_COUNT_MAX];
	struct zr_buffer content = {0};
	struct zr_receipt greeting = {
		.battery_percent = -1, .version = version, .entries = entries, .draft_ids = drafts};
	assert_int_equal(
		zr_inbox_pending(tablet->database, entries, 64, &greeting.entry_count, NULL), 0);
	for (size_t i = 0; i < tablet->state_count; i++) {
		if (tablet->states[i].sequence == 0) {
			drafts[greeting.draft_count++] = tablet->states[i].household_id;
		}
	}
	assert_int_equal(zr_receipt_encode(&greeting, &content, NULL), 0);
	assert_int_equal(zr_exchange_add(body, content.data, content.bytes), 0);
	zr_buffer_finish(&content);
}

static void add_record(struct zr_buffer *body, const struct tablet *tablet, struct state *state)
{
	static char outcomes[][10] = {"completed", "refused", "later", "empty"};
	static char xml[] = "<f/>";
	static char form_id[] = "f";
	static char area_id[] = "a";
	static char version[] = "1";
	static char nothing[] = "";
	struct zr_buffer content = {0};
	struct zr_record record = {.record_id = state->record_id,
		.form_id = form_id,
		.form_version = version,
		.area_id = area_id,
		.household_id = state->household_id,
		.outcome = outcomes[draw(4)],
		.started_us = 1,
		.finished_us = (int64_t)state->sequence,
		.xml = xml,
		.xml_bytes = sizeof xml - 1,
		.address = draw(4) == 0 ? nothing : state->address, /* older tablets give none */
		.previous_id = state->previous_id,
		.replaces_id = state->replaces_id,
		.appointment = nothing};
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECORD, .sequence = state->sequence};
	assert_int_equal(zr_record_encode(&record, &content, NULL), 0);
	add_envelope(body, tablet, &head, &content);
	zr_buffer_finish(&content);
	state->is_delivered = true;
	find_id(state->household_id)->delivered_count++;
}

/* An order is applied at once or comes later by another road, in whatever order. */
static void apply(struct tablet *tablet, struct held *held)
{
	bool is_known = false;
	bool is_newest = false;
	struct zr_database *database = tablet->database;
	assert_int_equal(zr_inbox_is_known(database, &held->order, &is_known, NULL), 0);
	assert_int_equal(zr_inbox_is_newest(
				 database, held->order.sequence, &held->content, &is_newest, NULL),
		0);
	if (!is_known && held->content.kind == ZR_ORDER_ASSIGNMENT && is_newest) {
		assert_int_equal(
			zr_inbox_apply_assignment(database, &held->order, &held->content, NULL), 0);
	} else if (!is_known) {
		assert_int_equal(zr_inbox_close(database, &held->order, 0, NULL), 0);
	}
	zr_order_finish(&held->content);
}

static void apply_held(struct tablet *tablet)
{
	while (tablet->held_count > 0) {
		size_t index = draw((unsigned)tablet->held_count);
		apply(tablet, &tablet->held[index]);
		tablet->held[index] = tablet->held[--tablet->held_count];
	}
}

static int take_envelope(void *user, const void *envelope, size_t bytes)
{
	struct tablet *tablet = user;
	struct zr_envelope_head head;
	struct zr_buffer content = {0};
	if (!tablet->has_receipt) {
		tablet->has_receipt = true;
		return 0;
	}
	assert_int_equal(zr_envelope_open(&(struct zr_envelope_signed){envelope, bytes,
						  &small.shared.keys.public_half},
				 &tablet->keys, &head, &content, NULL),
		0);
	if (head.kind == ZR_ENVELOPE_ORDER) {
		struct held held = {.order.sequence = head.sequence};
		zr_envelope_hash(envelope, bytes, held.order.hash);
		assert_int_equal(
			zr_order_decode(content.data, content.bytes, &held.content, NULL), 0);
		if (tablet->held_count < HELD_COUNT_MAX && draw(3) == 0) {
			tablet->held[tablet->held_count++] = held;
		} else {
			apply(tablet, &held);
		}
	}
	zr_buffer_finish(&content);
	return 0;
}

static void synchronise(struct tablet *tablet)
{
	struct zr_buffer body = {0};
	struct state *sent[STATE_COUNT_MAX];
	size_t sent_count = 0;
	for (size_t i = 0; i < tablet->state_count; i++) {
		struct state *state = &tablet->states[i];
		if (state->sequence > 0 && !state->is_delivered && draw(4) > 0) {
			sent[sent_count++] = state;
		}
	}
	assert_int_equal(zr_exchange_begin(&body, 1 + sent_count), 0);
	add_greeting(&body, tablet);
	while (sent_count > 0) {
		size_t index = draw((unsigned)sent_count);
		add_record(&body, tablet, sent[index]);
		sent[index] = sent[--sent_count];
	}
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_POST, "/v1/exchange");
	small_hub_show(&small, request, &tablet->keys.public_half);
	assert_int_equal(small_hub_run(&small, request, body.data, body.bytes), 200);
	tablet->has_receipt = false;
	assert_int_equal(zr_exchange_decode(request->answer.body.data, request->answer.body.bytes,
				 take_envelope, tablet, NULL),
		0);
	zr_request_free(request);
	zr_buffer_finish(&body);
}

static void work(struct tablet *tablet)
{
	switch (draw(6)) {
	case 0:
	case 1:
		begin(tablet);
		break;
	case 2:
		finish(tablet);
		break;
	case 3:
		apply_held(tablet);
		break;
	default:
		synchronise(tablet);
	}
	/* Old ones go, so that the run stays short: drafts are dropped, records were received. */
	if (tablet->state_count > STATE_COUNT_MAX / 2) {
		size_t index = draw((unsigned)tablet->state_count);
		const struct state *state = &tablet->states[index];
		if (state->sequence == 0 || state->is_delivered) {
			forget(tablet, index);
		}
	}
	check_tablet(tablet);
}

/* ---- the hub ---- */

static void check_hub(void)
{
	unsigned status = 0;
	struct json_object *area = call(ZR_METHOD_GET, "/api/areas/a", NULL, &status);
	struct json_object *households = list_of(area, "households");
	assert_int_equal(status, 200);
	for (size_t i = 0; i < json_object_array_length(households); i++) {
		struct json_object *row = json_object_array_get_idx(households, i);
		check_id(text_of(row, "id"), text_of(row, "address"));
		assert_int_equal(strtoul(text_of(row, "records"), NULL, 10),
			find_id(text_of(row, "id"))->delivered_count);
	}
	(void)json_object_put(area);
	struct json_object *page = call(ZR_METHOD_GET, "/api/records", NULL, &status);
	struct json_object *records = list_of(page, "records");
	assert_int_equal(status, 200);
	for (size_t i = 0; i < json_object_array_length(records); i++) {
		struct json_object *row = json_object_array_get_idx(records, i);
		check_id(text_of(row, "household"), text_of(row, "address"));
	}
	(void)json_object_put(page);
}

static void set_up_hub(void)
{
	static const char form[] =
		"<h:html xmlns='http://www.w3.org/2002/xforms' "
		"xmlns:h='http://www.w3.org/1999/xhtml'>"
		"<h:head><h:title>F</h:title><model><instance><f id='f' version='1'><q/></f>"
		"</instance></model></h:head>"
		"<h:body><input ref='/f/q'><label>Q</label></input></h:body></h:html>";
	small_hub_init(&small);
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", form, NULL), 200);
	for (unsigned i = 0; i < DWELLING_COUNT; i++) {
		order[i] = i;
		dwellings[i].is_listed = draw(2) == 0;
		spell(i);
	}
	edit();
	for (unsigned i = 0; i < TABLET_COUNT; i++) {
		struct zr_device device = {.area_id = "a"};
		parties_init(&tablets[i].keys, (uint8_t)(i + 1));
		device.keys = tablets[i].keys.public_half;
		(void)snprintf(device.name, sizeof device.name, "T%u", i);
		assert_int_equal(zr_store_add_device(small.store, &device, NULL), 0);
		(void)snprintf(tablets[i].path, sizeof tablets[i].path, "%s/tablet-%u.db",
			small.folder, i);
		assert_int_equal(
			zr_identity_open_store(tablets[i].path, &tablets[i].database, NULL), 0);
	}
}

static void tear_down_hub(void)
{
	for (unsigned i = 0; i < TABLET_COUNT; i++) {
		apply_held(&tablets[i]);
		zr_database_close(tablets[i].database);
		(void)unlink(tablets[i].path);
		char wal[112];
		(void)snprintf(wal, sizeof wal, "%s-wal", tablets[i].path);
		(void)unlink(wal);
	}
	small_hub_finish(&small);
}

static void no_state_is_ever_at_another_address(void **state)
{
	(void)state;
	set_up_hub();
	for (unsigned i = 0; i < edit_count; i++) {
		if (draw(8) == 0) {
			shift_ids();
		} else {
			edit();
		}
		for (unsigned step = draw(6); step > 0; step--) {
			work(&tablets[draw(TABLET_COUNT)]);
		}
		/* The hub keeps all that was ever removed: the long run looks at it now and then.
		 */
		if (edit_count <= 1000 || i % 10 == 0) {
			check_hub();
		}
	}
	check_hub();
	tear_down_hub();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_is_ever_at_another_address),
	};
	edit_count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : edit_count;
	random_state = argc > 2 ? strtoull(argv[2], NULL, 10) * 2654435761U + 1 : random_state;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
