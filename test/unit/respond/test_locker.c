/* Where begun answers lie. Tests: respond/core/answering_facts.c, too. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "respond/core/answering_facts.h"
#include "respond/core/locker.h"

static const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES] = {1};

static void a_row_is_replaced_and_its_edition_grows(void **state)
{
	char folder[] = "/tmp/zarya-locker-XXXXXX";
	char path[64];
	struct zr_locker *locker = NULL;
	struct zr_locker_row row = {.state = ZR_LOCKER_OPEN, .changed_us = 5};
	ZR_CLEANUP(zr_locker_row_finish) struct zr_locker_row found = {0};
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/respond.db", folder);
	assert_int_equal(zr_locker_open(path, &locker, NULL), 0);
	assert_int_equal(zr_locker_get(locker, lookup, &found, NULL), ZR_E_NOT_FOUND);
	assert_int_equal(zr_buffer_add_text(&row.sealed, "sealed"), 0);
	assert_int_equal(zr_locker_put(locker, lookup, &row, NULL), 0);
	assert_int_equal(row.edition, 1);
	assert_int_equal(zr_locker_put(locker, lookup, &row, NULL), 0);
	assert_int_equal(row.edition, 2);
	zr_locker_close(locker);
	assert_int_equal(zr_locker_open(path, &locker, NULL), 0);
	assert_int_equal(zr_locker_get(locker, lookup, &found, NULL), 0);
	assert_int_equal(found.edition, 2);
	assert_string_equal(zr_buffer_text(&found.sealed), "sealed");
	zr_locker_row_finish(&row);
	row.state = ZR_LOCKER_SENT;
	(void)snprintf(row.receipt, sizeof row.receipt, "AAAA-BBBB");
	assert_int_equal(zr_locker_put(locker, lookup, &row, NULL), 0);
	zr_locker_row_finish(&found);
	assert_int_equal(zr_locker_get(locker, lookup, &found, NULL), 0);
	assert_int_equal(found.state, ZR_LOCKER_SENT);
	assert_string_equal(found.receipt, "AAAA-BBBB");
	assert_int_equal(found.sealed.bytes, 0);
	zr_locker_close(locker);
	(void)unlink(path);
	(void)rmdir(folder);
}

static void puts_of_a_round_are_there_after_its_commit(void **state)
{
	static const uint8_t other[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES] = {2};
	char folder[] = "/tmp/zarya-locker-XXXXXX";
	char path[64];
	struct zr_locker *locker = NULL;
	struct zr_locker_row row = {.state = ZR_LOCKER_OPEN};
	ZR_CLEANUP(zr_locker_row_finish) struct zr_locker_row found = {0};
	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/respond.db", folder);
	assert_int_equal(zr_locker_open(path, &locker, NULL), 0);
	assert_int_equal(zr_locker_begin(locker, NULL), 0);
	assert_int_equal(zr_locker_put(locker, lookup, &row, NULL), 0);
	assert_int_equal(zr_locker_put(locker, other, &row, NULL), 0);
	assert_int_equal(zr_locker_get(locker, other, &found, NULL), 0);
	zr_locker_row_finish(&found);
	assert_int_equal(zr_locker_commit(locker, NULL), 0);
	/* One whose program ends before the commit was never there. */
	assert_int_equal(zr_locker_begin(locker, NULL), 0);
	assert_int_equal(zr_locker_put(locker, lookup, &row, NULL), 0);
	zr_locker_close(locker);
	assert_int_equal(zr_locker_open(path, &locker, NULL), 0);
	assert_int_equal(zr_locker_get(locker, lookup, &found, NULL), 0);
	assert_int_equal(found.edition, 1);
	zr_locker_close(locker);
	(void)unlink(path);
	(void)rmdir(folder);
}

static void fill(struct zr_answering_facts *facts)
{
	char **const fields[] = {&facts->record_id, &facts->form_id, &facts->form_version,
		&facts->area_id, &facts->household_id, &facts->address, &facts->zone,
		&facts->language, &facts->at, &facts->writer};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		char text[] = "a";
		text[0] = (char)('a' + i);
		assert_int_equal(zr_answering_facts_set(fields[i], text, NULL), 0);
	}
	facts->started_us = 5;
	facts->seed = 6;
}

static void facts_come_back_as_they_were(void **state)
{
	ZR_CLEANUP(zr_answering_facts_finish) struct zr_answering_facts facts = {0}, back = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer read = {0};
	fill(&facts);
	assert_int_equal(zr_buffer_add_text(&xml, "<a/>"), 0);
	assert_int_equal(zr_answering_facts_encode(&facts, &xml, &bytes, NULL), 0);
	assert_int_equal(zr_answering_facts_decode(&bytes, &back, &read, NULL), 0);
	assert_string_equal(back.record_id, "a");
	assert_string_equal(back.writer, "j");
	assert_int_equal(back.started_us, 5);
	assert_int_equal(back.seed, 6);
	assert_string_equal(zr_buffer_text(&read), "<a/>");
	for (size_t cut = 0; cut < bytes.bytes; cut++) {
		struct zr_answering_facts none = {0};
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer rest = {0};
		const struct zr_buffer part = {.data = bytes.data, .bytes = cut};
		assert_int_not_equal(zr_answering_facts_decode(&part, &none, &rest, NULL), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_replaced_and_its_edition_grows),
		cmocka_unit_test(puts_of_a_round_are_there_after_its_commit),
		cmocka_unit_test(facts_come_back_as_they_were),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
