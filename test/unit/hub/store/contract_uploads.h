/* The contract's uploads of the register. */
#ifndef ZR_TEST_CONTRACT_UPLOADS_H
#define ZR_TEST_CONTRACT_UPLOADS_H

/* The number of tests that failed. */
int contract_uploads_run(void);

#endif
