/*
 * What an owner's document is, and how its content is read: a map that has each of its keys, in
 * order, and no other. Source: docs/owner.md.
 */
#ifndef ZR_TRUST_DOCUMENT_KIND_H
#define ZR_TRUST_DOCUMENT_KIND_H

#include "lib/cbor/cbor.h"

/* Under key 1 of every content. Never renumbered. */
enum zr_document_kind {
	ZR_DOCUMENT_CHARTER = 1,
	ZR_DOCUMENT_MANIFEST = 2,
	ZR_DOCUMENT_VOUCHER = 3,
	ZR_DOCUMENT_ERASURE = 4,
};

/* The map's head and its kind; what differs fails the reader. */
void zr_document_begin(
	struct zr_cbor_reader *reader, enum zr_document_kind kind, size_t pair_count);

/* The next key, which must be this one. */
void zr_document_take_key(struct zr_cbor_reader *reader, int64_t key);

/* The next key and a number of 32 bits. */
uint32_t zr_document_take_number(struct zr_cbor_reader *reader, int64_t key);

#endif
