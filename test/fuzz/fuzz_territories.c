/*
 * The CSV that brings territories: parsed, checked, stored in a transaction that is taken back, and
 * listed. Holds: no crash, always an answer, none of it a fault of the hub's, and what is refused
 * leaves nothing behind.
 */
#include "test/unit/hub/small_hub.h"

#include "lib/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct small_hub small;

static void set_up(void)
{
	static bool is_up;
	if (!is_up) {
		is_up = true;
		small_hub_init(&small);
	}
}

/* Inside the transaction that the input will lose. */
static unsigned run(struct zr_request *request, const uint8_t *body, size_t bytes)
{
	int code = bytes > 0 ? zr_buffer_add(&request->body, body, bytes) : 0;
	assert(code == 0);
	while (zr_turn_take(&small.context, request)) {
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
	return request->answer.status;
}

static int count_node(void *user, const struct zr_territory *node)
{
	(void)node;
	++*(size_t *)user;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	set_up();
	size_t count = 0;
	int code = zr_store_begin(small.store, NULL);
	assert(code == 0);
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_PUT, "/api/territories");
	unsigned status = run(request, data, bytes);
	assert(status >= 200 && status < 500);
	zr_request_free(request);
	code = zr_store_list_territories(small.store, "", count_node, &count, NULL);
	assert(code == 0 && (status == 200 || count == 0));
	request = small_hub_request(&small, ZR_METHOD_GET, "/api/territories");
	status = run(request, NULL, 0);
	assert(status == 200);
	zr_request_free(request);
	zr_store_rollback(small.store);
	return 0;
}
