/*
 * The log of our programs: lines on stderr with the priority that journald reads (sd-daemon(3)).
 * Programs log, libraries do not (tidy holds lib/ to that). Identifiers only: nothing personal.
 */
#ifndef ZR_BASE_LOG_H
#define ZR_BASE_LOG_H

#include "lib/base/error.h"

enum zr_log_level {
	ZR_LOG_ERROR = 3,
	ZR_LOG_WARNING = 4,
	ZR_LOG_INFO = 6,
	ZR_LOG_DEBUG = 7,
};

/* Lines above this level are dropped; ZR_LOG_INFO until set. */
void zr_log_set_level(enum zr_log_level level);

void zr_log(enum zr_log_level level, const char *format, ...) ZR_PRINTF(2, 3);

#endif
