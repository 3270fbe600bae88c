/* The socket that a listener listens on. */
#ifndef ZR_HTTP_ENDPOINT_H
#define ZR_HTTP_ENDPOINT_H

#include "lib/base/error.h"

/* Bound and listening at "127.0.0.1:8080" or "[::1]:8080"; port 0: any free one. ZR_E_INVALID,
 * ZR_E_IO. */
int zr_endpoint_open(const char *address, int *ret_fd, struct zr_error *error) ZR_MUST_CHECK;

/* The port that it got; 0 when it is no such socket. */
unsigned zr_endpoint_port(int fd);

#endif
