/*
 * Orders of the hub to a tablet: what they hold, as CBOR maps with integer keys (docs/envelope.md).
 * Which there are stands in orders.def. An order is sealed and signed as an envelope; here is only
 * its content. No I/O.
 *
 * decode gives what the struct owns; finish frees it and takes a zeroed one. encode borrows.
 */
#ifndef ZR_ORDER_ORDERS_H
#define ZR_ORDER_ORDERS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"

enum zr_order_kind {
#define ZR_ORDER_KIND(constant, name, wire) ZR_ORDER_##constant = (wire),
#include "lib/order/orders.def"
};

struct zr_order_household {
	char *household_id;
	char *address;
};

/* A record that somebody must look at again, or that nobody must any more. The parcel is an
 * envelope of its own: the record with its answers and the remarks, sealed by the hub to the tablet
 * when it was sent back, so that it can wait with the hub and be read by nobody there. */
struct zr_order_return {
	char *record_id;
	char *parcel; /* as bytes; NULL: no more to be done */
	size_t parcel_bytes;
};

#define ZR_ORDER_LOOKUP_BYTES 16
/* A household that may answer online, known by its code (lib/envelope/household_code.h). */
struct zr_order_invitation {
	uint8_t lookup[ZR_ORDER_LOOKUP_BYTES];
	char *household_id;
	char *address;
};

/* What a kind has not is NULL or 0. */
struct zr_order {
	enum zr_order_kind kind;
	char *form_id; /* FORM, ASSIGNMENT, INVITATION */
	char *form_version;
	struct zr_content_file *files; /* FORM: "form.xml" first, then its media */
	size_t file_count;
	char *area_id;                         /* ASSIGNMENT, ANSWERED, INVITATION */
	char *area_name;                       /* ASSIGNMENT, as the next two */
	struct zr_order_household *households; /* at most ZR_ORDER_HOUSEHOLD_COUNT_MAX */
	size_t household_count;
	char *zone;          /* of the area, "Asia/Yekaterinburg" (IANA); NULL or "": not said.
			      * ASSIGNMENT, INVITATION */
	char **answered_ids; /* ANSWERED: all households of the area that did; limit as above */
	size_t answered_count;
	struct zr_order_invitation *invitations; /* INVITATION: all of the area; limit as above */
	size_t invitation_count;
	struct zr_order_return *returns; /* RETURNS: at most ZR_ORDER_RETURN_COUNT_MAX */
	size_t return_count;
	char *office_line; /* OFFICE: the line of its keys (lib/envelope/succession.h) */
	size_t office_line_bytes;
};

/* The kind is one of ours and all that it must have is there. ZR_E_LIMIT, ZR_E_NOMEM; then
 * ret_content is empty. */
int zr_order_encode(const struct zr_order *order, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_UNSUPPORTED a kind of a later version, ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_order_decode(const void *content, size_t bytes, struct zr_order *ret_order,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_order_finish(struct zr_order *order);

#endif
