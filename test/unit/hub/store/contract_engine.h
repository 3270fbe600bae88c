/* What a test says of its engine. */
#ifndef ZR_TEST_CONTRACT_ENGINE_H
#define ZR_TEST_CONTRACT_ENGINE_H

#include <stdbool.h>

#define STORE_CONTRACT_PATH_BYTES 200

struct store_contract {
	/* A path for zr_store_open() where there is no store yet. */
	void (*make)(char ret_path[STORE_CONTRACT_PATH_BYTES]);
	void (*remove)(const char *path); /* with all that lies there; it is closed */
	bool has_copies;                  /* else zr_store_copy() is ZR_E_UNSUPPORTED */
};

#endif
