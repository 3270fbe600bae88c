/* What metrics say to a person. Pure. */
#ifndef ZR_HUB_WATCH_TELLING_H
#define ZR_HUB_WATCH_TELLING_H

#include <stdio.h>

/* Writes it in Russian or English, a line each. text: the metrics, with a NUL. 0: all is well; 1:
 * the hub needs somebody. */
int zr_telling_tell(const char *text, int is_russian, FILE *out);

#endif
