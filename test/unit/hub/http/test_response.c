/* Tests: hub/http/response.c carriage.c escape.c rosa_body.c */
#include "test/unit/unit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/http/escape.h"
#include "hub/http/listener.h"
#include "hub/http/rosa_body.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

/* One request over a real listener, and what the test answers to it. */
struct call {
	struct zr_queue queue;
	struct zr_listener *listener;
	struct zr_request *request;
	int fd;
};

static void handle(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	(void)request;
}

static const struct zr_route routes[] = {
	{ZR_METHOD_GET, "/x", ZR_REQUEST_OPENROSA, ZR_RIGHT_NONE, 0, handle},
	{ZR_METHOD_GET, "/x", ZR_REQUEST_CONSOLE, ZR_RIGHT_NONE, 0, handle},
	{0, NULL, 0, ZR_RIGHT_NONE, 0, NULL},
};

static void begin(struct call *call, unsigned flag, const char *head)
{
	*call = (struct call){.fd = -1};
	zr_queue_init(&call->queue, 4);
	const struct zr_listener_options options = {.address = "127.0.0.1:0",
		.connection_bytes = ZR_HUB_CONNECTION_BYTES,
		.routes = routes,
		.route_flag = flag,
		.workers = &call->queue,
		.slow = &call->queue,
		.hashing = &call->queue,
		.thread_count = 1,
		.connection_count_max = 4};
	assert_int_equal(zr_listener_open(&options, &call->listener, NULL), 0);
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)zr_listener_port(call->listener))};
	call->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(call->fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(send(call->fd, head, strlen(head), 0), strlen(head));
	call->request = zr_queue_take(&call->queue, 1);
	assert_non_null(call->request);
}

static void end(struct call *call, char *ret_text, size_t size)
{
	size_t length = 0;
	ssize_t count = 0;
	call->request->on_done(call->request);
	while ((count = recv(call->fd, ret_text + length, size - 1 - length, 0)) > 0) {
		length += (size_t)count;
	}
	ret_text[length] = '\0';
	(void)close(call->fd);
	zr_listener_close(call->listener);
	zr_queue_finish(&call->queue);
}

#define HEAD                                                                                       \
	"GET /x?a=b HTTP/1.1\r\nHost: h:1\r\nCookie: zarya-session=s1\r\nX-Zarya: 1\r\n"           \
	"Authorization: Basic xyz\r\nConnection: close\r\n\r\n"

static void keeps_the_fields_of_an_openrosa_route_alone(void **state)
{
	(void)state;
	struct call call;
	char text[4096];
	begin(&call, ZR_REQUEST_OPENROSA, HEAD);
	assert_string_equal(call.request->session, "s1");
	assert_string_equal(call.request->fields.authorization, "Basic xyz");
	assert_string_equal(call.request->fields.host, "h:1");
	assert_null(call.request->fields.content_type);
	assert_string_equal(zr_request_argument(call.request, "a", ""), "b");
	assert_true(call.request->has_zarya_header && !call.request->is_head);
	zr_request_answer(call.request, 204, "text/xml");
	end(&call, text, sizeof text);
	assert_non_null(strstr(text, "X-OpenRosa-Version: 1.0\r\n"));
	begin(&call, ZR_REQUEST_CONSOLE, HEAD);
	assert_null(call.request->fields.authorization);
	zr_request_answer(call.request, 204, "text/xml");
	end(&call, text, sizeof text);
	assert_null(strstr(text, "X-OpenRosa-Version"));
}

static void leaves_out_what_has_no_place(void **state)
{
	(void)state;
	struct call call;
	char text[4096];
	size_t many = 0;
	begin(&call, ZR_REQUEST_OPENROSA, HEAD);
	zr_request_answer(call.request, 200, "application/json");
	for (int i = 0; i < ZR_ANSWER_HEADER_COUNT_MAX + 1; i++) {
		zr_request_add_header(call.request, "X-Many", "1");
	}
	end(&call, text, sizeof text);
	for (const char *at = text; (at = strstr(at, "X-Many")) != NULL; at++) {
		many++;
	}
	assert_int_equal(many, ZR_ANSWER_HEADER_COUNT_MAX - 1);
	assert_non_null(strstr(text, "X-Frame-Options: DENY"));
}

static void drops_a_field_that_is_too_long(void **state)
{
	(void)state;
	struct call call;
	char text[4096];
	char head[ZR_HTTP_FIELD_BYTES_MAX + 200];
	char field[ZR_HTTP_FIELD_BYTES_MAX + 2];
	memset(field, 'x', sizeof field - 1);
	field[sizeof field - 1] = '\0';
	(void)snprintf(head, sizeof head,
		"HEAD /x HTTP/1.1\r\nHost: h\r\nAuthorization: %s\r\nConnection: close\r\n\r\n",
		field);
	begin(&call, ZR_REQUEST_OPENROSA, head);
	assert_null(call.request->fields.authorization);
	assert_true(call.request->is_head);
	zr_request_answer(call.request, 204, "text/xml");
	end(&call, text, sizeof text);
}

static void escapes_for_xml_and_for_paths(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	assert_int_equal(zr_escape_add_xml(&xml, "a<b>&\"\x01\xff\xd0\xb6"), 0);
	assert_string_equal(zr_buffer_text(&xml), "a&lt;b&gt;&amp;&quot;??\xd0\xb6");
	assert_int_equal(zr_escape_add_path_part(&path, "a b/\xd0\xb6?~"), 0);
	assert_string_equal(zr_buffer_text(&path), "a%20b%2F%D0%B6%3F~");
}

static void tells_openrosa_clients_a_sentence(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	zr_rosa_body_make("error", "a < b", &body);
	assert_non_null(
		strstr(zr_buffer_text(&body), "<message nature=\"error\">a &lt; b</message>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_fields_of_an_openrosa_route_alone),
		cmocka_unit_test(leaves_out_what_has_no_place),
		cmocka_unit_test(drops_a_field_that_is_too_long),
		cmocka_unit_test(escapes_for_xml_and_for_paths),
		cmocka_unit_test(tells_openrosa_clients_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
