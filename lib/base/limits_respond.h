/* Limits of zarya-respond, which takes answers online; the others are in limits.h. */
#ifndef ZR_BASE_LIMITS_RESPOND_H
#define ZR_BASE_LIMITS_RESPOND_H

#include <stddef.h>

/* Answers online: fields of one page and bytes of what a browser sends: a page asks some ten
 * questions, and a choice among a thousand ticks many. A page over it would be no page. */
#define ZR_RESPOND_FIELD_COUNT_MAX 2000
#define ZR_RESPOND_BODY_BYTES_MAX  ((size_t)256 * 1024)

/* Answers online: a browser that shows nothing for so long, or that came in so long ago, types its
 * code again; computers of libraries are left open. */
#define ZR_RESPOND_IDLE_S    1800
#define ZR_RESPOND_SESSION_S (12 * 3600)

/* Answers online: wrong codes of one address in an hour, a household or a library that types; all
 * that one address types in a minute, a town behind one address of its carrier; and codes that are
 * tried by all in a minute, right or wrong: each costs some 3 ms. At the day of most answers 400 a
 * minute are right. */
#define ZR_RESPOND_GUESS_COUNT_MAX         30
#define ZR_RESPOND_ADDRESS_TRIAL_COUNT_MAX 300
#define ZR_RESPOND_TRIAL_COUNT_MAX         6000

/* Answers online: sessions that wait for the page after a form, some 150 kB each; a browser fetches
 * it within a second. And how long they stay. */
#define ZR_RESPOND_ASIDE_COUNT_MAX 64
#define ZR_RESPOND_ASIDE_S         5

/* Answers online: when who was turned away is asked to come again. */
#define ZR_RESPOND_RETRY_S 60

/* Answers online: requests that are worked on between two commits. The first of them waits for the
 * last, some 30 ms. */
#define ZR_RESPOND_ROUND_COUNT_MAX 48

/* Answers online: connections, one or two a household: in the evening of a day of 500,000 some
 * 20,000 are at it, and most think for less than the idle time. Those of one address: a library, or
 * a street behind one router of its carrier. */
#define ZR_RESPOND_CONNECTION_COUNT_MAX         24000
#define ZR_RESPOND_ADDRESS_CONNECTION_COUNT_MAX 64

/* Answers online: a connection on which nothing moves is closed after so long. A head, with the
 * handshake before it, must be there after so long; a body may take a while and must then come, and
 * a page be read, at a rate that GPRS reaches. How often those are looked for that take longer. */
#define ZR_RESPOND_CONNECTION_IDLE_S 60
#define ZR_RESPOND_HEAD_S            30
#define ZR_RESPOND_BODY_GRACE_S      30
#define ZR_RESPOND_BODY_BYTES_PER_S  1000
#define ZR_RESPOND_SWEEP_S           5

/* Answers online: bodies of one address, in memory. */
#define ZR_RESPOND_ADDRESS_BODY_BYTES_MAX ((size_t)4 * 1024 * 1024)

#endif
