/*
 * The initramfs' only program: from the kernel's hand-over to systemd.
 *
 * How: mounts /dev, /proc, /sys; loads the modules of /modules/list in that order (the build wrote
 * it with dependencies resolved); waits for the partition root-<slot>; mounts it read-only; puts a
 * tmpfs on /var; moves into it and starts systemd. Linked statically, allocates nothing.
 *
 * Invariants: the root is never mounted writable; nothing on a disk is changed. A failure is one
 * sentence in the kernel's log and a restart after ZR_FAIL_WAIT_S, so that a boot loader which
 * counts attempts can choose the other slot. It does not: run fsck, wait for udev, ask anybody
 * anything.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/image/slot.h"

#define ROOT_WAIT_MS   20000 /* the slowest SD card seen answers in 3 s */
#define FAIL_WAIT_S    5     /* long enough to photograph the sentence */
#define LINE_BYTES_MAX 4096

static void say(const char *text, const char *detail)
{
	ZR_CLEANUP_CLOSE int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		(void)dprintf(fd, "<3>zarya-init: %s%s%s\n", text, *detail ? ": " : "", detail);
	}
}

static _Noreturn void fail(const char *text, const char *detail)
{
	say(text, detail);
	struct timespec pause = {.tv_sec = FAIL_WAIT_S};
	(void)nanosleep(&pause, NULL);
	(void)reboot(RB_AUTOBOOT);
	_exit(1);
}

static void must_mount(const char *source, const char *target, const char *type,
	unsigned long flags, const char *options)
{
	assert(target != NULL && type != NULL);
	(void)mkdir(target, 0755);
	if (mount(source, target, type, flags, options) != 0) {
		fail(target, strerror(errno));
	}
}

/* Reads a small text file; an absent one reads as empty. */
static void read_text(const char *path, char text[static LINE_BYTES_MAX])
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd >= 0 ? read(fd, text, LINE_BYTES_MAX - 1) : 0;
	text[length > 0 ? length : 0] = '\0';
}

static void load_module(const char *name)
{
	assert(*name != '\0');
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "/modules/%s", name);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) != 0) {
		if (errno != EEXIST && errno != ENODEV) {
			say(path, strerror(errno));
		}
	}
	(void)unlink(path);
}

static void load_modules(void)
{
	static char list[LINE_BYTES_MAX];
	char *rest = list;

	read_text("/modules/list", list);
	for (char *name; (name = strsep(&rest, "\n"));) {
		if (*name) {
			load_module(name);
		}
	}
}

/* The name of the block device with this partition label into ret_name; false when it is not there.
 */
static bool find_partition(const char *label, char ret_name[static NAME_MAX + 1])
{
	assert(*label != '\0');
	static char uevent[LINE_BYTES_MAX];
	char path[PATH_MAX];
	bool is_found = false;
	DIR *folder = opendir("/sys/class/block");

	for (struct dirent *entry; folder && !is_found && (entry = readdir(folder));) {
		(void)snprintf(path, sizeof path, "/sys/class/block/%s/uevent", entry->d_name);
		read_text(path, uevent);
		if (zr_slot_is_partition(uevent, label)) {
			(void)snprintf(ret_name, NAME_MAX + 1, "%s", entry->d_name);
			is_found = true;
		}
	}
	if (folder) {
		(void)closedir(folder);
	}
	return is_found;
}

static int open_uevents(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		fail("cannot listen for devices", strerror(errno));
	}
	return fd;
}

/* Waits until the partition is there: each device event is a reason to look again. */
static void wait_for_partition(const char *label, char ret_name[static NAME_MAX + 1])
{
	static char event[LINE_BYTES_MAX];
	struct timespec start, now;
	ZR_CLEANUP_CLOSE int fd = open_uevents();

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	while (!find_partition(label, ret_name)) {
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		long left_ms = ROOT_WAIT_MS - (now.tv_sec - start.tv_sec) * 1000L;
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) <= 0) {
			fail("no partition has this label, write the image again", label);
		}
		(void)recv(fd, event, sizeof event, MSG_DONTWAIT);
	}
}

static void enter_root(void)
{
	static const char *const moved[] = {"/dev", "/proc", "/sys"};
	char target[PATH_MAX];

	for (size_t i = 0; i < sizeof moved / sizeof(*moved); i++) {
		(void)snprintf(target, sizeof target, "/newroot%s", moved[i]);
		if (mount(moved[i], target, NULL, MS_MOVE, NULL) != 0) {
			fail(target, strerror(errno));
		}
	}
	(void)unlink("/init");
	if (chdir("/newroot") != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 ||
		chroot(".") != 0 || chdir("/") != 0) {
		fail("cannot enter the root", strerror(errno));
	}
}

int main(int argc, char **argv)
{
	static char command_line[LINE_BYTES_MAX];
	char label[] = "root-a", name[NAME_MAX + 1], device[PATH_MAX];

	(void)argc;
	must_mount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
	must_mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	must_mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	load_modules();
	read_text("/proc/cmdline", command_line);
	static_assert(sizeof label == sizeof "root-a", "its last letter is the slot's");
	label[sizeof label - 2] = zr_slot_parse(command_line);
	wait_for_partition(label, name);
	(void)snprintf(device, sizeof device, "/dev/%s", name);
	must_mount(device, "/newroot", "erofs", MS_RDONLY | MS_NODEV | MS_NOSUID, "");
	must_mount("tmpfs", "/newroot/var", "tmpfs", MS_NODEV | MS_NOSUID | MS_NOEXEC,
		"mode=0755,size=64m");
	enter_root();
	(void)execv("/usr/lib/systemd/systemd", argv);
	fail("systemd does not start", strerror(errno));
}
