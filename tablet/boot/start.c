/*
 * The image is read once, and its head again in what was read: the first look only says how much
 * there is. The floor is compared with the number inside the same bytes whose signature LoadImage
 * then takes: the disk cannot show one image to the one and another to the other.
 *
 * The system learns which slot it is from a volatile EFI variable, not from the command line: that
 * one is signed and the same in both slots.
 */
#include "tablet/boot/start.h"

#include <assert.h>
#include <efilib.h>
#include <string.h>

#include "lib/slots/uki.h"

/* 5A617279-6100-4000-8000-6F7300000000 */
static EFI_GUID zarya_guid = {0x5A617279, 0x6100, 0x4000, {0x80, 0x00, 0x6F, 0x73, 0, 0, 0, 0}};

static enum zr_start_fault measure(
	const struct zr_disk *disk, uint32_t expected_bytes, struct zr_uki *ret_uki)
{
	static uint8_t head[ZR_UKI_HEAD_BYTES];

	if (EFI_ERROR(zr_disk_read(disk, 0, head, sizeof head))) {
		return ZR_START_UNREADABLE;
	}
	if (!zr_uki_read(head, sizeof head, ret_uki) ||
		(expected_bytes != 0 && expected_bytes != ret_uki->bytes)) {
		return ZR_START_NO_IMAGE;
	}
	return ZR_START_RETURNED;
}

static enum zr_start_fault run(
	const struct zr_start *start, const struct zr_disk *disk, void *image, UINTN bytes)
{
	assert(bytes > 0 && bytes <= ZR_SLOT_UKI_BYTES_MAX);
	CHAR8 slot = start->slot == ZR_SLOT_A ? 'a' : 'b';
	EFI_HANDLE handle = NULL;
	EFI_STATUS status = uefi_call_wrapper(BS->LoadImage, 6, FALSE, start->loader,
		DevicePathFromHandle(disk->handle), image, bytes, &handle);

	if (EFI_ERROR(status)) {
		if (handle) { /* a security violation leaves it loaded */
			(void)uefi_call_wrapper(BS->UnloadImage, 1, handle);
		}
		return ZR_START_REFUSED;
	}
	status = uefi_call_wrapper(RT->SetVariable, 5, L"ZaryaSlot", &zarya_guid,
		EFI_VARIABLE_BOOTSERVICE_ACCESS | EFI_VARIABLE_RUNTIME_ACCESS, sizeof slot, &slot);
	if (!EFI_ERROR(status)) {
		(void)uefi_call_wrapper(BS->StartImage, 3, handle, NULL, NULL);
	}
	return ZR_START_RETURNED;
}

static enum zr_start_fault load(const struct zr_start *start, const struct zr_disk *disk,
	const struct zr_uki *uki, uint8_t *image)
{
	if (EFI_ERROR(zr_disk_read(disk, 0, image, (uki->bytes + 511u) / 512 * 512))) {
		return ZR_START_UNREADABLE;
	}
	struct zr_uki whole;
	if (!zr_uki_read(image, ZR_UKI_HEAD_BYTES, &whole) || whole.bytes != uki->bytes) {
		return ZR_START_NO_IMAGE;
	}
	uint32_t release = zr_uki_release(image, &whole);
	if (release == 0 || release < start->floor) {
		return ZR_START_OLD;
	}
	return run(start, disk, image, uki->bytes);
}

enum zr_start_fault zr_start_slot(const struct zr_start *start)
{
	struct zr_disk disk;
	struct zr_uki uki;
	EFI_PHYSICAL_ADDRESS memory = 0;

	assert(start && start->slot < ZR_SLOT_COUNT);
	if (EFI_ERROR(zr_disk_open(&disk, start->device,
		    start->slot == ZR_SLOT_A ? ZR_PARTITION_UKI_A : ZR_PARTITION_UKI_B))) {
		return ZR_START_NO_PARTITION;
	}
	enum zr_start_fault fault = measure(&disk, start->uki_bytes, &uki);
	if (fault != ZR_START_RETURNED) {
		return fault;
	}
	UINTN pages = EFI_SIZE_TO_PAGES((UINTN)uki.bytes + 511);
	if (EFI_ERROR(uefi_call_wrapper(
		    BS->AllocatePages, 4, AllocateAnyPages, EfiLoaderData, pages, &memory))) {
		return ZR_START_NO_MEMORY;
	}
	fault = load(start, &disk, &uki, (uint8_t *)(uintptr_t)memory);
	(void)uefi_call_wrapper(BS->FreePages, 2, memory, pages);
	return fault;
}
