/*
 * The initramfs' only program: from the kernel's hand-over to systemd.
 *
 * How: mounts /dev, /proc, /sys; loads the modules of /modules/list in that order (the build wrote
 * it with dependencies resolved); waits for the partition root-<slot>; puts dm-verity over it when
 * the command line has a root hash; mounts it read-only; puts a tmpfs on /var and on /run, where
 * /run/zarya/slot says which slot runs; moves into it and starts systemd. Linked statically.
 *
 * The slot: behind the signed loader its variable ZaryaSlot, else `zarya.slot=`.
 *
 * Invariants: the root is never mounted writable; nothing on a disk is changed; with a root hash
 * nothing but what belongs to it is ever mounted. A failure is one sentence in the kernel's log and
 * a restart after ZR_FAIL_WAIT_S, which has cost the slot a try. It does not: run fsck, wait for
 * udev, ask anybody anything.
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
#include "tablet/image/verity.h"

#define ROOT_WAIT_MS   20000 /* the slowest SD card seen answers in 3 s */
#define FAIL_WAIT_S    5     /* long enough to photograph the sentence */
#define LINE_BYTES_MAX 4096

/* One write is one line of the kernel's log. Not dprintf(): it asks where in the file it is, which
 * this device refuses, and then writes nothing. */
static void say(const char *text, const char *detail)
{
	char line[LINE_BYTES_MAX];
	ZR_CLEANUP_CLOSE int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	int length = snprintf(
		line, sizeof line, "<3>zarya-init: %s%s%s\n", text, *detail ? ": " : "", detail);

	assert(length > 0);
	if (fd >= 0) {
		(void)write(
			fd, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
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

/* Behind the signed loader a kernel that root could change would make the signature worthless. */
static void must_be_locked_down(void)
{
	static char state[LINE_BYTES_MAX];

	must_mount("securityfs", "/sys/kernel/security", "securityfs",
		MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	read_text("/sys/kernel/security/lockdown", state);
	if (!strstr(state, "[integrity]") && !strstr(state, "[confidentiality]")) {
		fail("the kernel is not locked down", state);
	}
	(void)umount2("/sys/kernel/security", MNT_DETACH);
}

/* The letter that the loader left; a start of the chain without it is none. */
static char read_slot_variable(void)
{
	static const char folder[] = "/sys/firmware/efi/efivars";
	static const char path[] =
		"/sys/firmware/efi/efivars/ZaryaSlot-5a617279-6100-4000-8000-6f7300000000";
	char value[5] = ""; /* four bytes of attributes, the letter */

	if (mount("efivarfs", folder, "efivarfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
		    "") != 0) {
		fail(folder, strerror(errno));
	}
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd >= 0 ? read(fd, value, sizeof value) : 0;
	if (length != sizeof value || (value[4] != 'a' && value[4] != 'b')) {
		fail("the loader did not say which slot this is", "ZaryaSlot");
	}
	(void)umount2(folder, MNT_DETACH);
	return value[4];
}

static void open_root(char slot, const struct zr_verity *verity)
{
	char label[] = "root-a", tree_label[] = "verity-a";
	char name[NAME_MAX + 1], tree[NAME_MAX + 1], device[PATH_MAX];

	assert(slot == 'a' || slot == 'b');
	label[strlen(label) - 1] = tree_label[strlen(tree_label) - 1] = slot;
	wait_for_partition(label, name);
	(void)snprintf(device, sizeof device, "/dev/%s", name);
	if (verity) {
		wait_for_partition(tree_label, tree);
		int code = zr_verity_open(verity, name, tree, device, sizeof device);
		if (code != 0) {
			fail("the root does not belong to its signature", strerror(-code));
		}
	}
	must_mount(device, "/newroot", "erofs", MS_RDONLY | MS_NODEV | MS_NOSUID, "");
}

/* systemd leaves a /run that is there. */
static void say_slot(char slot)
{
	must_mount("tmpfs", "/newroot/run", "tmpfs", MS_NODEV | MS_NOSUID | MS_STRICTATIME,
		"mode=0755,size=20%");
	(void)mkdir("/newroot/run/zarya", 0755);
	ZR_CLEANUP_CLOSE int fd =
		open("/newroot/run/zarya/slot", O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
	if (fd < 0 || dprintf(fd, "%c\n", slot) < 0) {
		fail("/run/zarya/slot", strerror(errno));
	}
}

int main(int argc, char **argv)
{
	static char command_line[LINE_BYTES_MAX];
	struct zr_verity verity;

	(void)argc;
	must_mount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
	must_mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	must_mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
	load_modules();
	read_text("/proc/cmdline", command_line);
	enum zr_verity_word word = zr_verity_parse(command_line, &verity);
	if (word == ZR_VERITY_BROKEN) {
		fail("the command line's root hash is none", "zarya.verity");
	}
	bool is_chain = word == ZR_VERITY_READ;
	char slot = zr_slot_parse(command_line);
	if (is_chain) {
		must_be_locked_down();
		slot = read_slot_variable();
		say("signed and locked down, slot", slot == 'a' ? "a" : "b");
	}
	open_root(slot, is_chain ? &verity : NULL);
	must_mount("tmpfs", "/newroot/var", "tmpfs", MS_NODEV | MS_NOSUID | MS_NOEXEC,
		"mode=0755,size=64m");
	say_slot(slot);
	enter_root();
	(void)execv("/usr/lib/systemd/systemd", argv);
	fail("systemd does not start", strerror(errno));
}
