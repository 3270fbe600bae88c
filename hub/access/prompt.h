/* A password from whoever runs the command: typed unseen and twice, or a line that comes by a pipe.
 */
#ifndef ZR_HUB_ACCESS_PROMPT_H
#define ZR_HUB_ACCESS_PROMPT_H

#include <stddef.h>

#include "lib/base/error.h"

/* From the standard input. ZR_E_INVALID: nothing came, too much, or the two are not alike. */
int zr_prompt_read_password(char *ret_password, size_t size, struct zr_error *error) ZR_MUST_CHECK;

#endif
