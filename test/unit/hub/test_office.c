/*
 * A hub that asks a real office, which runs in a child: records and tables are read through it, in
 * their order, and without it they are locked, and everything else goes on.
 * Tests: hub/records/office_line.c, hub/records/held_record.c, hub/core/office_key.c,
 * office/reception.c, office/office_options.c
 */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "hub/core/office_key.h"
#include "hub/records/answers.h"
#include "office/office_options.h"
#include "office/reception.h"
#include "test/unit/hub/sealed_record.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

static struct small_hub small;
static struct zr_buffer body;
static struct zr_party_secret office;
static char socket_path[100];
static pid_t child;

/* The office as its program has it, but for the passphrase. */
static void run_office(int listener)
{
	static struct zr_strongbox vault;
	struct zr_trail trail = {0};
	sigset_t signals;
	const uid_t users[] = {getuid()};
	const struct zr_reception_options options = {socket_path, users, 1};
	vault.keys[0] = office;
	vault.count = 1;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	int code = zr_trail_open(small.folder, &vault.keys[0], &trail, NULL);
	ZR_CLEANUP(zr_namesake_freep) struct zr_namesakes *namesakes = NULL;
	if (code == 0) {
		code = zr_namesake_new(&namesakes, NULL);
	}
	const struct zr_teller teller = {.vault = &vault, .trail = &trail, .namesakes = namesakes};
	if (code == 0) {
		code = zr_reception_run(listener, &options, &teller, &signals, NULL);
	}
	_exit(code == 0 ? 0 : 1);
}

static void start_office(void)
{
	int listener = zr_reception_open(socket_path, NULL);
	assert_true(listener >= 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		run_office(listener);
	}
	(void)close(listener);
}

static void stop_office(void)
{
	int status = 0;
	if (child > 0) {
		assert_int_equal(kill(child, SIGTERM), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	child = 0;
}

static void add_record(uint64_t sequence, const char *id, const char *xml)
{
	struct zr_store_record record = {.sequence = sequence,
		.received_us = SMALL_HUB_NOW_US,
		.content = {.record_id = TEXT(id),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT(""),
			.household_id = TEXT(""),
			.outcome = TEXT(""),
			.xml = TEXT(xml),
			.xml_bytes = strlen(xml)}};
	record.hash[0] = (uint8_t)sequence;
	record.hash[1] = (uint8_t)(sequence >> 8);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	sealed_record_make(&small, &record, &envelope);
	sealed_record_store(small.store, &record);
}

static int set_up(void **state)
{
	(void)state;
	uint8_t random[2 * ZR_KEY_BYTES];
	memset(random, 5, sizeof random);
	small_hub_init(&small);
	(void)snprintf(socket_path, sizeof socket_path, "%s/office.sock", small.folder);
	small.shared.options.office = socket_path;
	assert_int_equal(zr_party_init(&office, random, NULL), 0);
	small.shared.office = office.public_half;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char path[100];
	stop_office();
	(void)snprintf(path, sizeof path, "%s/audit.log", small.folder);
	(void)unlink(path);
	zr_buffer_finish(&body);
	small_hub_finish(&small);
	return 0;
}

static unsigned get(const char *path)
{
	return small_hub_call(&small, ZR_METHOD_GET, path, NULL, &body);
}

static void a_record_is_read_through_the_office(void **state)
{
	(void)state;
	add_record(1, "r1", "<d><q>Anna</q></d>");
	start_office();
	assert_int_equal(get("/api/records/r1/xml"), 200);
	assert_string_equal(zr_buffer_text(&body), "<d><q>Anna</q></d>");
	/* Another office on the same socket: the line is made anew. */
	stop_office();
	start_office();
	assert_int_equal(get("/api/records/r1/xml"), 200);
}

/* Locked is what nobody can open now; the record's facts are there all the same. */
static void without_the_office_answers_are_locked(void **state)
{
	(void)state;
	add_record(1, "r1", "<d><q>Anna</q></d>");
	assert_int_equal(get("/api/records/r1/xml"), 503);
	assert_non_null(strstr(zr_buffer_text(&body), "locked"));
	assert_int_equal(get("/api/records/r1"), 200);
	assert_non_null(strstr(zr_buffer_text(&body), "\"locked\":true"));
	small.shared.options.office = NULL;
	assert_int_equal(get("/api/records/r1/xml"), 503);
	assert_non_null(strstr(zr_buffer_text(&body), "--office"));
}

struct order_seen {
	uint64_t last;
	size_t fault_count;
};

static int see(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	(void)rank;
	struct order_seen *seen = user;
	assert_int_equal(record->sequence, seen->last + 1);
	seen->last = record->sequence;
	if (fault != NULL) {
		assert_int_equal(fault->code, ZR_E_FOREIGN);
		seen->fault_count++;
		return 0;
	}
	assert_string_equal(record->content.form_id, "f");
	assert_string_equal(record->content.xml, "<d><q>Anna</q></d>");
	return 0;
}

/* The hub's own, the office's and another office's among each other, over several questions. */
static void many_come_in_their_order(void **state)
{
	(void)state;
	enum {
		COUNT = 2 * ZR_OFFICE_ITEM_COUNT_MAX + 9
	};
	struct zr_party_secret other;
	uint8_t random[2 * ZR_KEY_BYTES] = {8};
	assert_int_equal(zr_party_init(&other, random, NULL), 0);
	for (uint64_t i = 1; i <= COUNT; i++) {
		char id[20];
		(void)snprintf(id, sizeof id, "r%u", (unsigned)i);
		small.shared.office = i == 70   ? other.public_half
				      : i == 80 ? small.shared.keys.public_half
						: office.public_half;
		add_record(i, id, "<d><q>Anna</q></d>");
	}
	start_office();
	struct order_seen seen = {0};
	const struct zr_answers_reader reader = {"tester", "test", see, &seen};
	const struct zr_store_record_filter filter = {.count_max = COUNT};
	assert_int_equal(zr_answers_open(&small.context, &reader, &filter, NULL), 0);
	assert_int_equal(seen.last, COUNT);
	assert_int_equal(seen.fault_count, 1);
}

static int is_gone(void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	(void)user;
	(void)peer;
	(void)ret_shared;
	return ZR_E_IO;
}

/* A record is not shown as unreadable because the hub's key is away for the moment. */
static void a_key_that_is_away_is_no_fault_of_a_record(void **state)
{
	(void)state;
	struct zr_error error = {0};
	struct order_seen seen = {0};
	const struct zr_answers_reader reader = {"tester", "test", see, &seen};
	const struct zr_store_record_filter filter = {.count_max = 2};
	small.shared.office = small.shared.keys.public_half;
	add_record(1, "r1", "<d><q>Anna</q></d>");
	const struct zr_party_secret keys = small.shared.keys;
	small.shared.keys.ask = is_gone;
	assert_int_equal(zr_answers_open(&small.context, &reader, &filter, &error), ZR_E_IO);
	assert_null(strstr(error.message, "altered"));
	assert_int_equal(seen.last, 0);
	small.shared.keys = keys;
	assert_int_equal(zr_answers_open(&small.context, &reader, &filter, &error), 0);
	assert_int_equal(seen.last, 1);
	assert_int_equal(seen.fault_count, 0);
}

/* Bytes that are no question end the connection and nothing else. */
static void the_office_survives_what_is_no_question(void **state)
{
	(void)state;
	add_record(1, "r1", "<d/>");
	start_office();
	for (size_t i = 0; i < 3; i++) {
		static const char junk[] = "\0\0\0\4junk\xff\xff\xff\xff____";
		struct sockaddr_un address = {.sun_family = AF_UNIX};
		(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
		int line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(
			connect(line, (const struct sockaddr *)&address, sizeof address), 0);
		assert_true(send(line, junk + 4 * i, 8, MSG_NOSIGNAL) > 0);
		char byte;
		if (i != 1) {
			assert_int_equal(recv(line, &byte, 1, 0), 0);
		}
		(void)close(line);
	}
	assert_int_equal(get("/api/records/r1/xml"), 200);
	assert_true(zr_reception_open(socket_path, NULL) == ZR_E_EXISTS);
}

static int load_key(const char *folder, struct zr_party_public *ret_office, size_t *ret_bytes)
{
	struct zr_buffer line = {0};
	int code =
		zr_office_key_load(folder, &small.shared.keys.public_half, ret_office, &line, NULL);
	*ret_bytes = line.bytes;
	zr_buffer_finish(&line);
	return code;
}

static void the_public_key_is_read_or_refused(void **state)
{
	(void)state;
	char folder[100];
	char path[120];
	struct zr_party_public read;
	size_t bytes = 0;
	const struct zr_party_public *hub = &small.shared.keys.public_half;
	(void)snprintf(folder, sizeof folder, "%s/keys", small.folder);
	(void)snprintf(path, sizeof path, "%s/office.pub", folder);
	assert_int_equal(load_key(folder, &read, &bytes), 0);
	assert_int_equal(bytes, 0);
	assert_memory_equal(read.id, hub->id, ZR_PARTY_ID_BYTES);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(file, office.public_half.sign, ZR_KEY_BYTES), ZR_KEY_BYTES);
	assert_int_equal(load_key(folder, &read, &bytes), ZR_E_INVALID);
	assert_int_equal(write(file, office.public_half.agree, ZR_KEY_BYTES), ZR_KEY_BYTES);
	assert_int_equal(load_key(folder, &read, &bytes), 0);
	assert_int_equal(bytes, 2 * ZR_KEY_BYTES);
	assert_memory_equal(read.id, office.public_half.id, ZR_PARTY_ID_BYTES);
	(void)close(file);
	assert_int_equal(unlink(path), 0);
}

static void the_command_line_has_one_purpose(void **state)
{
	(void)state;
	struct zr_office_options options = {0};
	char *const good[] = {TEXT("o"), TEXT("--data"), TEXT("d"), TEXT("--socket"), TEXT("s"),
		TEXT("--reader"), TEXT("0"), NULL};
	char *const two[] = {TEXT("o"), TEXT("--data"), TEXT("d"), TEXT("--new-key"),
		TEXT("--verify-audit"), NULL};
	char *const nobody[] = {TEXT("o"), TEXT("--reader"), TEXT("no such user"), NULL};
	assert_int_equal(zr_office_options_parse(7, (char **)(uintptr_t)good, &options, NULL), 0);
	assert_int_equal(options.reader_count, 1);
	assert_int_equal(
		zr_office_options_parse(5, (char **)(uintptr_t)two, &options, NULL), ZR_E_INVALID);
	assert_int_equal(zr_office_options_parse(3, (char **)(uintptr_t)nobody, &options, NULL),
		ZR_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_record_is_read_through_the_office, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_the_office_answers_are_locked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_come_in_their_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_key_that_is_away_is_no_fault_of_a_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_office_survives_what_is_no_question, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_public_key_is_read_or_refused, set_up, tear_down),
		cmocka_unit_test(the_command_line_has_one_purpose),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
