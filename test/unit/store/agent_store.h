/* An agent's store in a folder of its own, for each test anew. */
#ifndef ZR_TEST_AGENT_STORE_H
#define ZR_TEST_AGENT_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/store/identity.h"

struct agent_store {
	char folder[64];
	char path[96];
	struct zr_database *database;
};

static void agent_store_reopen(struct agent_store *store)
{
	zr_database_close(store->database);
	store->database = NULL;
	assert_int_equal(zr_identity_open_store(store->path, &store->database, NULL), 0);
}

static int agent_store_make(void **state)
{
	static struct agent_store store;
	store = (struct agent_store){0};
	/* In memory where there is such a place: a sweep opens it a thousand times. */
	(void)snprintf(store.folder, sizeof store.folder, "%s/zarya-store-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(store.folder));
	(void)snprintf(store.path, sizeof store.path, "%s/outbox.db", store.folder);
	agent_store_reopen(&store);
	*state = &store;
	return 0;
}

static int agent_store_remove(void **state)
{
	struct agent_store *store = *state;
	char wal[112];
	zr_database_close(store->database);
	(void)snprintf(wal, sizeof wal, "%s-wal", store->path);
	(void)unlink(store->path);
	(void)unlink(wal);
	return rmdir(store->folder);
}

#define AGENT_STORE_TEST(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, agent_store_make, agent_store_remove)

#endif
