/*
 * The shell's clock: time since the machine was switched on, which nobody sets (CLOCK_MONOTONIC,
 * clock_gettime(2)). Holds and repeats count by it, and the probe's lines carry it.
 */
#ifndef ZR_SHELL_MOMENT_H
#define ZR_SHELL_MOMENT_H

#include <stdint.h>

int64_t zr_moment_now_us(void);

/* The same as input events have it: wraps after 49 days, so only differences mean something. */
uint32_t zr_moment_now_ms(void);

#endif
