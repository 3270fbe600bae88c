/* The second half of the contract. */
#ifndef ZR_TEST_CONTRACT_CENSUS_H
#define ZR_TEST_CONTRACT_CENSUS_H

/* The number of tests that failed. */
int contract_census_run(void);

#endif
