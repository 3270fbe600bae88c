#include "test/unit/unit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/log.h"

/* What the log wrote on stderr while message was logged. */
static void capture(enum zr_log_level level, const char *message, char *text, size_t size)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	int saved = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	zr_log(level, "%s", message);
	dup2(saved, STDERR_FILENO);
	ssize_t bytes = read(ends[0], text, size - 1);
	text[bytes > 0 ? bytes : 0] = '\0';
	close(saved);
	close(ends[0]);
	close(ends[1]);
}

static void writes_one_line_with_the_journal_priority(void **state)
{
	char text[2000];
	capture(ZR_LOG_WARNING, "disk nearly full", text, sizeof text);
	assert_string_equal(text, "<4>disk nearly full\n");
}

static void drops_what_is_above_the_level(void **state)
{
	char text[2000];
	capture(ZR_LOG_DEBUG, "detail", text, sizeof text);
	assert_string_equal(text, "");
	zr_log_set_level(ZR_LOG_DEBUG);
	capture(ZR_LOG_DEBUG, "detail", text, sizeof text);
	assert_string_equal(text, "<7>detail\n");
}

static void cuts_a_long_message_and_still_ends_the_line(void **state)
{
	char message[3000];
	char text[4000];
	memset(message, 'x', sizeof message);
	message[sizeof message - 1] = '\0';
	capture(ZR_LOG_ERROR, message, text, sizeof text);
	assert_in_range(strlen(text), 1000, 1024);
	assert_int_equal(text[strlen(text) - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_one_line_with_the_journal_priority),
		cmocka_unit_test(drops_what_is_above_the_level),
		cmocka_unit_test(cuts_a_long_message_and_still_ends_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
