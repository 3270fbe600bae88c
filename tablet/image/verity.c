/* create, load the table, resume: what `dmsetup create` does. The kernel answers into the same
 * buffer. */
#include "tablet/image/verity.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "lib/base/cleanup.h"

#define TABLE_BYTES_MAX 512
#define SECTORS_A_BLOCK (ZR_VERITY_BLOCK_BYTES / 512)

struct call {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char table[TABLE_BYTES_MAX];
};

static void begin(struct call *call)
{
	memset(call, 0, sizeof *call);
	call->head.version[0] = DM_VERSION_MAJOR;
	call->head.data_size = sizeof *call;
	call->head.data_start = offsetof(struct call, target);
	call->head.flags = DM_READONLY_FLAG;
	(void)snprintf(call->head.name, sizeof call->head.name, "zarya-root");
}

static int load_table(
	int control, const struct zr_verity *verity, const char *data, const char *tree)
{
	struct call call;

	begin(&call);
	call.head.target_count = 1;
	call.target.length = (uint64_t)verity->blocks * SECTORS_A_BLOCK;
	(void)snprintf(call.target.target_type, sizeof call.target.target_type, "verity");
	int length = snprintf(call.table, sizeof call.table,
		"1 /dev/%s /dev/%s %d %d %u 0 sha256 %s %s 1 panic_on_corruption", data, tree,
		ZR_VERITY_BLOCK_BYTES, ZR_VERITY_BLOCK_BYTES, verity->blocks, verity->root_hash,
		verity->salt);
	if (length < 0 || (size_t)length >= sizeof call.table) {
		return -ENAMETOOLONG;
	}
	return ioctl(control, DM_TABLE_LOAD, &call) == 0 ? 0 : -errno;
}

int zr_verity_open(const struct zr_verity *verity, const char *data, const char *tree,
	char *ret_device, size_t size)
{
	struct call call;

	assert(verity && verity->blocks > 0);
	assert(data && tree && ret_device);
	ZR_CLEANUP_CLOSE int control = open("/dev/mapper/control", O_RDWR | O_CLOEXEC);
	if (control < 0) {
		return -errno;
	}
	begin(&call);
	if (ioctl(control, DM_DEV_CREATE, &call) != 0) {
		return -errno;
	}
	int code = load_table(control, verity, data, tree);
	if (code != 0) {
		return code;
	}
	begin(&call);
	if (ioctl(control, DM_DEV_SUSPEND, &call) != 0) { /* without the suspend flag it resumes */
		return -errno;
	}
	(void)snprintf(ret_device, size, "/dev/dm-%u", minor(call.head.dev));
	return 0;
}
