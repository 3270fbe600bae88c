/*
 * A link that is up is all that is asked: whether the hub is behind it, only the hub can say. What
 * rtnetlink tells is thrown away, for /sys says it in one word.
 */
#include "tablet/shell/bar/network.h"

#include <assert.h>
#include <dirent.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tablet/shell/bar/sysfs.h"

bool zr_network_is_up(const char *directory)
{
	const char *root = directory ? directory : "/sys/class/net";
	DIR *folder = opendir(root);
	bool is_up = false;
	const struct dirent *entry;
	while (folder && !is_up && (entry = readdir(folder))) {
		char state[32];
		is_up = entry->d_name[0] != '.' && strcmp(entry->d_name, "lo") != 0 &&
			zr_sysfs_read(root, entry->d_name, "operstate", state, sizeof state) &&
			strcmp(state, "up") == 0;
	}
	if (folder) {
		closedir(folder);
	}
	return is_up;
}

int zr_network_open(void)
{
	const struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void zr_network_drain(int fd)
{
	assert(fd >= 0);
	char bytes[8192];
	while (recv(fd, bytes, sizeof bytes, 0) > 0) {
	}
}
