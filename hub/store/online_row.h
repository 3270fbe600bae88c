/* What the store keeps of households that answer for themselves: rows, as online.h gives them. */
#ifndef ZR_HUB_STORE_ONLINE_ROW_H
#define ZR_HUB_STORE_ONLINE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/order/orders.h"

/* A household's code, of which there is the lookup alone (lib/envelope/household_code.h). */
struct zr_online_invitation {
	const char *household_id;
	uint8_t lookup[ZR_ORDER_LOOKUP_BYTES];
	const char *address; /* in lists */
};
typedef int zr_online_visit_invitation(void *user, const struct zr_online_invitation *invitation);

/* A household that answered, completely, at the device that takes such answers. */
struct zr_online_answer {
	const char *household_id;
	const char *record_id; /* the last that it sent */
	int64_t answered_us;
};
typedef int zr_online_visit_answer(void *user, const struct zr_online_answer *answer);

#endif
