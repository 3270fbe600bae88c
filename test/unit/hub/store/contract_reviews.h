/* The contract's reviews. */
#ifndef ZR_TEST_CONTRACT_REVIEWS_H
#define ZR_TEST_CONTRACT_REVIEWS_H

/* The number of tests that failed. */
int contract_reviews_run(void);

#endif
