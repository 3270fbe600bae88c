/* Block I/O with blocks of 512 bytes or more. A block larger than a sector is read, changed and
 * written whole. */
#include "tablet/boot/disk.h"

#include <assert.h>
#include <efilib.h>
#include <string.h>

#define SECTOR_BYTES     512
#define BLOCK_BYTES_MAX  4096 /* of every disk known */
#define HARD_DRIVE_BYTES 42   /* the node's; the struct has padding behind it */
#define PIECE_BYTES      (1024 * 1024)
#define HANDLE_COUNT_MAX 256

/* 5A617279-6100-4000-8000-6F73000000NN as it stands in a GPT. */
static const uint8_t partition_guid[16] = {
	0x79, 0x72, 0x61, 0x5A, 0x00, 0x61, 0x00, 0x40, 0x80, 0x00, 0x6F, 0x73, 0, 0, 0, 0};

static size_t node_bytes(const EFI_DEVICE_PATH *node)
{
	return node->Length[0] | (size_t)node->Length[1] << 8;
}

static bool is_end(const EFI_DEVICE_PATH *node)
{
	return (node->Type & EFI_DP_TYPE_MASK) == END_DEVICE_PATH_TYPE ||
	       node_bytes(node) < sizeof *node;
}

static bool is_hard_drive(const EFI_DEVICE_PATH *node)
{
	return node->Type == MEDIA_DEVICE_PATH && node->SubType == MEDIA_HARDDRIVE_DP &&
	       node_bytes(node) >= HARD_DRIVE_BYTES;
}

/* The partition's node in a path; the bytes before it name the disk. NULL when it names no
 * partition. */
static const EFI_DEVICE_PATH *find_partition(EFI_HANDLE handle, const uint8_t **ret_begin)
{
	const EFI_DEVICE_PATH *node = DevicePathFromHandle(handle);

	*ret_begin = (const uint8_t *)node;
	while (node && !is_end(node)) {
		if (is_hard_drive(node)) {
			return node;
		}
		node = (const EFI_DEVICE_PATH *)((const uint8_t *)node + node_bytes(node));
	}
	return NULL;
}

static bool is_on_same_disk(EFI_HANDLE one, EFI_HANDLE other)
{
	const uint8_t *begin, *other_begin;
	const EFI_DEVICE_PATH *node = find_partition(one, &begin),
			      *other_node = find_partition(other, &other_begin);

	if (!node || !other_node) {
		return false;
	}
	size_t count = (size_t)((const uint8_t *)node - begin);
	return count == (size_t)((const uint8_t *)other_node - other_begin) &&
	       memcmp(begin, other_begin, count) == 0;
}

static bool is_partition(EFI_HANDLE handle, enum zr_partition number)
{
	const uint8_t *begin;
	const HARDDRIVE_DEVICE_PATH *node =
		(const HARDDRIVE_DEVICE_PATH *)find_partition(handle, &begin);
	uint8_t wanted[sizeof partition_guid];

	memcpy(wanted, partition_guid, sizeof wanted);
	wanted[sizeof wanted - 1] = (uint8_t)number;
	return node && node->SignatureType == SIGNATURE_TYPE_GUID &&
	       memcmp(node->Signature, wanted, sizeof wanted) == 0;
}

EFI_STATUS zr_disk_open(struct zr_disk *disk, EFI_HANDLE loader_device, enum zr_partition number)
{
	EFI_HANDLE *handles = NULL;
	UINTN count = 0;
	EFI_STATUS status = LibLocateHandle(ByProtocol, &BlockIoProtocol, NULL, &count, &handles);

	assert(disk && loader_device);
	disk->handle = NULL;
	for (UINTN i = 0; !EFI_ERROR(status) && i < count && i < HANDLE_COUNT_MAX && !disk->handle;
		i++) {
		if (is_partition(handles[i], number) &&
			is_on_same_disk(handles[i], loader_device)) {
			disk->handle = handles[i];
		}
	}
	if (handles) {
		FreePool(handles);
	}
	if (!disk->handle) {
		return EFI_NOT_FOUND;
	}
	status = uefi_call_wrapper(
		BS->HandleProtocol, 3, disk->handle, &BlockIoProtocol, (void **)&disk->block);
	if (!EFI_ERROR(status) && (disk->block->Media->BlockSize < SECTOR_BYTES ||
					  disk->block->Media->BlockSize > BLOCK_BYTES_MAX)) {
		status = EFI_UNSUPPORTED;
	}
	return status;
}

/* Some controllers refuse long transfers; a piece is a multiple of every block. */
static EFI_STATUS read_blocks(
	const struct zr_disk *disk, uint64_t block, uint8_t *bytes, size_t count)
{
	EFI_BLOCK_IO *io = disk->block;
	EFI_STATUS status = EFI_SUCCESS;

	assert(count % io->Media->BlockSize == 0);
	for (size_t done = 0; done < count && !EFI_ERROR(status);) {
		size_t piece = count - done < PIECE_BYTES ? count - done : PIECE_BYTES;
		status = uefi_call_wrapper(io->ReadBlocks, 5, io, io->Media->MediaId,
			block + done / io->Media->BlockSize, piece, bytes + done);
		done += piece;
	}
	return status;
}

EFI_STATUS zr_disk_read(const struct zr_disk *disk, uint64_t at, void *bytes, size_t count)
{
	size_t block_bytes = disk->block->Media->BlockSize, whole = count - count % block_bytes;
	uint8_t block[BLOCK_BYTES_MAX];

	assert(at % SECTOR_BYTES == 0 && count % SECTOR_BYTES == 0);
	assert(at % block_bytes == 0);
	EFI_STATUS status = read_blocks(disk, at / block_bytes, bytes, whole);
	if (!EFI_ERROR(status) && whole < count) {
		status = read_blocks(disk, (at + whole) / block_bytes, block, block_bytes);
		memcpy((uint8_t *)bytes + whole, block, count - whole);
	}
	return status;
}

EFI_STATUS zr_disk_write_sector(const struct zr_disk *disk, uint64_t at, const uint8_t *sector)
{
	EFI_BLOCK_IO *io = disk->block;
	uint8_t block[BLOCK_BYTES_MAX];
	uint64_t number = at / io->Media->BlockSize;

	assert(disk->handle && sector);
	assert(at % io->Media->BlockSize == 0);
	EFI_STATUS status = read_blocks(disk, number, block, io->Media->BlockSize);
	if (EFI_ERROR(status)) {
		memset(block, 0, sizeof block); /* a sector that cannot be read is written anew */
	}
	memcpy(block, sector, SECTOR_BYTES);
	status = uefi_call_wrapper(
		io->WriteBlocks, 5, io, io->Media->MediaId, number, io->Media->BlockSize, block);
	if (!EFI_ERROR(status)) {
		status = uefi_call_wrapper(io->FlushBlocks, 1, io);
	}
	if (!EFI_ERROR(status)) {
		memset(block, 0, sizeof block);
		status = read_blocks(disk, number, block, io->Media->BlockSize);
	}
	if (!EFI_ERROR(status) && memcmp(block, sector, SECTOR_BYTES) != 0) {
		status = EFI_DEVICE_ERROR;
	}
	return status;
}
