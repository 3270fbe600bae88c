/* The contract's doubles. */
#ifndef ZR_TEST_CONTRACT_DOUBLES_H
#define ZR_TEST_CONTRACT_DOUBLES_H

/* The number of tests that failed. */
int contract_doubles_run(void);

#endif
