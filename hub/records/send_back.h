/*
 * Sending a record back to a tablet, with remarks on its questions.
 *
 * A tablet that has the hub's receipt keeps no answers, and nobody can read those in its outbox. So
 * the answers are opened, as for any reader (hub/records/answers.h), and sealed to that one tablet
 * together with the remarks. What the hub keeps is this parcel, and the remarks sealed to the
 * office: neither can be read on its disk (ADR 0179).
 */
#ifndef ZR_HUB_RECORDS_SEND_BACK_H
#define ZR_HUB_RECORDS_SEND_BACK_H

#include "hub/http/request.h"

/* POST /api/records/ID/return[?hash=] {"remarks":[{"path","text"}]}. Goes to the tablet that made
 * the record while it has the area, else to the one of the area that was heard of last. */
void zr_send_back_record(struct zr_context *context, struct zr_request *request);

#endif
