/*
 * A look at whether a backup is where it was written, on a thread of its own (docs/adr/0229): its
 * disk may be another machine's, and away, and then the look comes back late, or never. Whoever
 * sent it looks whether it came and waits for nothing, not at the end either.
 */
#ifndef ZR_HUB_STORE_LOOKOUT_H
#define ZR_HUB_STORE_LOOKOUT_H

#include "hub/store/backup_mark.h"

struct zr_lookout;

enum zr_lookout_news {
	ZR_LOOKOUT_UNDER_WAY,
	ZR_LOOKOUT_STANDS, /* or nothing can be said of it: zr_backup_mark_is_gone() */
	ZR_LOOKOUT_GONE,
};

/* For the backup of that mark, which is copied. NULL: no memory, or no thread. */
struct zr_lookout *zr_lookout_send(const struct zr_backup_mark *mark);

/* Until it is back, ZR_HUB_LOOKOUT_US at most. Once. */
void zr_lookout_await(struct zr_lookout *lookout);

enum zr_lookout_news zr_lookout_news(struct zr_lookout *lookout);

/* That it was sent for. */
const struct zr_backup_mark *zr_lookout_mark(const struct zr_lookout *lookout);

/* Done with it, whether it came back or not: one that is still under way ends by itself when its
 * disk answers, or with the program. NULL allowed. */
void zr_lookout_leave(struct zr_lookout *lookout);

#endif
