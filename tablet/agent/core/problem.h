/* What an HTTP answer of the hub that is not 200 means. */
#ifndef ZR_AGENT_PROBLEM_H
#define ZR_AGENT_PROBLEM_H

#include <stdbool.h>

#include "tablet/agent/io/http.h"

/* Fills problem from the answer: its own error when the hub was not reached, the hub's error map,
 * else what the status says. code 0: the answer is a 200. True when the hub itself said it, in a
 * map of ours. */
bool zr_problem_read(const struct zr_http_answer *answer, struct zr_error *ret_problem);

#endif
