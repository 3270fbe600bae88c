/*
 * A worker's line to the office: one connection, made when it is needed and kept. Blocking, with an
 * end to its patience; a line that broke since the last question is made anew once.
 */
#ifndef ZR_HUB_RECORDS_OFFICE_LINE_H
#define ZR_HUB_RECORDS_OFFICE_LINE_H

#include "lib/office/office_message.h"

struct zr_context;
struct zr_office_line;

/* Asks the office that the hub was given. ret_answer's items point into what the line heard: valid
 * until its next question, which wipes it. ZR_E_LOCKED, with what the operator is to do, when there
 * is no office to ask or it cannot answer. */
int zr_office_line_ask(struct zr_context *context, const struct zr_office_question *question,
	struct zr_office_answer *ret_answer, struct zr_error *error) ZR_MUST_CHECK;

/* Wipes what was heard last. NULL is allowed. */
void zr_office_line_forget(struct zr_office_line *line);
void zr_office_line_free(struct zr_office_line *line);

#endif
