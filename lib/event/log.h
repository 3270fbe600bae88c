/*
 * What our programs tell their operator: typed events, a line each on stderr, with the priority
 * that journald reads (sd-daemon(3)).
 *
 *	ZR_LOG(ORDER_REFUSED, .order = 12, .error = ZR_E_INVALID);
 *	<3>event=order_refused order=12 error=INVALID line=0
 *
 * The table is events.def: an event has the fields that stand there and no others, which the
 * compiler holds; a field that is left out is 0. Programs log, libraries do not (tidy). Any thread;
 * one write a line, so that lines of several processes do not mix.
 *
 * In a text id each byte of white space, each control and each of "=%" is written as %XX, so that
 * a line splits at its blanks, and it is cut at ZR_LOG_ID_BYTES_MAX.
 */
#ifndef ZR_EVENT_LOG_H
#define ZR_EVENT_LOG_H

#include <stdalign.h>
#include <stdint.h>

/* Priorities of syslog(3). */
enum zr_log_level {
	ZR_LOG_LEVEL_ERROR = 3,
	ZR_LOG_LEVEL_WARNING = 4,
	ZR_LOG_LEVEL_INFO = 6,
	ZR_LOG_LEVEL_DEBUG = 7,
};

enum zr_log_event {
#define ZR_LOG_KIND(constant, name, level, fields) ZR_LOG_##constant,
#include "lib/event/events.def"
#undef ZR_LOG_KIND
	ZR_LOG_EVENT_COUNT_
};

/* struct zr_log_ORDER_REFUSED and so on: the fields of each event, in the order of the table, every
 * one as wide as the widest, so that log.c finds the n-th. Texts are borrowed for the call. */
#define ZR_LOG_NUMBER(field) alignas(int64_t) int64_t field;
#define ZR_LOG_ID(field)     alignas(int64_t) const char *field;
#define ZR_LOG_CODE(field)   alignas(int64_t) int field;
#define ZR_LOG_KIND(constant, name, level, fields)                                                 \
	struct zr_log_##constant {                                                                 \
		fields                                                                             \
	};
#include "lib/event/events.def"
#undef ZR_LOG_KIND
#undef ZR_LOG_CODE
#undef ZR_LOG_ID
#undef ZR_LOG_NUMBER

/* Tells an event of the table: its constant, then its fields by name. */
#define ZR_LOG(constant, ...)                                                                      \
	zr_log_tell(ZR_LOG_##constant, &(const struct zr_log_##constant){__VA_ARGS__})

/* For ZR_LOG(): the fields are the struct of this event. */
void zr_log_tell(enum zr_log_event event, const void *fields);

/* Events above this level are not told; ZR_LOG_LEVEL_INFO until set. For main(), before threads. */
void zr_log_set_level(enum zr_log_level level);

#endif
