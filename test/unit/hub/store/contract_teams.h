/* The contract's teams. */
#ifndef ZR_TEST_CONTRACT_TEAMS_H
#define ZR_TEST_CONTRACT_TEAMS_H

/* The number of tests that failed. */
int contract_teams_run(void);

#endif
