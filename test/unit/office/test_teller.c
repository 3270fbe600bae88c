/* What is opened is written down first; what was written down cannot be changed unseen.
 * Tests: office/teller.c, office/trail.c */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/pack.h"
#include "lib/local/framing.h"
#include "office/teller.h"
#include "test/unit/envelope/parties.h"

static char folder[64];
static struct zr_error error;
static struct zr_strongbox vault;
static struct zr_trail trail;
static struct zr_namesakes *namesakes;
static struct zr_office_answer answer;

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-desk-XXXXXX");
	parties_init(&vault.keys[0], 3);
	vault.count = 1;
	assert_int_equal(zr_namesake_new(&namesakes, &error), 0);
	return mkdtemp(folder) != NULL ? zr_trail_open(folder, &vault.keys[0], &trail, &error) : -1;
}

static int tear_down(void **state)
{
	(void)state;
	char path[100];
	zr_trail_close(&trail);
	zr_namesake_free(namesakes);
	(void)snprintf(path, sizeof path, "%s/audit.log", folder);
	(void)unlink(path);
	return rmdir(folder);
}

static void seal(uint64_t sequence, const struct zr_party_secret *office, struct zr_buffer *to)
{
	static const uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES] = {9};
	struct zr_party_secret tablet;
	struct zr_party_secret hub;
	parties_init(&tablet, 1);
	parties_init(&hub, 2);
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = sequence};
	const struct zr_sealed_pair_message message = {&head, {"cover", 5}, {"Anna", 4}};
	const struct zr_sealed_pair_keys keys = {
		&tablet, &hub.public_half, &office->public_half, random};
	assert_int_equal(zr_sealed_pair_seal(&message, &keys, to, NULL, NULL), 0);
}

/* Asks for two records, the second sealed to this office. */
static int ask(const struct zr_party_secret *office, struct zr_buffer *ret_frame)
{
	static struct zr_office_question question;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer first = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer second = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	question = (struct zr_office_question){.who = "operator \"1\"",
		.what = "export",
		.items = {{.record_id = "rec-1"}, {.record_id = "rec-2"}},
		.item_count = 2};
	seal(1, &vault.keys[0], &first);
	seal(2, office, &second);
	assert_int_equal(
		zr_sealed_pair_cut(first.data, first.bytes, &question.items[0].answers, NULL), 0);
	assert_int_equal(
		zr_sealed_pair_cut(second.data, second.bytes, &question.items[1].answers, NULL), 0);
	assert_int_equal(zr_office_message_ask(&question, &frame, NULL), 0);
	const struct zr_teller desk = {.vault = &vault, .trail = &trail, .namesakes = namesakes};
	int code = zr_teller_answer(&desk, frame.data + ZR_FRAMING_LENGTH_BYTES,
		frame.bytes - ZR_FRAMING_LENGTH_BYTES, 1790000000000000, ret_frame);
	return code != 0 ? code
			 : zr_office_message_read_answer(ret_frame->data + ZR_FRAMING_LENGTH_BYTES,
				   ret_frame->bytes - ZR_FRAMING_LENGTH_BYTES, &answer, NULL);
}

static void read_log(struct zr_buffer *to)
{
	char path[100];
	char chunk[4096];
	(void)snprintf(path, sizeof path, "%s/audit.log", folder);
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	size_t count = fread(chunk, 1, sizeof chunk, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(zr_buffer_add(to, chunk, count), 0);
}

static void opens_and_says_who_read_what(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer log = {0};
	struct zr_party_secret stranger;
	parties_init(&stranger, 8);
	assert_int_equal(ask(&stranger, &frame), 0);
	assert_int_equal(answer.refusal.code, 0);
	assert_int_equal(answer.items[0].code, 0);
	assert_int_equal(zr_pack_decode(answer.items[0].packed.data, answer.items[0].packed.bytes,
				 &content, NULL),
		0);
	assert_string_equal(zr_buffer_text(&content), "Anna");
	assert_int_equal(answer.items[1].code, ZR_E_FOREIGN);
	read_log(&log);
	assert_non_null(strstr(zr_buffer_text(&log), "\"who\":\"operator \\u00221\\u0022\""));
	assert_non_null(strstr(zr_buffer_text(&log), "/1 rec-1\""));
	assert_null(strstr(zr_buffer_text(&log), "rec-2")); /* it was not opened */
}

/* Changed, taken out, or cut: each is seen, and half of a last line is not there. */
static void the_audit_holds_together(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer log = {0};
	char path[100];
	uint64_t count = 0;
	const struct zr_party_public key = vault.keys[0].public_half;
	for (int i = 0; i < 3; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
		assert_int_equal(ask(&vault.keys[0], &frame), 0);
	}
	assert_int_equal(zr_trail_verify(folder, &key, 1, &count, &error), 0);
	assert_int_equal(count, 3);
	read_log(&log);
	(void)snprintf(path, sizeof path, "%s/audit.log", folder);
	char *line = strchr(log.data, '\n') + 1;
	for (int round = 0; round < 2; round++) {
		FILE *file = fopen(path, "we");
		assert_non_null(file);
		if (round == 0) { /* a letter of the second line */
			strstr(line, "export")[0] = 'E';
			assert_int_equal(fwrite(log.data, 1, log.bytes, file), log.bytes);
			strstr(line, "Export")[0] = 'e';
		} else { /* without the first one */
			size_t bytes = log.bytes - (size_t)(line - log.data);
			assert_int_equal(fwrite(line, 1, bytes, file), bytes);
		}
		assert_int_equal(fclose(file), 0);
		assert_int_equal(zr_trail_verify(folder, &key, 1, &count, &error), ZR_E_INVALID);
	}
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(log.data, 1, log.bytes - 5, file), log.bytes - 5);
	assert_int_equal(fclose(file), 0);
	zr_trail_close(&trail);
	assert_int_equal(zr_trail_open(folder, &vault.keys[0], &trail, &error), 0);
	assert_int_equal(trail.count, 2);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(ask(&vault.keys[0], &frame), 0);
	assert_int_equal(zr_trail_verify(folder, &key, 1, &count, &error), 0);
	assert_int_equal(count, 3);
}

/* A second office with the same folder, at another socket, would fork the chain. */
static void one_office_alone_goes_on_with_the_audit(void **state)
{
	(void)state;
	struct zr_trail second = {0};
	uint64_t count = 0;
	const struct zr_party_public key = vault.keys[0].public_half;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(zr_trail_open(folder, &vault.keys[0], &second, &error), ZR_E_EXISTS);
	assert_int_equal(ask(&vault.keys[0], &frame), 0);
	assert_int_equal(zr_trail_verify(folder, &key, 1, &count, &error), 0);
	assert_int_equal(count, 1);
	zr_trail_close(&trail);
	assert_int_equal(zr_trail_open(folder, &vault.keys[0], &trail, &error), 0);
}

/* Nothing is opened that cannot be written down. */
static void without_its_audit_the_office_is_shut(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	int file = trail.file;
	trail.file = open("/dev/full", O_WRONLY | O_CLOEXEC);
	assert_true(trail.file >= 0);
	assert_int_equal(ask(&vault.keys[0], &frame), 0);
	assert_true(answer.refusal.code < 0);
	assert_int_equal(answer.item_count, 0);
	assert_null(memmem(frame.data, frame.bytes, "Anna", 4));
	(void)close(trail.file);
	trail.file = file;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(opens_and_says_who_read_what, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_audit_holds_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			one_office_alone_goes_on_with_the_audit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_its_audit_the_office_is_shut, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
