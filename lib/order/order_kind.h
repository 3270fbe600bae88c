/* What orders.c must know of a kind to write and read it. */
#ifndef ZR_ORDER_ORDER_KIND_H
#define ZR_ORDER_ORDER_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/cbor/cbor.h"

struct zr_order;

enum zr_order_key {
#define ZR_ORDER_KEY(constant, key, name) ZR_ORDER_KEY_##constant = (key),
#include "lib/order/orders.def"
};

struct zr_order_codec {
	size_t field_count; /* that put writes, the kind itself left out */
	uint64_t needs;     /* the keys that must be there, as bits */
	/* Writes the fields in ascending order of their keys. */
	void (*put)(struct zr_cbor_writer *writer, const struct zr_order *order);
	/* Takes the value of one of its keys; false when it is no key of the kind. A failure is
	 * the reader's. */
	bool (*take)(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order);
	/* Frees what take made. */
	void (*finish)(struct zr_order *order);
};

/* zr_order_form, zr_order_assignment …: one in each order_<name>.c. */
#define ZR_ORDER_KIND(constant, name, wire) extern const struct zr_order_codec zr_order_##name;
#include "lib/order/orders.def"

#endif
