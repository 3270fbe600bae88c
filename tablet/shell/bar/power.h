/* The battery, as /sys/class/power_supply tells it. */
#ifndef ZR_SHELL_POWER_H
#define ZR_SHELL_POWER_H

#include <stdbool.h>

/* Reads the first battery under directory (NULL: the system's). False when there is none. */
bool zr_power_read(const char *directory, int *ret_percent, bool *ret_is_charging);

#endif
