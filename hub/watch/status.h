/*
 * `zarya-hub status [HOST:PORT]`: asks the running hub on this machine how it is, by its metrics,
 * and tells a person, in Russian or English by LANG.
 *
 * What it returns is for whoever watches: 0 all is well; 1 the hub runs and needs somebody (commits
 * fail, a queue is full); 2 it does not answer.
 */
#ifndef ZR_HUB_WATCH_STATUS_H
#define ZR_HUB_WATCH_STATUS_H

#include <stddef.h>
#include <stdio.h>

int zr_status_run(const char *address, FILE *out);

#endif
