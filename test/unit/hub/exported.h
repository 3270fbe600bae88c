/* Tables taken from a small hub, piece by piece, as the listener would ask for them. */
#ifndef ZR_TEST_EXPORTED_H
#define ZR_TEST_EXPORTED_H

#include "test/unit/hub/sealed_record.h"
#include "test/unit/unit.h"

#define EXPORTED_TEXT(text) ((char *)(uintptr_t)(text))

/* Query: "name=value&name=value", as it stands. between: happens behind each piece; NULL. */
static inline unsigned exported_get(struct small_hub *small, const char *path, const char *query,
	void (*const *between)(void), struct zr_buffer *ret_bytes)
{
	struct zr_request *request = small_hub_request(small, ZR_METHOD_GET, path);
	while (*query != '\0') {
		char name[32];
		char value[64];
		size_t name_bytes = strcspn(query, "=");
		size_t value_bytes = strcspn(query + name_bytes + 1, "&");
		(void)snprintf(name, sizeof name, "%.*s", (int)name_bytes, query);
		(void)snprintf(
			value, sizeof value, "%.*s", (int)value_bytes, query + name_bytes + 1);
		assert_int_equal(zr_request_add_argument(request, name, value), 0);
		query += name_bytes + 1 + value_bytes;
		query += *query == '&';
	}
	unsigned status = small_hub_run(small, request, NULL, 0);
	struct zr_buffer *body = &request->answer.body;
	zr_buffer_finish(ret_bytes);
	while (request->answer.code == 0 && request->answer.more != NULL) {
		assert_int_equal(zr_buffer_add(ret_bytes, body->data, body->bytes), 0);
		zr_buffer_clear(body);
		request->handler = request->answer.more;
		small_hub_step(small, request);
		if (between != NULL && *between != NULL) {
			(*between)();
		}
	}
	if (status == 200) {
		assert_int_equal(request->answer.code, 0);
	}
	assert_int_equal(zr_buffer_add(ret_bytes, body->data, body->bytes), 0);
	zr_request_free(request);
	return status;
}

/* A record of the form f in the store, as if its tablet had sent it. */
static inline void exported_add(struct small_hub *small, const struct zr_record *content)
{
	static uint64_t sequence;
	sequence++;
	struct zr_store_record record = {
		.sequence = sequence,
		.received_us = SMALL_HUB_NOW_US + (int64_t)sequence,
		.content = *content,
	};
	record.content.form_id = EXPORTED_TEXT("f");
	record.content.xml_bytes = strlen(content->xml);
	record.hash[0] = (uint8_t)sequence;
	record.hash[1] = (uint8_t)(sequence >> 8);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	sealed_record_make(small, &record, &envelope);
	sealed_record_store(small->store, &record);
}

#endif
