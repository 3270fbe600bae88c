/* What a person and a monitor are told.
 * Tests: hub/watch/metrics.c hub/watch/tally.c hub/watch/telling.c */
#include "hub/watch/status.h"

#include "hub/watch/tally.h"
#include "hub/watch/telling.h"
#include "lib/base/cleanup.h"
#include "test/unit/hub/small_hub.h"
#include "test/unit/unit.h"

static char told[2000];

static int tell(const char *text, int is_russian)
{
	FILE *out = fmemopen(told, sizeof told, "w");
	int status = zr_telling_tell(text, is_russian, out);
	(void)fclose(out);
	return status;
}

static void trouble_is_told_and_returned(void **state)
{
	(void)state;
	assert_int_equal(tell("\nzarya_hub_last_record 42\n", 0), 0);
	assert_non_null(strstr(told, "          42  records came"));
	assert_int_equal(tell("\nzarya_hub_commits_failing 1\n", 0), 1);
	assert_non_null(strstr(told, "TROUBLE: commits fail"));
	assert_int_equal(tell("\nzarya_hub_queue_requests{queue=\"writes\"} 4\n"
			      "zarya_hub_queue_requests_max{queue=\"writes\"} 4\n",
				 1),
		1);
	assert_non_null(strstr(told, "очередь полна"));
}

static void nobody_answers_at_a_port_of_nobody(void **state)
{
	(void)state;
	FILE *out = fmemopen(told, sizeof told, "w");
	assert_int_equal(zr_status_run("127.0.0.1:1", out), 2);
	assert_int_equal(zr_status_run("nonsense", out), 2);
	(void)fclose(out);
}

static void commits_are_counted_by_how_long_they_took(void **state)
{
	(void)state;
	struct zr_tally tally;
	zr_tally_commit(3, 0, 1000);
	zr_tally_commit(1, ZR_E_FULL, 9000000);
	zr_tally_answer(true, 503, ZR_E_BUSY);
	zr_tally_read(&tally);
	assert_int_equal(tally.commits, 2);
	assert_int_equal(tally.committed_requests, 3);
	assert_int_equal(tally.failed_commits, 1);
	assert_int_equal(tally.buckets[0], 1);
	assert_int_equal(tally.buckets[ZR_TALLY_BUCKET_COUNT], 1);
	assert_int_equal(tally.refused[-ZR_E_BUSY], 1);
	assert_int_equal(tally.answers[1][4], 1);
	assert_true(tally.is_failing);
}

/* From where, and whether as the operator. */
static struct zr_request *ask_metrics(struct small_hub *small, const char *peer, bool is_logged_in)
{
	struct zr_request *request = small_hub_request(small, ZR_METHOD_GET, "/metrics");
	assert_true(zr_peer_parse(peer, request->peer));
	if (!is_logged_in) {
		request->session[0] = '\0';
	}
	(void)small_hub_run(small, request, NULL, 0);
	return request;
}

static void metrics_are_for_this_machine_and_who_may_watch(void **state)
{
	(void)state;
	static struct small_hub small;
	small_hub_init(&small);
	struct zr_request *stranger = ask_metrics(&small, "192.0.2.1", false);
	struct zr_request *operator= ask_metrics(&small, "192.0.2.1", true);
	struct zr_request *here = ask_metrics(&small, "127.0.0.1", false);
	assert_int_equal(stranger->answer.status, 401);
	assert_int_equal(operator->answer.status, 200);
	assert_int_equal(here->answer.status, 200);
	const char *text = zr_buffer_text(&here->answer.body);
	assert_non_null(strstr(text, "\nzarya_hub_commit_seconds_bucket{le=\"+Inf\"} "));
	assert_non_null(strstr(text, "\nzarya_hub_last_record 0\n"));
	zr_request_free(stranger);
	zr_request_free(operator);
	zr_request_free(here);
	small_hub_finish(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trouble_is_told_and_returned),
		cmocka_unit_test(nobody_answers_at_a_port_of_nobody),
		cmocka_unit_test(commits_are_counted_by_how_long_they_took),
		cmocka_unit_test(metrics_are_for_this_machine_and_who_may_watch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
