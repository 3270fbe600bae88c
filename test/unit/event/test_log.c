#include "test/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

enum {
	TEXT_BYTES = 2048
};

/* ---- stderr, caught ---- */

static int saved = -1;
static int reading = -1;

static void catch_stderr(void)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	saved = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	reading = ends[0];
}

static const char *release_stderr(void)
{
	static char text[TEXT_BYTES];
	ssize_t bytes = read(reading, text, sizeof text - 1);
	text[bytes > 0 ? bytes : 0] = '\0';
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(reading);
	return text;
}

/* ---- a line, read back as an operator's script would ---- */

struct told {
	char text[TEXT_BYTES];
	int level;
	const char *names[8];
	const char *values[8];
	size_t count;
};

static void read_back(const char *line, struct told *ret_told)
{
	int start = 0;
	*ret_told = (struct told){0};
	assert_int_equal(sscanf(line, "<%d>%n", &ret_told->level, &start), 1);
	assert_int_equal(line[strlen(line) - 1], '\n');
	assert_int_equal(snprintf(ret_told->text, sizeof ret_told->text, "%s", line + start),
		strlen(line) - (size_t)start);
	char *rest = ret_told->text;
	rest[strcspn(rest, "\n")] = '\0';
	for (char *part = strsep(&rest, " "); part != NULL; part = strsep(&rest, " ")) {
		char *equals = strchr(part, '=');
		assert_non_null(equals);
		assert_true(ret_told->count < 8);
		*equals = '\0';
		assert_null(strchr(equals + 1, '='));
		ret_told->names[ret_told->count] = part;
		ret_told->values[ret_told->count++] = equals + 1;
	}
}

static void expect(const struct told *told, size_t at, const char *name, const char *value)
{
	assert_true(at < told->count);
	assert_string_equal(told->names[at], name);
	assert_string_equal(told->values[at], value);
}

/* Each event of the table, with a value of its kind in each field: -7, "some-id/1", FULL. */
#define ZR_LOG_NUMBER(field) .field = -7,
#define ZR_LOG_ID(field)     .field = "some-id/1",
#define ZR_LOG_CODE(field)   .field = ZR_E_FULL,
#define ZR_LOG_KIND(constant, name, level, fields)                                                 \
	static const struct zr_log_##constant example_##name = {fields};
#include "lib/event/events.def"
#undef ZR_LOG_KIND
#undef ZR_LOG_CODE
#undef ZR_LOG_ID
#undef ZR_LOG_NUMBER

struct expected {
	const char *name;
	const char *value;
};

static const struct {
	enum zr_log_event event;
	const void *example;
	struct expected name;
	enum zr_log_level level;
	struct expected fields[8]; /* the last has no name */
} rows[] = {
#define ZR_LOG_NUMBER(field) {#field, "-7"},
#define ZR_LOG_ID(field)     {#field, "some-id/1"},
#define ZR_LOG_CODE(field)   {#field, "FULL"},
#define ZR_LOG_KIND(constant, name, level, fields)                                                 \
	{ZR_LOG_##constant, &example_##name, {"event", #name}, ZR_LOG_LEVEL_##level,               \
		{fields{NULL, NULL}}},
#include "lib/event/events.def"
#undef ZR_LOG_KIND
};

static void every_event_reads_back_as_its_name_and_fields(void **state)
{
	zr_log_set_level(ZR_LOG_LEVEL_DEBUG);
	assert_int_equal(sizeof rows / sizeof *rows, ZR_LOG_EVENT_COUNT_);
	for (size_t row = 0; row < ZR_LOG_EVENT_COUNT_; row++) {
		struct told told;
		catch_stderr();
		zr_log_tell(rows[row].event, rows[row].example);
		read_back(release_stderr(), &told);
		assert_int_equal(told.level, rows[row].level);
		expect(&told, 0, rows[row].name.name, rows[row].name.value);
		size_t count = 0;
		for (; rows[row].fields[count].name != NULL; count++) {
			expect(&told, count + 1, rows[row].fields[count].name,
				rows[row].fields[count].value);
		}
		assert_int_equal(told.count, count + 1);
	}
	zr_log_set_level(ZR_LOG_LEVEL_INFO);
}

/* A name is searched for in journals of years ago: two events never share one. */
static void no_two_events_share_a_name(void **state)
{
	for (size_t a = 0; a < ZR_LOG_EVENT_COUNT_; a++) {
		for (size_t b = a + 1; b < ZR_LOG_EVENT_COUNT_; b++) {
			assert_string_not_equal(rows[a].name.value, rows[b].name.value);
		}
	}
}

static void writes_one_line_with_the_journal_priority(void **state)
{
	catch_stderr();
	ZR_LOG(ORDER_REFUSED, .order = 12, .error = ZR_E_FORGED);
	assert_string_equal(
		release_stderr(), "<3>event=order_refused order=12 error=FORGED line=0\n");
	catch_stderr();
	ZR_LOG(ENROLLED);
	assert_string_equal(release_stderr(), "<6>event=enrolled\n");
}

static void drops_what_is_above_the_level(void **state)
{
	catch_stderr();
	ZR_LOG(EXCHANGE_DONE, .envelopes = 2);
	assert_string_equal(release_stderr(), "");
	zr_log_set_level(ZR_LOG_LEVEL_ERROR);
	catch_stderr();
	ZR_LOG(ORDER_WAITS, .error = ZR_E_FULL);
	assert_string_equal(release_stderr(), "");
	zr_log_set_level(ZR_LOG_LEVEL_INFO);
}

static void an_id_that_would_break_the_line_is_escaped(void **state)
{
	catch_stderr();
	ZR_LOG(SCREEN_UNUSABLE, .screen = "a b\n=c%\x7f 1=2");
	assert_string_equal(
		release_stderr(), "<3>event=screen_unusable screen=a%20b%0A%3Dc%25%7F%201%3D2\n");
	catch_stderr();
	ZR_LOG(SCREEN_UNUSABLE, .screen = NULL);
	assert_string_equal(release_stderr(), "<3>event=screen_unusable screen=\n");
}

static void an_id_is_cut_at_its_limit_and_never_inside_a_letter(void **state)
{
	static const char HEAD[] = "<3>event=screen_unusable screen=";
	char id[ZR_LOG_ID_BYTES_MAX + 2];
	memset(id, 'x', sizeof id);
	id[ZR_LOG_ID_BYTES_MAX] = '\0';
	catch_stderr();
	ZR_LOG(SCREEN_UNUSABLE, .screen = id);
	assert_int_equal(strlen(release_stderr()), strlen(HEAD) + ZR_LOG_ID_BYTES_MAX + 1);
	memcpy(id + ZR_LOG_ID_BYTES_MAX - 1, "\xd0\x96", sizeof "\xd0\x96");
	catch_stderr();
	ZR_LOG(SCREEN_UNUSABLE, .screen = id);
	assert_int_equal(strlen(release_stderr()), strlen(HEAD) + ZR_LOG_ID_BYTES_MAX - 1 + 1);
	memcpy(id + ZR_LOG_ID_BYTES_MAX - 2, " y", sizeof " y");
	catch_stderr();
	ZR_LOG(SCREEN_UNUSABLE, .screen = id);
	assert_int_equal(strlen(release_stderr()), strlen(HEAD) + ZR_LOG_ID_BYTES_MAX - 2 + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_reads_back_as_its_name_and_fields),
		cmocka_unit_test(no_two_events_share_a_name),
		cmocka_unit_test(writes_one_line_with_the_journal_priority),
		cmocka_unit_test(drops_what_is_above_the_level),
		cmocka_unit_test(an_id_that_would_break_the_line_is_escaped),
		cmocka_unit_test(an_id_is_cut_at_its_limit_and_never_inside_a_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
