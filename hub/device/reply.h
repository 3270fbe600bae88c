/* The hub's side of an exchange, once all is on disk: its receipt, then the tablet's orders. */
#ifndef ZR_HUB_DEVICE_REPLY_H
#define ZR_HUB_DEVICE_REPLY_H

struct zr_context;
struct zr_request;

/* A zr_handler; the request's state is its zr_ingest. */
void zr_reply_answer(struct zr_context *context, struct zr_request *request);

#endif
