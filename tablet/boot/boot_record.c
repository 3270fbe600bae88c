/* One copy that fails is lived with: the other is the record, and the next writing tries both
 * again. */
#include "tablet/boot/boot_record.h"

#include <assert.h>
#include <string.h>

EFI_STATUS zr_boot_record_open(struct zr_boot_record *record, EFI_HANDLE loader_device)
{
	assert(record);
	memset(record, 0, sizeof *record);
	EFI_STATUS status = zr_disk_open(&record->disk, loader_device, ZR_PARTITION_AB);
	if (EFI_ERROR(status)) {
		return status;
	}
	for (unsigned i = 0; i < ZR_AB_RECORD_COPY_COUNT; i++) {
		uint8_t *copy = record->copies.copy[i];
		if (EFI_ERROR(zr_disk_read(&record->disk, (uint64_t)i * ZR_AB_RECORD_GAP_BYTES,
			    copy, ZR_AB_RECORD_BYTES))) {
			memset(copy, 0, ZR_AB_RECORD_BYTES);
		}
	}
	record->newest = zr_ab_record_newest(&record->copies, &record->slots);
	return EFI_SUCCESS;
}

EFI_STATUS zr_boot_record_write(struct zr_boot_record *record)
{
	EFI_STATUS result = EFI_DEVICE_ERROR;
	unsigned first = zr_ab_record_put(&record->copies, record->newest, &record->slots);

	assert(record->disk.handle);
	assert(first < ZR_AB_RECORD_COPY_COUNT);
	for (unsigned i = 0; i < ZR_AB_RECORD_COPY_COUNT; i++) {
		unsigned copy = i == 0 ? first : 1 - first;
		EFI_STATUS status = zr_disk_write_sector(&record->disk,
			(uint64_t)copy * ZR_AB_RECORD_GAP_BYTES, record->copies.copy[copy]);
		if (!EFI_ERROR(status)) {
			record->newest = (int)copy;
			result = EFI_SUCCESS;
		}
	}
	return result;
}
