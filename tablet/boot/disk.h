/*
 * The disk that the loader came from: its partitions, by the unique GUIDs that the image gives them
 * (see tablet/image/recipe/disk.sh), read and written in bytes. Other disks are not looked at: a
 * stick with the same image on it must not become the tablet.
 */
#ifndef ZR_BOOT_DISK_H
#define ZR_BOOT_DISK_H

#include <efi.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The last byte of a partition's GUID is its number. */
enum zr_partition {
	ZR_PARTITION_AB = 2,
	ZR_PARTITION_UKI_A = 3,
	ZR_PARTITION_UKI_B = 4,
};

struct zr_disk {
	EFI_HANDLE handle; /* of the partition */
	EFI_BLOCK_IO *block;
};

/* NOT_FOUND when the disk of loader_device has no such partition. */
EFI_STATUS zr_disk_open(struct zr_disk *disk, EFI_HANDLE loader_device, enum zr_partition number);

/* bytes at byte at, both multiples of 512. */
EFI_STATUS zr_disk_read(const struct zr_disk *disk, uint64_t at, void *bytes, size_t count);

/* Writes one sector of 512 bytes durably: flushed, and read back from the disk. DEVICE_ERROR when
 * it reads back as anything else. */
EFI_STATUS zr_disk_write_sector(const struct zr_disk *disk, uint64_t at, const uint8_t *sector);

#endif
