/*
 * What can be read off the running hub at any moment: how full its queues are, how many are
 * connected. The hub says where to look before its listeners open, and takes it back behind them.
 */
#ifndef ZR_HUB_WATCH_GAUGES_H
#define ZR_HUB_WATCH_GAUGES_H

#include <stddef.h>

struct zr_listener;
struct zr_queue;

#define ZR_GAUGES_QUEUE_COUNT    5
#define ZR_GAUGES_LISTENER_COUNT 2

struct zr_gauges {
	struct {
		const char *name;
		struct zr_queue *queue;
	} queues[ZR_GAUGES_QUEUE_COUNT];
	struct {
		const char *name;
		struct zr_listener *const *listener; /* it may not be open yet */
	} listeners[ZR_GAUGES_LISTENER_COUNT];
};

#endif
