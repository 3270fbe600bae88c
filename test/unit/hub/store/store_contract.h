/*
 * The contract of the hub's store: what store.h promises, tried on any engine. A test program of an
 * engine says how an empty store is made and removed, runs this, and then what is the engine's own.
 */
#ifndef ZR_TEST_STORE_CONTRACT_H
#define ZR_TEST_STORE_CONTRACT_H

#include "test/unit/hub/store/contract_engine.h"

/* The number of tests that failed. */
int store_contract_run(const struct store_contract *of);

#endif
