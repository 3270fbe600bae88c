/* Tests: arrivals.c ingest.c deposit.c reply.c indexing.c indexer.c enrolment.c assignment.c
 * writer.c worker.c turn.c batch.c shared.c refusal.c audit_line.c census.c fleet.c records.c
 * login.c audit.c routes.c hub.c */
#include "test/unit/unit.h"

#include "test/unit/hub/small_hub.h"

#include "hub/store/online.h"
#include "lib/http/quota.h"
#include "lib/base/limits.h"
#include "lib/envelope/code.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/signed_receipt.h"

static const char form[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
	"<h:head><h:title>F</h:title><model><instance><f id='f' version='1'><q/></f></instance>"
	"<bind nodeset='/f/q' type='string'/></model></h:head>"
	"<h:body><input ref='/f/q'><label>Q</label></input></h:body></h:html>";
#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* the structs own their texts elsewhere */

static struct small_hub small;
static struct zr_party_secret tablet;
static struct zr_buffer answer;
static struct zr_receipt greeting; /* what send() tells */
static struct zr_record interview; /* what its records hold */
static uint8_t salt;               /* of their seals */

static int start(void **state)
{
	(void)state;
	uint8_t random[2 * ZR_KEY_BYTES] = {5};
	small_hub_init(&small);
	memset(small.shared.epoch, 7, sizeof small.shared.epoch);
	interview = (struct zr_record){TEXT("r"), TEXT("f"), TEXT("1"), TEXT("a"), TEXT("h"),
		TEXT("completed"), 1, 2, TEXT("<f id='f' version='1'><q>yes</q></f>"), 36};
	salt = 0;
	greeting = (struct zr_receipt){.battery_percent = 50, .version = TEXT("1")};
	return zr_party_init(&tablet, random, NULL);
}

static int stop(void **state)
{
	(void)state;
	zr_buffer_finish(&answer);
	small_hub_finish(&small);
	return 0;
}

static void make_code(struct zr_code *ret_code)
{
	assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, "/api/codes",
				 "{\"area\":\"a\",\"name\":\"T\"}", &answer),
		200);
	char *end = strstr(answer.data + 9, "\"");
	assert_non_null(end);
	*end = '\0';
	assert_int_equal(zr_code_parse(answer.data + 9, ret_code, NULL), 0);
}

static unsigned enrol(const struct zr_code *code, const struct zr_party_secret *keys)
{
	struct zr_buffer body = {0};
	const struct zr_enrol_wish wish = {.secret = code->secret,
		.tls_public = small_hub_tls_public,
		.device = keys,
		.version = "1"};
	assert_int_equal(zr_enrol_request_encode(&wish, &body, NULL), 0);
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_POST, "/v1/enrol");
	unsigned status = small_hub_run(&small, request, body.data, body.bytes);
	zr_request_free(request);
	zr_buffer_finish(&body);
	return status;
}

static void prepare_area(void)
{
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", form, NULL), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, "/api/areas/a",
				 "{\"name\":\"A\",\"form\":\"f\",\"households\":"
				 "[{\"id\":\"h\",\"address\":\"x\"}]}",
				 NULL),
		200);
}

/* The greeting and one record of each sequence given; what came back stands in answer. */
static unsigned send(const uint64_t *sequences, size_t count)
{
	struct zr_party_public *hub = &small.shared.keys.public_half;
	uint8_t random[ZR_SEAL_RANDOM_BYTES] = {3};
	struct zr_buffer body = {0};
	struct zr_buffer content = {0};
	struct zr_buffer envelope = {0};
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD};
	assert_int_equal(zr_receipt_encode(&greeting, &content, NULL), 0);
	assert_int_equal(zr_exchange_begin(&body, count + 1), 0);
	assert_int_equal(zr_exchange_add(&body, content.data, content.bytes), 0);
	for (size_t i = 0; i < count; i++) {
		char id[20];
		struct zr_record record = interview;
		if (strlen(record.record_id) > 1) { /* one for each sequence */
			(void)snprintf(
				id, sizeof id, "%s%u", record.record_id, (unsigned)sequences[i]);
			record.record_id = id;
		}
		zr_buffer_finish(&content);
		zr_buffer_finish(&envelope);
		head.sequence = sequences[i];
		random[0] = (uint8_t)sequences[i];
		random[1] = salt;
		assert_int_equal(zr_record_encode(&record, &content, NULL), 0);
		assert_int_equal(zr_envelope_seal(&(struct zr_envelope_message){&head, content.data,
							  content.bytes},
					 &(struct zr_envelope_keys){&tablet, hub, random},
					 &envelope, NULL, NULL),
			0);
		assert_int_equal(zr_exchange_add(&body, envelope.data, envelope.bytes), 0);
	}
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_POST, "/v1/exchange");
	small_hub_show(&small, request, &tablet.public_half);
	unsigned status = small_hub_run(&small, request, body.data, body.bytes);
	zr_buffer_finish(&answer);
	answer = request->answer.body;
	request->answer.body = (struct zr_buffer){0};
	zr_request_free(request);
	zr_buffer_finish(&body);
	zr_buffer_finish(&content);
	zr_buffer_finish(&envelope);
	return status;
}

struct seen {
	size_t count;
	bool is_signed;
	size_t order_count;
	struct zr_receipt receipt;
	struct zr_receipt_entry orders[4]; /* acknowledgements of those that came */
};

static int see(void *user, const void *envelope, size_t bytes)
{
	struct seen *seen = user;
	struct zr_envelope_head head;
	struct zr_buffer content = {0};
	const struct zr_envelope_signed part = {envelope, bytes, &small.shared.keys.public_half};
	if (seen->count == 0) {
		assert_int_equal(zr_signed_receipt_read(&part, tablet.public_half.id,
					 &seen->is_signed, &seen->receipt, NULL),
			0);
	} else {
		assert_int_equal(zr_envelope_open(&part, &tablet, &head, &content, NULL), 0);
		struct zr_receipt_entry *order = &seen->orders[seen->order_count++];
		order->sequence = head.sequence;
		zr_envelope_hash(envelope, bytes, order->hash);
	}
	seen->count++;
	zr_buffer_finish(&content);
	return 0;
}

static void a_code_is_for_one_tablet(void **state)
{
	(void)state;
	struct zr_code code;
	struct zr_party_secret other;
	uint8_t random[2 * ZR_KEY_BYTES] = {6};
	assert_int_equal(zr_party_init(&other, random, NULL), 0);
	prepare_area();
	make_code(&code);
	assert_int_equal(enrol(&code, &tablet), 200);
	assert_int_equal(enrol(&code, &tablet), 200);
	assert_int_equal(enrol(&code, &other), 403);
	make_code(&code);
	assert_int_equal(enrol(&code, &tablet), 403); /* its keys have a place already */
	code.secret[0] ^= 1;
	assert_int_equal(enrol(&code, &other), 403);
}

static void records_come_back_in_the_receipt_with_orders(void **state)
{
	(void)state;
	struct zr_code code;
	struct seen seen = {0};
	const uint64_t sequences[] = {1, 3, 0};
	interview.record_id = TEXT("id-");
	prepare_area();
	make_code(&code);
	assert_int_equal(enrol(&code, &tablet), 200);
	assert_int_equal(send(sequences, 3), 200);
	assert_int_equal(zr_exchange_decode(answer.data, answer.bytes, see, &seen, NULL), 0);
	assert_int_equal(seen.order_count, 2);
	assert_int_equal(seen.receipt.entry_count, 3);
	assert_int_equal(seen.receipt.high_water, 1);
	assert_int_equal(seen.receipt.entries[0].code, 0);
	assert_int_equal(seen.receipt.entries[1].code, 0);
	assert_int_equal(seen.receipt.entries[2].code, ZR_E_INVALID);
	zr_receipt_finish(&seen.receipt);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/fleet", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"records\":2"));
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/records", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"address\":\"x\""));
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_GET, "/api/records/id-1/xml", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "yes"));
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"kind\":\"record\""));
}

static void enrol_tablet(void)
{
	struct zr_code code;
	prepare_area();
	make_code(&code);
	assert_int_equal(enrol(&code, &tablet), 200);
}

/* An exchange without records that tells this epoch and mark, and has done these orders. */
static struct seen greet(uint8_t epoch, uint64_t high_water, struct seen *done)
{
	struct seen seen = {0};
	greeting.has_epoch = true;
	memset(greeting.epoch, epoch, sizeof greeting.epoch);
	greeting.high_water = high_water;
	greeting.entries = done != NULL ? done->orders : NULL;
	greeting.entry_count = done != NULL ? done->order_count : 0;
	assert_int_equal(send(NULL, 0), 200);
	assert_int_equal(zr_exchange_decode(answer.data, answer.bytes, see, &seen, NULL), 0);
	assert_true(seen.receipt.has_epoch);
	assert_int_equal(seen.receipt.epoch[0], 7);
	zr_receipt_finish(&seen.receipt);
	return seen;
}

static void all_is_ordered_again_when_either_was_set_back(void **state)
{
	(void)state;
	enrol_tablet();
	struct seen first = greet(0, 0, NULL);
	assert_int_equal(first.order_count, 2);
	assert_int_equal(greet(7, 2, &first).order_count, 0);
	assert_int_equal(greet(7, 2, NULL).order_count, 0);
	/* The tablet has seen orders of another life of the hub: sequences go on above them. */
	assert_int_equal(greet(9, 5, NULL).order_count, 0); /* numbered anew, not sealed yet */
	struct seen again = greet(7, 5, NULL);
	assert_int_equal(again.order_count, 2);
	assert_int_equal(again.orders[0].sequence, 6);
	assert_int_equal(greet(7, 7, &again).order_count, 0);
	/* The tablet has forgotten what it acknowledged. */
	assert_int_equal(greet(7, 2, NULL).order_count, 0);
	struct seen third = greet(7, 2, NULL);
	assert_int_equal(third.order_count, 2);
	assert_int_equal(third.orders[0].sequence, 8);
	assert_int_equal(greet(7, 9, &third).order_count, 0);
	/* The same life, but orders that this hub never gave: its file was replaced unsaid. */
	assert_int_equal(greet(7, 20, NULL).order_count, 0);
	assert_int_equal(greet(7, 20, NULL).orders[0].sequence, 21);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"kind\":\"set-back\""));
}

/* A later hub queued it, and the operator went back to this one. */
static void an_order_of_a_later_hub_fails_alone(void **state)
{
	(void)state;
	const uint64_t sequences[] = {1};
	const struct zr_store_order order = {
		.kind = (enum zr_order_kind)40, .subject = "f", .edition = "1"};
	struct seen seen = {0};
	enrol_tablet();
	assert_int_equal(zr_store_want_order(small.store, tablet.public_half.id, &order, NULL), 0);
	assert_int_equal(send(sequences, 1), 200);
	assert_int_equal(zr_exchange_decode(answer.data, answer.bytes, see, &seen, NULL), 0);
	assert_int_equal(seen.receipt.entries[0].code, 0);
	assert_int_equal(seen.order_count, 2); /* the questionnaire and the area */
	zr_receipt_finish(&seen.receipt);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"code\":\"UNSUPPORTED\""));
}

/* A tablet may count as it likes: whoever looks at the fleet gets an answer. */
static void a_boastful_tablet_is_listed(void **state)
{
	(void)state;
	enrol_tablet();
	greeting.unsent_count = UINT64_MAX;
	assert_int_equal(send(NULL, 0), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/fleet", NULL, &answer), 200);
	assert_non_null(strstr(answer.data, "\"unsent\":18446744073709551615"));
}

static size_t count_text(const char *text, const char *part);

/* An order that no envelope can hold must not keep the records of its tablets. */
static void records_pass_an_order_that_cannot_be_sealed(void **state)
{
	(void)state;
	const uint64_t sequences[] = {1};
	struct seen seen = {0};
	enrol_tablet();
	char *noise = malloc(ZR_ENVELOPE_BYTES_MAX + 1000);
	uint32_t random = 1;
	assert_non_null(noise);
	for (size_t i = 0; i < ZR_ENVELOPE_BYTES_MAX + 1000; i++) {
		random = random * 1664525 + 1013904223;
		noise[i] = (char)(random >> 24);
	}
	const struct zr_store_file_name file = {"f", "", "big.jpg"};
	assert_int_equal(
		zr_store_put_media(small.store, &file, noise, ZR_ENVELOPE_BYTES_MAX + 1000, NULL),
		0);
	free(noise);
	struct zr_store_form big = {.form_id = "f", .version = "2", .title = "F"};
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "2"};
	assert_int_equal(zr_store_put_form(small.store, &big, form, strlen(form), NULL), 1);
	assert_int_equal(zr_store_want_order(small.store, tablet.public_half.id, &order, NULL), 0);
	assert_int_equal(send(sequences, 1), 200);
	assert_int_equal(zr_exchange_decode(answer.data, answer.bytes, see, &seen, NULL), 0);
	assert_int_equal(seen.receipt.entries[0].code, 0);
	assert_int_equal(seen.order_count, 1); /* the assignment comes all the same */
	zr_receipt_finish(&seen.receipt);
	greet(7, 0, NULL);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"order\""), 1);
	assert_int_equal(count_text(answer.data, "set-back"), 0);
}

static size_t count_text(const char *text, const char *part)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, part)) != NULL; at++) {
		count++;
	}
	return count;
}

static void strangers_are_counted_and_not_listed(void **state)
{
	(void)state;
	struct zr_code code;
	prepare_area();
	make_code(&code);
	code.secret[0] ^= 1;
	for (unsigned i = 0; i < 60; i++) {
		assert_int_equal(send(NULL, 0), 403);
		assert_int_equal(enrol(&code, &tablet), 403);
		assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, "/api/login",
					 "{\"password\":12}", NULL),
			422);
	}
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"exchange\""), 1);
	assert_int_equal(count_text(answer.data, "\"kind\":\"enrol\""), 1);
	assert_int_equal(count_text(answer.data, "\"kind\":\"login\""), 1);
	assert_int_equal(count_text(answer.data, "\"count\":60"), 3);
}

static void a_tablets_refusals_are_counted_after_some(void **state)
{
	(void)state;
	const uint64_t bad[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	enrol_tablet();
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(send(bad, 10), 200);
	}
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"record\""),
		ZR_HUB_AUDIT_DEVICE_COUNT_MAX); /* one of them for those that are counted */
	assert_non_null(strstr(answer.data, "\"kind\":\"area\""));
}

static int put_and_fail(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	(void)request;
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, error), 0);
	return zr_error_set(error, ZR_E_INVALID, "no");
}

static int put(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	(void)request;
	return zr_store_put_fact(store, "kept", "1", 1, error);
}

static void one_failing_request_does_not_take_the_batch_with_it(void **state)
{
	(void)state;
	struct zr_buffer value = {0};
	struct zr_request *first = zr_request_new(ZR_METHOD_GET, "/");
	struct zr_request *second = zr_request_new(ZR_METHOD_GET, "/");
	zr_request_write(first, put_and_fail, NULL);
	zr_request_write(second, put, NULL);
	first->next = second;
	zr_batch_commit(small.store, first);
	first->next = NULL;
	assert_int_equal(first->write_code, ZR_E_INVALID);
	assert_int_equal(second->write_code, 0);
	assert_int_equal(zr_store_get_fact(small.store, "kept", &value, NULL), 0);
	assert_int_equal(zr_store_get_fact(small.store, "lost", &value, NULL), ZR_E_NOT_FOUND);
	zr_buffer_finish(&value);
	zr_request_free(first);
	zr_request_free(second);
}

static void the_console_is_closed_without_session_or_header(void **state)
{
	(void)state;
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/api/fleet");
	request->session[0] ^= 1;
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 401);
	zr_request_free(request);
	request = small_hub_request(&small, ZR_METHOD_POST, "/api/logout");
	request->has_zarya_header = false;
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 403);
	zr_request_free(request);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/session", NULL, NULL), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, "/api/logout", "{}", NULL), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/session", NULL, NULL), 401);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, "/api/login",
				 "{\"password\":\"pass word\"}", NULL),
		200);
}

/* An exchange with these; the codes of its records. */
static void exchange(const uint64_t *sequences, size_t count, int *codes, uint64_t *ret_high_water)
{
	struct seen seen = {0};
	assert_int_equal(send(sequences, count), 200);
	assert_int_equal(zr_exchange_decode(answer.data, answer.bytes, see, &seen, NULL), 0);
	assert_int_equal(seen.receipt.entry_count, count);
	for (size_t i = 0; i < count; i++) {
		codes[i] = seen.receipt.entries[i].code;
	}
	*ret_high_water = seen.receipt.high_water;
	zr_receipt_finish(&seen.receipt);
}

static size_t count_rows(const char *what)
{
	char path[40];
	(void)snprintf(path, sizeof path, "/api/%s", what);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, path, NULL, &answer), 200);
	return count_text(answer.data, "\"hash\"");
}

static void an_interview_sealed_twice_is_one_record(void **state)
{
	(void)state;
	const uint64_t first[] = {1};
	const uint64_t second[] = {2};
	uint64_t high_water = 0;
	int code = 1;
	enrol_tablet();
	exchange(first, 1, &code, &high_water);
	salt = 1;
	exchange(first, 1, &code, &high_water);
	assert_int_equal(code, 0);
	exchange(second, 1, &code, &high_water);
	assert_int_equal(code, 0);
	assert_int_equal(high_water, 2);
	assert_int_equal(count_rows("records"), 1);
	interview.outcome = TEXT("refused");
	exchange(second, 1, &code, &high_water);
	assert_int_equal(code, 0);
	assert_int_equal(count_rows("records"), 2);
}

/* It is taken unopened, and shown when it was opened. */
static void what_no_form_writes_is_kept_and_told_of(void **state)
{
	(void)state;
	const uint64_t sequences[] = {1, 2, 3, 4};
	static char long_text[ZR_RECORD_ADDRESS_BYTES_MAX + 2];
	uint64_t high_water = 0;
	int codes[4] = {0};
	enrol_tablet();
	memset(long_text, 'x', sizeof long_text - 1);
	interview.xml = TEXT("<f id='f' version='1'><q>yes</f></q>");
	exchange(sequences, 1, codes, &high_water);
	assert_int_equal(codes[0], 0);
	assert_int_equal(high_water, 1); /* it is here, if not as a record */
	interview.xml = TEXT("<f id='f' version='1'><q>yes</q></f>");
	interview.address = long_text;
	exchange(sequences + 1, 1, codes, &high_water);
	assert_int_equal(codes[0], 0);
	interview.address = NULL;
	interview.record_id = TEXT("");
	exchange(sequences + 2, 1, codes, &high_water);
	assert_int_equal(codes[0], 0);
	interview.record_id = TEXT("r");
	exchange(sequences + 3, 1, codes, &high_water);
	assert_int_equal(codes[0], 0);
	assert_int_equal(high_water, 4);
	assert_int_equal(count_rows("records"), 1);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"record\""), 3);
	assert_non_null(strstr(answer.data, "\"code\":\"SYNTAX\""));
	assert_non_null(strstr(answer.data, "\"code\":\"LIMIT\""));
	assert_non_null(strstr(answer.data, "\"code\":\"INVALID\""));
}

static void a_flood_of_wrong_codes_is_held_back(void **state)
{
	(void)state;
	struct zr_code code;
	prepare_area();
	make_code(&code);
	code.secret[0] ^= 1;
	for (unsigned i = 0; i < ZR_HUB_STRANGER_COUNT_MAX; i++) {
		assert_int_equal(enrol(&code, &tablet), 403);
	}
	assert_int_equal(enrol(&code, &tablet), 503);
	code.secret[0] ^= 1;
	assert_int_equal(enrol(&code, &tablet), 503); /* from that address nobody, for a minute */
	assert_int_equal(send(NULL, 0), 403);
	assert_int_equal(send(NULL, 0), 403);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"flood\""), 1);
	assert_int_equal(count_text(answer.data, "\"kind\":\"exchange\""), 0);
}

static void a_tablet_that_sends_without_end_is_held_back(void **state)
{
	(void)state;
	const struct zr_quota_use use = {
		.key = tablet.public_half.id, .count = ZR_HUB_DEVICE_HOUR_COUNT_MAX - 1};
	const uint64_t sequences[] = {1, 2};
	enrol_tablet();
	assert_int_equal(zr_quota_charge(small.shared.tablet_quota, &use, SMALL_HUB_NOW_US),
		ZR_QUOTA_WITHIN);
	assert_int_equal(send(sequences, 2), 200);
	assert_int_equal(send(sequences, 2), 503);
	assert_int_equal(send(NULL, 0), 503);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/audit", NULL, &answer), 200);
	assert_int_equal(count_text(answer.data, "\"kind\":\"flood\""), 1);
}

static void a_device_of_answers_online_has_an_hour_of_its_own(void **state)
{
	(void)state;
	const struct zr_quota_use all = {
		.key = tablet.public_half.id, .count = ZR_HUB_DEVICE_HOUR_COUNT_MAX};
	const struct zr_quota_use country = {
		.key = tablet.public_half.id, .count = ZR_HUB_ONLINE_HOUR_COUNT_MAX};
	const uint8_t secret[ZR_HASH_BYTES] = {7};
	const uint64_t sequences[] = {1, 2};
	struct zr_error error = {0};
	enrol_tablet();
	assert_int_equal(zr_quota_charge(small.shared.tablet_quota, &all, SMALL_HUB_NOW_US),
		ZR_QUOTA_WITHIN);
	assert_int_equal(send(sequences, 2), 503);
	assert_int_equal(zr_online_add_code(small.store, secret, &error), 0);
	assert_int_equal(zr_online_enrol(small.store, secret, tablet.public_half.id, &error), 0);
	assert_int_equal(send(sequences, 2), 200);
	assert_int_equal(zr_quota_charge(small.shared.online_quota, &country, SMALL_HUB_NOW_US),
		ZR_QUOTA_WITHIN);
	assert_int_equal(send(sequences, 2), 503);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_code_is_for_one_tablet, start, stop),
		cmocka_unit_test_setup_teardown(
			records_come_back_in_the_receipt_with_orders, start, stop),
		cmocka_unit_test_setup_teardown(
			all_is_ordered_again_when_either_was_set_back, start, stop),
		cmocka_unit_test_setup_teardown(a_boastful_tablet_is_listed, start, stop),
		cmocka_unit_test_setup_teardown(an_order_of_a_later_hub_fails_alone, start, stop),
		cmocka_unit_test_setup_teardown(
			records_pass_an_order_that_cannot_be_sealed, start, stop),
		cmocka_unit_test_setup_teardown(strangers_are_counted_and_not_listed, start, stop),
		cmocka_unit_test_setup_teardown(
			a_tablets_refusals_are_counted_after_some, start, stop),
		cmocka_unit_test_setup_teardown(
			an_interview_sealed_twice_is_one_record, start, stop),
		cmocka_unit_test_setup_teardown(
			what_no_form_writes_is_kept_and_told_of, start, stop),
		cmocka_unit_test_setup_teardown(a_flood_of_wrong_codes_is_held_back, start, stop),
		cmocka_unit_test_setup_teardown(
			a_tablet_that_sends_without_end_is_held_back, start, stop),
		cmocka_unit_test_setup_teardown(
			a_device_of_answers_online_has_an_hour_of_its_own, start, stop),
		cmocka_unit_test_setup_teardown(
			one_failing_request_does_not_take_the_batch_with_it, start, stop),
		cmocka_unit_test_setup_teardown(
			the_console_is_closed_without_session_or_header, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
