/* Tests: queue.c */
#include "test/unit/unit.h"

#include "hub/http/queue.h"
#include "hub/http/request.h"

static void gives_back_in_order(void **state)
{
	(void)state;
	struct zr_queue queue;
	struct zr_request items[3] = {0};
	zr_queue_init(&queue, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(zr_queue_push(&queue, &items[i]), 0);
	}
	struct zr_request *list = zr_queue_take(&queue, 2);
	assert_ptr_equal(list, &items[0]);
	assert_ptr_equal(list->next, &items[1]);
	assert_null(items[1].next);
	assert_ptr_equal(zr_queue_take(&queue, 2), &items[2]);
	zr_queue_close(&queue);
	assert_null(zr_queue_take(&queue, 2));
	zr_queue_finish(&queue);
}

static void refuses_one_more_than_its_limit(void **state)
{
	(void)state;
	struct zr_queue queue;
	struct zr_request items[3] = {0};
	zr_queue_init(&queue, 2);
	assert_int_equal(zr_queue_push(&queue, &items[0]), 0);
	assert_int_equal(zr_queue_push(&queue, &items[1]), 0);
	assert_int_equal(zr_queue_push(&queue, &items[2]), ZR_E_BUSY);
	zr_queue_return(&queue, &items[2]); /* taken on already: never refused */
	assert_int_equal(queue.count, 3);
	zr_queue_close(&queue);
	(void)zr_queue_take(&queue, 3);
	zr_queue_finish(&queue);
}

static void the_next_step_waits_its_turn_and_is_refused_by_the_end_alone(void **state)
{
	(void)state;
	struct zr_queue queue;
	struct zr_request items[3] = {0};
	zr_queue_init(&queue, 1);
	assert_int_equal(zr_queue_push(&queue, &items[0]), 0);
	assert_int_equal(zr_queue_go_on(&queue, &items[1]), 0);
	assert_int_equal(zr_queue_count(&queue), 2);
	assert_ptr_equal(zr_queue_take(&queue, 1), &items[0]);
	assert_ptr_equal(zr_queue_take(&queue, 1), &items[1]);
	zr_queue_close(&queue);
	assert_int_equal(zr_queue_go_on(&queue, &items[2]), ZR_E_BUSY);
	zr_queue_finish(&queue);
}

static void half_done_goes_before_new(void **state)
{
	(void)state;
	struct zr_queue queue;
	struct zr_request items[5] = {0};
	zr_queue_init(&queue, 5);
	zr_queue_return(&queue, &items[0]);
	assert_int_equal(zr_queue_push(&queue, &items[3]), 0);
	zr_queue_return(&queue, &items[1]);
	assert_ptr_equal(zr_queue_take(&queue, 1), &items[0]);
	zr_queue_return(&queue, &items[2]);
	assert_int_equal(zr_queue_push(&queue, &items[4]), 0);
	for (size_t i = 1; i < 5; i++) {
		assert_ptr_equal(zr_queue_take(&queue, 1), &items[i]);
	}
	zr_queue_return(&queue, &items[0]);
	assert_ptr_equal(zr_queue_take(&queue, 2), &items[0]);
	zr_queue_finish(&queue);
}

static void gives_out_the_rest_after_close_and_takes_nothing(void **state)
{
	(void)state;
	struct zr_queue queue;
	struct zr_request items[2] = {0};
	zr_queue_init(&queue, 2);
	assert_int_equal(zr_queue_push(&queue, &items[0]), 0);
	zr_queue_close(&queue);
	assert_int_equal(zr_queue_push(&queue, &items[1]), ZR_E_BUSY);
	assert_ptr_equal(zr_queue_take(&queue, 1), &items[0]);
	assert_null(zr_queue_take(&queue, 1));
	zr_queue_finish(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_in_order),
		cmocka_unit_test(refuses_one_more_than_its_limit),
		cmocka_unit_test(the_next_step_waits_its_turn_and_is_refused_by_the_end_alone),
		cmocka_unit_test(half_done_goes_before_new),
		cmocka_unit_test(gives_out_the_rest_after_close_and_takes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
