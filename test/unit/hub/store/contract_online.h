/* The contract's households that answer for themselves. */
#ifndef ZR_TEST_CONTRACT_ONLINE_H
#define ZR_TEST_CONTRACT_ONLINE_H

/* The number of tests that failed. */
int contract_online_run(void);

#endif
