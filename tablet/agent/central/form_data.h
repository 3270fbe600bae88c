/*
 * A record as OpenRosa servers take it: multipart/form-data with xml_submission_file and the
 * record's files. Pure. Source: docs.getodk.org/openrosa-form-submission.
 */
#ifndef ZR_AGENT_FORM_DATA_H
#define ZR_AGENT_FORM_DATA_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"

#define ZR_FORM_DATA_RANDOM_BYTES 16
#define ZR_FORM_DATA_TYPE_BYTES   100

/* The body and its media type; random: bits that nobody could have put into an answer, so that the
 * boundary stands in none. ZR_E_NOMEM. */
int zr_form_data_make(const struct zr_record *record,
	const uint8_t random[ZR_FORM_DATA_RANDOM_BYTES], struct zr_buffer *ret_body,
	char ret_type[ZR_FORM_DATA_TYPE_BYTES]) ZR_MUST_CHECK;

#endif
