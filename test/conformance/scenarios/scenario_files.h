/*
 * The external files of JavaRosa's scenarios. The recorder kept none, so each is written anew from
 * what its cases say: the lists that they expect, the answers that follow from them.
 */
#ifndef ZR_TEST_SCENARIO_FILES_H
#define ZR_TEST_SCENARIO_FILES_H

/* The text of the file of that uri in that case; NULL when the case has none. */
const char *scenario_file(const char *case_name, const char *uri);

#endif
