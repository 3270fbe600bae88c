/* The A/B record as the loader reads and writes it; what it means is lib/slots/slots.h. */
#ifndef ZR_BOOT_BOOT_RECORD_H
#define ZR_BOOT_BOOT_RECORD_H

#include "lib/slots/ab_record.h"
#include "tablet/boot/disk.h"

struct zr_boot_record {
	struct zr_disk disk;
	struct zr_ab_copies copies;
	int newest;
	struct zr_slots slots;
};

/* A record that is lost or cannot be read is what zr_slots_init_lost() assumes. Fails only without
 * the partition. */
EFI_STATUS zr_boot_record_open(struct zr_boot_record *record, EFI_HANDLE loader_device);

/* Writes record->slots, both copies, each durably. Fails when neither could be written: then
 * nothing may be started that counts on it. */
EFI_STATUS zr_boot_record_write(struct zr_boot_record *record);

#endif
