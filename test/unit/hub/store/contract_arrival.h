/* The contract's tests of arrivals: envelopes taken unopened, in their order. */
#ifndef ZR_TEST_CONTRACT_ARRIVAL_H
#define ZR_TEST_CONTRACT_ARRIVAL_H

/* The number of tests that failed. */
int contract_arrival_run(void);

#endif
