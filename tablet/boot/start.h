/* One slot's signed image: read whole into memory, its release held against the floor, checked by
 * the firmware from that very memory, started. */
#ifndef ZR_BOOT_START_H
#define ZR_BOOT_START_H

#include "lib/slots/slots.h"
#include "tablet/boot/disk.h"

/* Why a slot did not start; the last screen shows the number. */
enum zr_start_fault {
	ZR_START_RETURNED = 0, /* it was started and gave the machine back */
	ZR_START_NO_PARTITION = 1,
	ZR_START_UNREADABLE = 2, /* the disk fails */
	ZR_START_NO_IMAGE = 3,   /* no signed image stands in the partition, or a part of one */
	ZR_START_OLD = 4,        /* its release is below the floor, or it has none */
	ZR_START_REFUSED = 5,    /* the firmware refuses its signature */
	ZR_START_NO_MEMORY = 6,
};

struct zr_start {
	EFI_HANDLE loader;
	EFI_HANDLE device; /* the loader came from */
	enum zr_slot_index slot;
	uint32_t uki_bytes; /* as the record says, 0 when it does not */
	uint32_t floor;
};

/* Returns only when the slot did not start. */
enum zr_start_fault zr_start_slot(const struct zr_start *start);

#endif
