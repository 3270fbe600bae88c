/*
 * The loader: the first program of a tablet that its owner signed, and the only one on the ESP. It
 * is never replaced in the field.
 *
 * How: reads the record, lets lib/slots choose, takes the try from the slot durably, starts it
 * (start.c). A slot that does not start is passed by until the power is off. When none is left it
 * says so, waits for a person or ten minutes, gives each slot one more try and begins again by a
 * restart.
 *
 * Invariants: nothing runs before its try is on the disk; when the record cannot be written, a slot
 * is started all the same, but only one that was good before: a tablet whose record cannot be
 * written still works, an update on trial cannot be counted.
 */
#include <efi.h>
#include <efilib.h>

#include "tablet/boot/boot_record.h"
#include "tablet/boot/last_screen.h"
#include "tablet/boot/start.h"

#define RETRY_WAIT_S 600
#define NO_RECORD    100 /* the code when the disk has no partition for it */

/* Of the faults of slots A and B: tens and ones. 9 says that the slot was not tried: empty or out
 * of tries. */
static unsigned code_of(const unsigned fault[ZR_SLOT_COUNT])
{
	return fault[ZR_SLOT_A] * 10 + fault[ZR_SLOT_B];
}

static unsigned start_slots(struct zr_boot_record *record, EFI_HANDLE loader, EFI_HANDLE device)
{
	unsigned fault[ZR_SLOT_COUNT] = {9, 9}, passed = 0;

	for (enum zr_slot_index i; (i = zr_slots_choose(&record->slots, passed)) != ZR_SLOT_NONE;) {
		const struct zr_slot *slot = &record->slots.slot[i];
		passed |= 1u << i;
		zr_slots_count_down(&record->slots, i);
		if (EFI_ERROR(zr_boot_record_write(record)) && !slot->is_good) {
			fault[i] = ZR_START_UNREADABLE;
			continue;
		}
		struct zr_start start = {.loader = loader,
			.device = device,
			.slot = i,
			.uki_bytes = slot->uki_bytes,
			.floor = record->slots.floor};
		fault[i] = zr_start_slot(&start);
		zr_last_screen_note((char)('a' + (int)i), fault[i]);
	}
	return code_of(fault);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	EFI_LOADED_IMAGE *loaded = NULL;
	static struct zr_boot_record record;
	unsigned code = NO_RECORD;

	InitializeLib(image, table);
	EFI_STATUS status = uefi_call_wrapper(
		BS->HandleProtocol, 3, image, &LoadedImageProtocol, (void **)&loaded);
	bool has_record = !EFI_ERROR(status) &&
			  !EFI_ERROR(zr_boot_record_open(&record, loaded->DeviceHandle));
	if (has_record) {
		code = start_slots(&record, image, loaded->DeviceHandle);
	}
	zr_last_screen_show_dead(code, RETRY_WAIT_S);
	if (has_record && zr_slots_try_again(&record.slots)) {
		(void)zr_boot_record_write(&record);
	}
	(void)uefi_call_wrapper(RT->ResetSystem, 4, EfiResetCold, EFI_SUCCESS, 0, NULL);
	return EFI_ABORTED;
}
