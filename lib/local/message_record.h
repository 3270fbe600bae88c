/* The record in a request to submit one. */
#ifndef ZR_LOCAL_MESSAGE_RECORD_H
#define ZR_LOCAL_MESSAGE_RECORD_H

#include "lib/cbor/cbor.h"
#include "lib/envelope/content.h"

void zr_message_record_put(struct zr_cbor_writer *writer, const struct zr_record *record);
/* A failure is the reader's; finish frees what there is by then. */
void zr_message_record_take(struct zr_cbor_reader *reader, struct zr_record *record);
/* Wipes what people said. */
void zr_message_record_finish(struct zr_record *record);

#endif
