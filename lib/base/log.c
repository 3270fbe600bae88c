/* One line a message on stderr, written at once so that lines of two processes do not mix. */
#include "lib/base/log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum zr_log_level highest_level = ZR_LOG_INFO;

void zr_log_set_level(enum zr_log_level level)
{
	assert(level >= ZR_LOG_ERROR && level <= ZR_LOG_DEBUG);
	highest_level = level;
}

void zr_log(enum zr_log_level level, const char *format, ...)
{
	assert(format != NULL);
	if (level > highest_level) {
		return;
	}
	char line[1024];
	int start = isatty(STDERR_FILENO) ? 0 : snprintf(line, sizeof line, "<%d>", (int)level);
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(line + start, sizeof line - (size_t)start - 1, format, arguments);
	va_end(arguments);
	size_t end = (size_t)start + (length > 0 ? (size_t)length : 0);
	if (end > sizeof line - 2) {
		end = sizeof line - 2;
	}
	line[end] = '\n';
	/* Where stderr leads nowhere there is nobody to tell. */
	(void)!write(STDERR_FILENO, line, end + 1);
}
