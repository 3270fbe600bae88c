/* A folder with a store of drafts that is empty, for one test. */
#ifndef ZR_TEST_DRAFT_STORE_H
#define ZR_TEST_DRAFT_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/store/draft.h"

struct place {
	char folder[64];
	char path[96];
	struct zr_drafts *drafts;
};

static int open_place(void **state)
{
	static struct place place;
	(void)snprintf(place.folder, sizeof place.folder, "/tmp/zarya-drafts-XXXXXX");
	assert_non_null(mkdtemp(place.folder));
	(void)snprintf(place.path, sizeof place.path, "%s/drafts.db", place.folder);
	assert_int_equal(zr_drafts_open(place.path, &place.drafts, NULL), 0);
	*state = &place;
	return 0;
}

static int close_place(void **state)
{
	struct place *place = *state;
	char wal[112];
	zr_drafts_close(place->drafts);
	(void)snprintf(wal, sizeof wal, "%s-wal", place->path);
	(void)unlink(place->path);
	(void)unlink(wal);
	return rmdir(place->folder);
}

#endif
