/* How full the battery is. */
#ifndef ZR_AGENT_BATTERY_H
#define ZR_AGENT_BATTERY_H

#include <stdint.h>

/* Where the kernel keeps power supplies. */
#define ZR_BATTERY_FOLDER "/sys/class/power_supply"

/* Percent of the first battery that the folder names, -1 when there is none. */
int32_t zr_battery_percent(const char *directory);

#endif
