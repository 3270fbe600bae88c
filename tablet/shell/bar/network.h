/* Whether any network is up, and a socket that says when that may have changed. */
#ifndef ZR_SHELL_NETWORK_H
#define ZR_SHELL_NETWORK_H

#include <stdbool.h>

/* Looks at every interface but the loopback one under directory (NULL: /sys/class/net). */
bool zr_network_is_up(const char *directory);

/* A non-blocking rtnetlink socket that becomes readable when a link changes; -1 where there is
 * none. The caller's. */
int zr_network_open(void);

/* Takes what waits on the socket and throws it away: it only means "look again". */
void zr_network_drain(int fd);

#endif
