/* The part of the store's contract that is about people: tests of contract_access.c. */
#ifndef ZR_TEST_CONTRACT_ACCESS_H
#define ZR_TEST_CONTRACT_ACCESS_H

/* The number of tests that failed. */
int contract_access_run(void);

#endif
