/* What local programs may ask of the agent, and the answers. */
#ifndef ZR_AGENT_SERVICE_H
#define ZR_AGENT_SERVICE_H

#include "lib/local/message.h"

struct zr_state;

/* Answers every request but ENROL, which takes time. ret_answer must be zeroed; its op and either
 * its payload or its error are set. */
void zr_service_answer(struct zr_state *state, const struct zr_message_request *request,
	struct zr_message_answer *ret_answer);

#endif
