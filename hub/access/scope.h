/* What lies in the territory of an account. Paths as in hub/store/stored.h. */
#ifndef ZR_HUB_ACCESS_SCOPE_H
#define ZR_HUB_ACCESS_SCOPE_H

#include <stdbool.h>

/* Whether what has that path lies in the territory; "" holds everything, and what has no path lies
 * in "" alone. */
bool zr_scope_has(const char *territory, const char *path);

#endif
