/*
 * Everything the hub does with bytes from outside once they are a request: the first byte chooses
 * the call, the rest is its body (or, where the path matters, "path NUL body").
 *
 * The hub is real but for threads and sockets; each input runs in one transaction that is taken
 * back, so that inputs do not see each other. What needs a signature is sealed here by an enrolled
 * tablet, so that the fuzzer reaches what lies behind it. Holds: no crash, and always an answer.
 */
#include "test/unit/hub/small_hub.h"

#include <libxml/xmlerror.h>

#include "hub/device/opening.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/enrol.h"

enum {
	CALL_COUNT = 13
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct small_hub small;
static struct zr_party_secret tablet;

static const char form[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
	"<h:head><h:title>F</h:title><model><instance><f id='f' version='1'><q/><g><r><a/><b/></r>"
	"</g></f></instance><bind nodeset='/f/q' type='int' constraint='. &lt; "
	"9'/></model></h:head>"
	"<h:body><input ref='/f/q'><label>Q</label></input><group ref='/f/g/r'><label>R</label>"
	"<repeat nodeset='/f/g/r'><input ref='/f/g/r/a'><label>A</label></input>"
	"<select1 ref='/f/g/r/b'><label>B</label><item><label>X</label><value>x</value></item>"
	"</select1></repeat></group></h:body></h:html>";

static void drop_message(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
}

static void set_up(void)
{
	static bool is_up;
	if (is_up) {
		return;
	}
	is_up = true;
	xmlSetGenericErrorFunc(NULL, drop_message);
	small_hub_init(&small);
	uint8_t random[2 * ZR_KEY_BYTES] = {5};
	int code = zr_party_init(&tablet, random, NULL);
	struct zr_device device = {.keys = tablet.public_half, .name = "T", .area_id = "a"};
	assert(code == 0);
	code = zr_store_add_device(small.store, &device, NULL);
	assert(code == 0);
	(void)small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", form, NULL);
	(void)small_hub_call(&small, ZR_METHOD_PUT, "/api/areas/a",
		"{\"name\":\"A\",\"form\":\"f\",\"households\":[{\"id\":\"h\",\"address\":\"x\"}]}",
		NULL);
}

/* As small_hub_step(), inside the transaction that the input will lose. */
static unsigned run_nested(struct zr_request *request, const uint8_t *body, size_t bytes)
{
	if (request->answer.status != 0) {
		return request->answer.status;
	}
	/* An hour passes in time for the quotas not to hold the fuzzer back. */
	static int64_t run_count;
	request->now_us += run_count++ / 100 * (int64_t)3600 * 1000000;
	int code = bytes > 0 ? zr_buffer_add(&request->body, body, bytes) : 0;
	while (code == 0 && zr_turn_take(&small.context, request)) {
		code = zr_store_mark(small.store, NULL);
		assert(code == 0);
		request->write_code = request->apply(small.store, request, &request->write_error);
		request->apply = NULL;
		code = zr_store_unmark(small.store, request->write_code == 0, NULL);
		assert(code == 0);
		if (request->handler == NULL && request->write_code == 0) {
			break;
		}
	}
	assert(request->answer.status != 0);
	return request->answer.status;
}

static void run(enum zr_method method, const char *path, const uint8_t *body, size_t bytes)
{
	struct zr_request *request = small_hub_request(&small, method, path);
	if ((request->flags & ZR_REQUEST_CERTIFIED) != 0) {
		small_hub_show(&small, request, &tablet.public_half);
	}
	unsigned status = run_nested(request, body, bytes);
	assert(status >= 200 && status < 600);
	zr_request_free(request);
}

/* What the indexer finds in an envelope that was taken: it does so behind a commit, and there is
 * none here. */
static void open_envelope(const struct zr_buffer *envelope)
{
	ZR_CLEANUP(zr_opening_finish) struct zr_opened_record opened = {0};
	const struct zr_envelope_signed signed_by = {
		envelope->data, envelope->bytes, &tablet.public_half};
	if (zr_opening_read(&opened, &signed_by, &small.shared.keys, NULL) != 0) {
		return;
	}
	struct zr_store_record record = {
		.sequence = 1, .received_us = SMALL_HUB_NOW_US, .content = opened.record};
	memcpy(record.device_id, tablet.public_half.id, sizeof record.device_id);
	memcpy(record.content_hash, opened.content_hash, sizeof record.content_hash);
	unsigned conflict = 0;
	int code = zr_store_find_record(small.store, &record, &conflict, NULL);
	if (code == 0) {
		code = zr_store_add_record(small.store, &record, NULL);
	}
	assert(code >= 0);
}

/* The body of an exchange: a greeting, and a record with this content. Either may be fuzzed. */
static void seal(const void *content, size_t bytes, struct zr_buffer *body)
{
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = 1, .time_us = 1};
	static const uint8_t random[ZR_SEAL_RANDOM_BYTES] = {3};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	int code = zr_envelope_seal(&(struct zr_envelope_message){&head, content, bytes},
		&(struct zr_envelope_keys){&tablet, &small.shared.keys.public_half, random},
		&envelope, NULL, NULL);
	if (code == 0) {
		code = zr_exchange_add(body, envelope.data, envelope.bytes);
	}
	assert(code == 0);
	open_envelope(&envelope);
}

static void greet(struct zr_buffer *body)
{
	static char version[] = "1";
	struct zr_receipt greeting = {.battery_percent = 50, .version = version};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_receipt_encode(&greeting, &content, NULL);
	if (code == 0) {
		code = zr_exchange_add(body, content.data, content.bytes);
	}
	assert(code == 0);
}

static void exchange_content(const uint8_t *data, size_t bytes, bool is_greeting)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	int code = zr_exchange_begin(&body, is_greeting ? 1 : 2);
	assert(code == 0);
	if (is_greeting) {
		code = zr_exchange_add(&body, data, bytes);
		assert(code == 0);
	} else {
		greet(&body);
		seal(data, bytes, &body);
	}
	run(ZR_METHOD_POST, "/v1/exchange", (const uint8_t *)body.data, body.bytes);
	/* What was kept of it is shown. */
	run(ZR_METHOD_GET, "/api/fleet", NULL, 0);
	run(ZR_METHOD_GET, "/api/areas", NULL, 0);
	run(ZR_METHOD_GET, "/api/areas/a", NULL, 0);
	run(ZR_METHOD_GET, "/api/audit", NULL, 0);
}

/* A record with this XML is stored, shown, listed and exported. */
static void exchange_xml(const uint8_t *data, size_t bytes)
{
	char id[] = "r";
	char form_id[] = "f";
	char version[] = "1";
	char area[] = "a";
	char none[] = "";
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_buffer_add(&xml, data, bytes);
	struct zr_record record = {id, form_id, version, area, none, none, 1, 2,
		(char *)(uintptr_t)zr_buffer_text(&xml), xml.bytes};
	assert(code == 0);
	if (zr_record_encode(&record, &content, NULL) != 0) {
		return;
	}
	exchange_content((const uint8_t *)content.data, content.bytes, false);
	run(ZR_METHOD_GET, "/api/records/r", NULL, 0);
	run(ZR_METHOD_GET, "/api/records/r/xml", NULL, 0);
	run(ZR_METHOD_GET, "/api/records", NULL, 0);
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/api/export.csv");
	code = zr_request_add_argument(request, "form", "f");
	if (code == 0 && bytes % 2 == 1) {
		code = zr_request_add_argument(request, "repeat", "r");
	}
	if (code == 0 && bytes % 3 == 1) {
		code = zr_request_add_argument(request, "labels", "en");
	}
	assert(code == 0);
	(void)run_nested(request, NULL, 0);
	zr_request_free(request);
}

/* name=value&… to a list; json-c and the store see them. */
static void list_by_query(const char *path, const char *text)
{
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, path);
	char *copy = strdup(text);
	char *rest = copy;
	while (rest != NULL && *rest != '\0') {
		char *pair = strsep(&rest, "&");
		char *name = strsep(&pair, "=");
		(void)!zr_request_add_argument(request, name, pair);
	}
	free(copy);
	(void)run_nested(request, NULL, 0);
	zr_request_free(request);
}

static void call(unsigned which, const char *path, const uint8_t *body, size_t bytes)
{
	switch (which) {
	case 0:
		run(ZR_METHOD_POST, "/v1/exchange", body, bytes);
		break;
	case 1:
		run(ZR_METHOD_POST, "/v1/enrol", body, bytes);
		break;
	case 2:
		exchange_content(body, bytes, true);
		break;
	case 3:
		exchange_content(body, bytes, false);
		break;
	case 4:
		exchange_xml(body, bytes);
		break;
	case 5:
		run(ZR_METHOD_PUT, "/api/areas/a", body, bytes);
		break;
	case 6:
		run(ZR_METHOD_POST, "/api/codes", body, bytes);
		break;
	case 7:
		run(ZR_METHOD_PUT, "/api/forms/f/form.xml", body, bytes);
		break;
	case 8:
		list_by_query("/api/records", path);
		list_by_query("/api/export.csv", path);
		break;
	case 11:
		run(ZR_METHOD_PUT, "/api/forms/f/form.xlsx", body, bytes);
		break;
	case 12:
		run(ZR_METHOD_POST, "/v1/renew", body, bytes);
		break;
	default:
		run(which == 9 ? ZR_METHOD_GET : ZR_METHOD_PUT, path, body, bytes);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	set_up();
	if (bytes < 2) {
		return 0;
	}
	unsigned which = data[0] % CALL_COUNT;
	ZR_CLEANUP_FREE char *text = strndup((const char *)data + 1, bytes - 1);
	assert(text != NULL);
	bool has_path = which >= 8 && which <= 10;
	size_t path_bytes = has_path ? strlen(text) + (strlen(text) < bytes - 1) : 0;
	int code = zr_store_begin(small.store, NULL);
	assert(code == 0);
	if (which <= 8 || which >= 11 || text[0] == '/') {
		call(which, text, data + 1 + path_bytes, bytes - 1 - path_bytes);
	}
	zr_store_rollback(small.store);
	return 0;
}
