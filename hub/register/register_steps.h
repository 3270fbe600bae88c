/*
 * What is done with an upload of the register: begun, brought piece by piece, compared, taken or
 * dropped. Each call does one bounded step in one transaction and answers with the upload: its
 * client calls again until the state has gone on. Nothing of it lives in a process, so a hub that
 * is killed, or another hub beside it, goes on where it stood.
 *
 * An upload with a bad row is never taken. What takes it is area by area: an area is as it was or
 * as the file has it.
 */
#ifndef ZR_HUB_REGISTER_REGISTER_STEPS_H
#define ZR_HUB_REGISTER_REGISTER_STEPS_H

#include "hub/http/request.h"

void zr_register_steps_begin(struct zr_context *context, struct zr_request *request);
/* ?at=BYTES[&last=1], the file from there on; the answer's "bytes" is where the next piece begins.
 */
void zr_register_steps_add(struct zr_context *context, struct zr_request *request);
void zr_register_steps_compare(struct zr_context *context, struct zr_request *request);
void zr_register_steps_take(struct zr_context *context, struct zr_request *request);
void zr_register_steps_drop(struct zr_context *context, struct zr_request *request);

#endif
