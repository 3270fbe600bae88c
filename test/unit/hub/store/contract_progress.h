/* Another part of the contract. */
#ifndef ZR_TEST_CONTRACT_PROGRESS_H
#define ZR_TEST_CONTRACT_PROGRESS_H

/* The number of tests that failed. */
int contract_progress_run(void);

#endif
