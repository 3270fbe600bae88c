/* The contract's shares of areas. */
#ifndef ZR_TEST_CONTRACT_SHARES_H
#define ZR_TEST_CONTRACT_SHARES_H

/* The number of tests that failed. */
int contract_shares_run(void);

#endif
