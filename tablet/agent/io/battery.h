/* How full the battery is. */
#ifndef ZR_AGENT_BATTERY_H
#define ZR_AGENT_BATTERY_H

#include <stdint.h>

/* Percent of the first battery that the kernel names, -1 when there is none. */
int32_t zr_battery_percent(void);

#endif
