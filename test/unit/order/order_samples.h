/* An order of each kind that travels beside forms and assignments, for the tests. Texts are
 * borrowed. */
#ifndef ZR_TEST_ORDER_SAMPLES_H
#define ZR_TEST_ORDER_SAMPLES_H

#include "lib/order/orders.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static inline struct zr_order order_sample_answered(void)
{
	static char *ids[] = {TEXT("h-1"), TEXT("дом 7")};
	return (struct zr_order){.kind = ZR_ORDER_ANSWERED,
		.area_id = TEXT("a"),
		.answered_ids = ids,
		.answered_count = 2};
}

static inline struct zr_order order_sample_invitation(void)
{
	static struct zr_order_invitation invitations[] = {
		{{1, 2}, TEXT("h-1"), TEXT("ул. Лесная, 1")}, {{3}, TEXT("h-2"), TEXT("")}};
	return (struct zr_order){.kind = ZR_ORDER_INVITATION,
		.form_id = TEXT("f"),
		.area_id = TEXT("a"),
		.zone = TEXT("Asia/Tashkent"),
		.invitations = invitations,
		.invitation_count = 2};
}

static inline struct zr_order order_sample_office(void)
{
	return (struct zr_order){.kind = ZR_ORDER_OFFICE,
		.office_line = TEXT("a line\0of keys"),
		.office_line_bytes = 14};
}

static inline struct zr_order order_sample_returns(void)
{
	static struct zr_order_return returns[] = {
		{.record_id = TEXT("r-1"), .parcel = TEXT("sealed\0as it is"), .parcel_bytes = 15},
		{.record_id = TEXT("r-2")}};
	return (struct zr_order){.kind = ZR_ORDER_RETURNS, .returns = returns, .return_count = 2};
}

#endif
