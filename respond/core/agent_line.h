/*
 * The line to the agent beside, which is the device: it keeps the questionnaires and the codes that
 * the hub sends, seals what was finished and delivers it. Its keys are in its process and not here,
 * where strangers' bytes are read. A broken line is made anew at the next question; each waits
 * for its answer.
 */
#ifndef ZR_RESPOND_AGENT_LINE_H
#define ZR_RESPOND_AGENT_LINE_H

#include "lib/envelope/household_code.h"
#include "lib/local/local.h"

struct zr_agent_line {
	const char *socket; /* borrowed */
	int fd;             /* -1: not connected */
};

void zr_agent_line_init(struct zr_agent_line *line, const char *socket);
void zr_agent_line_finish(struct zr_agent_line *line);

/* What codes are derived with: the hub's id. ZR_E_BUSY: the agent is not enrolled yet. */
int zr_agent_line_get_salt(struct zr_agent_line *line,
	uint8_t ret_salt[ZR_HOUSEHOLD_CODE_SALT_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND: nobody has this code. */
int zr_agent_line_find(struct zr_agent_line *line,
	const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_local_invitation *ret_invitation, struct zr_error *error) ZR_MUST_CHECK;

int zr_agent_line_get_forms(struct zr_agent_line *line, struct zr_local_forms *ret_forms,
	struct zr_error *error) ZR_MUST_CHECK;

/* Returns after the record is sealed on disk. */
int zr_agent_line_submit(struct zr_agent_line *line, const struct zr_record *record,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
