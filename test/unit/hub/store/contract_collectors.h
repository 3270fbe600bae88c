/* The contract's data collectors. */
#ifndef ZR_TEST_CONTRACT_COLLECTORS_H
#define ZR_TEST_CONTRACT_COLLECTORS_H

/* The number of tests that failed. */
int contract_collectors_run(void);

#endif
