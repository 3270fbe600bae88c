/* The third part of the contract. */
#ifndef ZR_TEST_CONTRACT_LIST_H
#define ZR_TEST_CONTRACT_LIST_H

/* The number of tests that failed. */
int contract_list_run(void);

#endif
