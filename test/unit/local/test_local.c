#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/local/local.h"
#include "lib/local/message.h"

/* A connection whose other end has already said what it says. */
static int client_that_hears(const void *data, size_t bytes, int *ret_other)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(write(ends[1], data, bytes), bytes);
	*ret_other = ends[1];
	return ends[0];
}

static void gives_the_agents_error_as_its_own(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	struct zr_error error = {0};
	struct zr_message_answer answer = {
		.op = ZR_MESSAGE_ENROL, .code = ZR_E_REFUSED, .message = "the code was used"};
	assert_int_equal(zr_message_encode_answer(&answer, &frame, NULL), 0);
	ZR_CLEANUP_CLOSE int other = -1;
	ZR_CLEANUP_CLOSE int fd = client_that_hears(frame.data, frame.bytes, &other);
	assert_int_equal(zr_local_enrol(fd, "https://hub:1#AAAA", &error), ZR_E_REFUSED);
	assert_string_equal(error.message, "the code was used");
}

static void gives_what_the_agent_answered(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	struct zr_message_answer answer = {.op = ZR_MESSAGE_SUBMIT, .sequence = 42};
	assert_int_equal(zr_message_encode_answer(&answer, &frame, NULL), 0);
	ZR_CLEANUP_CLOSE int other = -1;
	ZR_CLEANUP_CLOSE int fd = client_that_hears(frame.data, frame.bytes, &other);
	struct zr_record record = {.record_id = (char *)"r", .xml = (char *)"<a/>", .xml_bytes = 4};
	uint64_t sequence = 0;
	assert_int_equal(zr_local_submit(fd, &record, &sequence, NULL), 0);
	assert_int_equal(sequence, 42);
}

static void says_that_the_agent_closed_the_connection(void **state)
{
	struct zr_local_status status;
	struct zr_error error = {0};
	int other = -1;
	ZR_CLEANUP_CLOSE int fd = client_that_hears("\0\0\0", 3, &other);
	assert_int_equal(shutdown(other, SHUT_WR), 0);
	assert_int_equal(zr_local_get_status(fd, &status, &error), ZR_E_IO);
	assert_non_null(strstr(error.message, "closed the connection"));
	(void)close(other);
}

static void refuses_garbage_and_the_wrong_answer(void **state)
{
	struct zr_local_status status;
	ZR_CLEANUP_CLOSE int other = -1;
	ZR_CLEANUP_CLOSE int fd = client_that_hears("\xff\xff\xff\xff", 4, &other);
	assert_int_equal(zr_local_get_status(fd, &status, NULL), ZR_E_SYNTAX);
	ZR_CLEANUP_CLOSE int other2 = -1;
	ZR_CLEANUP_CLOSE int fd2 = client_that_hears("\0\0\0\5\xa2\0\7\1\0", 9, &other2);
	assert_int_equal(zr_local_get_status(fd2, &status, NULL), ZR_E_SYNTAX);
	ZR_CLEANUP_CLOSE int other3 = -1;
	ZR_CLEANUP_CLOSE int fd3 = client_that_hears("\0\0\0\5\xa2\0\7\1\0", 9, &other3);
	assert_int_equal(zr_local_sync_now(fd3, NULL), 0);
}

static void says_when_there_is_no_agent(void **state)
{
	int fd = -1;
	assert_int_equal(zr_local_connect("/nowhere/agent.sock", &fd, NULL), ZR_E_NOT_FOUND);
	char path[200];
	memset(path, 'a', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_int_equal(zr_local_connect(path, &fd, NULL), ZR_E_LIMIT);
	assert_int_equal(fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_agents_error_as_its_own),
		cmocka_unit_test(gives_what_the_agent_answered),
		cmocka_unit_test(says_that_the_agent_closed_the_connection),
		cmocka_unit_test(refuses_garbage_and_the_wrong_answer),
		cmocka_unit_test(says_when_there_is_no_agent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
