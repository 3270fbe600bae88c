/* Tests: hub/openrosa/submission.c assembly.c catalog.c collector.c collector_page.c door.c and
 * hub/records/visit_end.c, over a small hub. */
#include "test/unit/unit.h"

#include <json-c/json.h>

#include "hub/openrosa/collector.h"
#include "hub/openrosa/credentials.h"
#include "hub/records/answers.h"
#include <openssl/evp.h>

#include "test/unit/hub/small_hub.h"

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

static struct small_hub small;
static char authorization[300];

static const char form[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
	"<h:head><h:title>F</h:title><model><instance><f id='f' version='1'><q/><outcome/>"
	"<appointment/><meta><instanceID/></meta></f></instance>"
	"<bind nodeset='/f/appointment' relevant=\"/f/outcome = 'absent'\"/></model></h:head>"
	"<h:body><input ref='/f/q'><label>Q</label></input>"
	"<select1 ref='/f/outcome'><label>O</label>"
	"<item><label>Away</label><value>absent</value></item>"
	"<item><label>Refused</label><value>refused</value></item></select1>"
	"<input ref='/f/appointment'><label>When</label></input></h:body></h:html>";

/* Basic, of the password that the console told. */
static void log_in(const char *answer)
{
	struct json_object *object = json_tokener_parse(answer);
	struct json_object *password = NULL;
	assert_true(json_object_object_get_ex(object, "password", &password));
	char plain[100];
	uint8_t coded[200];
	int length = snprintf(plain, sizeof plain, "ann:%s", json_object_get_string(password));
	assert_true(EVP_EncodeBlock(coded, (const uint8_t *)plain, length) > 0);
	(void)snprintf(authorization, sizeof authorization, "Basic %s", (const char *)coded);
	(void)json_object_put(object);
}

static int begin(void **state)
{
	(void)state;
	struct zr_buffer answer = {0};
	small_hub_init(&small);
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", form, NULL), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, "/api/areas/a",
				 "{\"name\":\"A\",\"form\":\"f\",\"households\":[]}", NULL),
		200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, "/api/collectors",
				 "{\"name\":\"ann\",\"area\":\"a\"}", &answer),
		200);
	log_in(zr_buffer_text(&answer));
	zr_buffer_finish(&answer);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	small_hub_finish(&small);
	return 0;
}

static struct zr_request *ask(enum zr_method method, const char *path)
{
	struct zr_request *request = small_hub_request(&small, method, path);
	request->fields.authorization = strdup(authorization);
	request->fields.host = strdup("h:1");
	request->is_secure = true;
	return request;
}

#define PART_HEAD "--B\r\nContent-Disposition: form-data; name="
#define SUBMISSION(uuid, outcome, files)                                                           \
	PART_HEAD                                                                                  \
	"xml_submission_file\r\n\r\n<f id='f' version='1'><q>1</q><outcome>" outcome               \
	"</outcome><appointment>2026-12-01T18:00:00.000+05:00</"                                   \
	"appointment><meta><instanceID>" uuid "</instanceID></meta></f>\r\n" files "--B--\r\n"
#define FILE_PART(name, data) PART_HEAD "\"" name "\"; filename=\"" name "\"\r\n\r\n" data "\r\n"
#define INCOMPLETE            PART_HEAD "\"*isIncomplete*\"\r\n\r\nyes\r\n"

static unsigned post(const char *body)
{
	struct zr_request *request = ask(ZR_METHOD_POST, "/submission");
	request->fields.content_type = strdup("multipart/form-data; boundary=B");
	unsigned status = small_hub_run(&small, request, body, strlen(body));
	zr_request_free(request);
	return status;
}

struct counted {
	unsigned count;
	uint64_t last_sequence;
	char text[200];
};

static int count_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct counted *counted = user;
	if (counted->count++ > 0) {
		return 0; /* the newest comes first */
	}
	counted->last_sequence = record->sequence;
	(void)snprintf(counted->text, sizeof counted->text, "%s %s %d %s %s",
		record->content.record_id, record->content.outcome, (int)record->content.result,
		record->content.appointment, record->content.area_id);
	return 0;
}

static struct counted count_records(void)
{
	struct counted counted = {0};
	const struct zr_store_record_filter filter = {.count_max = 100, .with_replaced = true};
	assert_int_equal(
		zr_store_list_records(small.store, &filter, count_record, &counted, NULL), 0);
	return counted;
}

static void what_a_visit_came_to_is_read_by_the_form(void **state)
{
	(void)state;
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", "")), 201);
	assert_string_equal(count_records().text, "uuid:1 absent 2 2026-12-01T18:00 a");
	assert_int_equal(post(SUBMISSION("uuid:2", "refused", "")), 201);
	assert_string_equal(count_records().text, "uuid:2 refused 3  a");
	assert_int_equal(post(SUBMISSION("uuid:3", "", "")), 201);
	assert_string_equal(count_records().text, "uuid:3 completed 1  a");
}

static void the_same_again_is_known_and_other_bytes_are_kept(void **state)
{
	(void)state;
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("a", "1"))), 201);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("a", "1"))), 201);
	assert_int_equal(count_records().count, 1);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("a", "2"))), 201);
	assert_int_equal(count_records().count, 2);
	assert_int_equal(count_records().last_sequence, 2);
}

static int name_files(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	(void)rank;
	char *text = user;
	assert_null(fault);
	for (size_t i = 0; i < record->content.file_count; i++) {
		const struct zr_content_file *file = &record->content.files[i];
		(void)snprintf(text + strlen(text), 100 - strlen(text), "%s=%.*s ", file->name,
			(int)file->bytes, file->data);
	}
	return 0;
}

static int take_waiting(void *user, const struct zr_collector *collector)
{
	*(uint64_t *)user = collector->waiting_count;
	return 0;
}

static uint64_t count_waiting(void)
{
	uint64_t count = 0;
	assert_int_equal(zr_collectors_list(small.store, take_waiting, &count, NULL), 0);
	return count;
}

static void parts_wait_sealed_for_the_last(void **state)
{
	(void)state;
	char files[100] = "";
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("a", "1") INCOMPLETE)), 201);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("b", "2") INCOMPLETE)), 201);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("b", "2") INCOMPLETE)), 201);
	/* Another telling of the same instance waits for itself. */
	assert_int_equal(
		post(SUBMISSION("uuid:1", "refused", FILE_PART("z", "9") INCOMPLETE)), 201);
	assert_int_equal(count_records().count, 0);
	assert_int_equal(count_waiting(), 1);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("c", "3"))), 201);
	assert_int_equal(count_records().count, 1);
	const struct zr_answers_reader reader = {
		.who = "test", .what = "record", .visit = name_files, .user = files};
	const struct zr_store_record_name name = {.record_id = "uuid:1"};
	assert_int_equal(zr_answers_open_one(&small.context, &reader, &name, NULL), 0);
	assert_string_equal(files, "c=3 a=1 b=2 ");
	assert_int_equal(count_waiting(), 1); /* the other telling */
	/* The client has not heard of it, and tells all of it again. */
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("a", "1") INCOMPLETE)), 201);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", FILE_PART("c", "3"))), 201);
	assert_int_equal(count_records().count, 1);
	assert_int_equal(count_waiting(), 1);
}

/* The writer has stored another record of this collector since the worker looked. */
static void a_sequence_that_was_taken_is_sealed_again(void **state)
{
	(void)state;
	static const char late[] = SUBMISSION("uuid:2", "absent", "");
	struct zr_request *request = ask(ZR_METHOD_POST, "/submission");
	request->fields.content_type = strdup("multipart/form-data; boundary=B");
	assert_int_equal(zr_buffer_add(&request->body, late, sizeof late - 1), 0);
	assert_true(zr_turn_take(&small.context, request));
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", "")), 201);
	(void)zr_batch_commit(small.store, request);
	small_hub_step(&small, request);
	assert_int_equal(request->answer.status, 201);
	zr_request_free(request);
	small_hub_open_arrivals(&small);
	assert_int_equal(count_records().count, 2);
	assert_int_equal(count_records().last_sequence, 2);
}

static void nobody_comes_in_without_a_password(void **state)
{
	(void)state;
	static const char *const paths[] = {"/formList", "/submission", "/forms/f/1/form.xml",
		"/forms/f/1/manifest", "/forms/f/1/media/x"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, paths[i], NULL, NULL), 401);
	}
	struct zr_request *request = ask(ZR_METHOD_GET, "/formList");
	request->is_secure = false; /* anybody could have read that password */
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 401);
	zr_request_free(request);
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_POST, "/api/collectors/ann/close", "", NULL), 200);
	request = ask(ZR_METHOD_GET, "/formList");
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 401);
	zr_request_free(request);
}

/* While a worker draws a password another closes him. */
static void a_new_password_opens_nobody_who_was_closed_meanwhile(void **state)
{
	(void)state;
	struct zr_collector collector;
	struct zr_request *request =
		small_hub_request(&small, ZR_METHOD_POST, "/api/collectors/ann/password");
	assert_true(zr_turn_take(&small.context, request));
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_POST, "/api/collectors/ann/close", "", NULL), 200);
	(void)zr_batch_commit(small.store, request);
	small_hub_step(&small, request);
	assert_int_equal(request->answer.status, 200);
	zr_request_free(request);
	assert_int_equal(zr_collectors_get(small.store, "ann", &collector, NULL), 0);
	assert_true(collector.is_closed);
}

/* On the page of the fleet he is a tablet like others. */
static void who_was_taken_out_of_the_fleet_sends_nothing(void **state)
{
	(void)state;
	char path[100];
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	struct zr_collector collector;
	assert_int_equal(zr_collectors_get(small.store, "ann", &collector, NULL), 0);
	zr_hex_encode(collector.device_id, sizeof collector.device_id, id);
	(void)snprintf(path, sizeof path, "/api/fleet/%s/revoke", id);
	assert_int_equal(post(SUBMISSION("uuid:1", "absent", "")), 201);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_POST, path, "{}", NULL), 200);
	assert_int_equal(post(SUBMISSION("uuid:2", "absent", "")), 401);
	assert_int_equal(count_records().count, 1);
	struct zr_buffer answer = {0};
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_GET, "/api/collectors", NULL, &answer), 200);
	struct json_object *page = json_tokener_parse(zr_buffer_text(&answer));
	struct json_object *rows = json_object_object_get(page, "collectors");
	struct json_object *row = json_object_array_get_idx(rows, 0);
	assert_true(json_object_get_boolean(json_object_object_get(row, "closed")));
	(void)json_object_put(page);
	zr_buffer_finish(&answer);
}

static void lists_the_form_and_its_versions(void **state)
{
	(void)state;
	struct zr_request *request = ask(ZR_METHOD_GET, "/formList");
	assert_int_equal(zr_request_add_argument(request, "listAllVersions", "true"), 0);
	assert_int_equal(zr_request_add_argument(request, "verbose", "true"), 0);
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 200);
	const char *text = zr_buffer_text(&request->answer.body);
	assert_non_null(strstr(text, "<formID>f</formID><name>F</name><version>1</version>"));
	assert_non_null(strstr(text, "<downloadUrl>https://h:1/forms/f/1/form.xml</downloadUrl>"));
	assert_null(strstr(text, "manifestUrl"));
	zr_request_free(request);
	request = ask(ZR_METHOD_GET, "/formList");
	assert_int_equal(zr_request_add_argument(request, "formID", "g"), 0);
	assert_int_equal(small_hub_run(&small, request, NULL, 0), 200);
	assert_null(strstr(zr_buffer_text(&request->answer.body), "<xform>"));
	zr_request_free(request);
}

static void keys_made_with_another_secret_are_told(void **state)
{
	(void)state;
	struct zr_party_secret keys = {0};
	struct zr_collector collector;
	uint8_t other[ZR_COLLECTOR_SEED_BYTES] = {9};
	assert_int_equal(zr_collectors_get(small.store, "ann", &collector, NULL), 0);
	assert_int_equal(
		zr_collector_open_keys(small.shared.collector_seed, &collector, &keys, NULL), 0);
	zr_party_finish(&keys);
	assert_int_equal(zr_collector_open_keys(other, &collector, &keys, NULL), ZR_E_STATE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_a_visit_came_to_is_read_by_the_form),
		CASE(the_same_again_is_known_and_other_bytes_are_kept),
		CASE(parts_wait_sealed_for_the_last),
		CASE(a_sequence_that_was_taken_is_sealed_again),
		CASE(nobody_comes_in_without_a_password),
		CASE(who_was_taken_out_of_the_fleet_sends_nothing),
		CASE(a_new_password_opens_nobody_who_was_closed_meanwhile),
		CASE(lists_the_form_and_its_versions),
		CASE(keys_made_with_another_secret_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
