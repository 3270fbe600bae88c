/* Writes as much as the port takes; a timer comes back for the rest. */
#include "tablet/ui/beacon.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	RETRY_MS = 20
};

struct zr_beacon {
	int fd;
	GString *waiting;
	guint timer;
};

static void flush(struct zr_beacon *beacon);

static gboolean on_retry(gpointer user)
{
	struct zr_beacon *beacon = user;
	assert(beacon->timer != 0);
	beacon->timer = 0;
	flush(beacon);
	return G_SOURCE_REMOVE;
}

static void flush(struct zr_beacon *beacon)
{
	assert(beacon->fd >= 0 && beacon->waiting->len <= ZR_BEACON_BYTES_MAX);
	while (beacon->waiting->len > 0) {
		ssize_t wrote = write(beacon->fd, beacon->waiting->str, beacon->waiting->len);
		if (wrote > 0) {
			g_string_erase(beacon->waiting, 0, wrote);
		} else if (errno != EINTR) {
			break;
		}
	}
	if (beacon->waiting->len > 0 && beacon->timer == 0) {
		beacon->timer = g_timeout_add(RETRY_MS, on_retry, beacon);
	}
}

struct zr_beacon *zr_beacon_new(const char *path, const char *name)
{
	assert(name != NULL && strchr(name, '/') == NULL);
	g_autofree char *port = g_strconcat("/dev/virtio-ports/org.zarya.", name, NULL);
	int flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	int fd = path == NULL ? open(port, flags) : open(path, flags | O_CREAT | O_APPEND, 0600);
	if (fd < 0) {
		return NULL;
	}
	struct zr_beacon *beacon = g_new0(struct zr_beacon, 1);
	beacon->fd = fd;
	beacon->waiting = g_string_new(NULL);
	return beacon;
}

void zr_beacon_free(struct zr_beacon *beacon)
{
	if (beacon != NULL) {
		if (beacon->timer != 0) {
			g_source_remove(beacon->timer);
		}
		g_string_free(beacon->waiting, TRUE);
		(void)close(beacon->fd);
		g_free(beacon);
	}
}

void zr_beacon_tell(struct zr_beacon *beacon, const char *event, const char *members)
{
	assert(event != NULL && members != NULL);
	assert(members[0] == '\0' || members[0] == ',');
	if (beacon == NULL) {
		return;
	}
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	g_autofree char *line = g_strdup_printf("{\"t\":%" G_GINT64_FORMAT ",\"event\":\"%s\"%s}\n",
		(gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000, event, members);
	if (beacon->waiting->len + strlen(line) <= ZR_BEACON_BYTES_MAX) {
		g_string_append(beacon->waiting, line);
	}
	flush(beacon);
}

void zr_beacon_add_text(GString *json, const char *key, const char *text)
{
	assert(key != NULL);
	assert(json != NULL && text != NULL);
	g_string_append_printf(json, ",\"%s\":\"", key);
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;
		if (byte == '"' || byte == '\\') {
			g_string_append_c(json, '\\');
			g_string_append_c(json, *at);
		} else if (byte < 0x20) {
			g_string_append_printf(json, "\\u%04x", byte);
		} else {
			g_string_append_c(json, *at);
		}
	}
	g_string_append_c(json, '"');
}

void zr_beacon_add_bool(GString *json, const char *key, bool value)
{
	assert(json != NULL && key != NULL);
	g_string_append_printf(json, ",\"%s\":%s", key, value ? "true" : "false");
}

void zr_beacon_add_rect(GString *json, const char *key, const int rect[static 4])
{
	assert(json != NULL && key != NULL);
	g_string_append_printf(
		json, ",\"%s\":[%d,%d,%d,%d]", key, rect[0], rect[1], rect[2], rect[3]);
}
