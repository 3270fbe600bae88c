/* GET /api/arrivals: how far what tablets sent is opened, for whoever waits for the last of it. */
#ifndef ZR_HUB_DEVICE_ARRIVALS_H
#define ZR_HUB_DEVICE_ARRIVALS_H

struct zr_context;
struct zr_request;

void zr_arrivals_get(struct zr_context *context, struct zr_request *request);

/* GET /api/arrivals/refused: envelopes that are no records, the newest first, a page. */
void zr_arrivals_list_refused(struct zr_context *context, struct zr_request *request);

#endif
