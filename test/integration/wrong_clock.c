/*
 * Preloaded by a test: the wall clock is off by the seconds that stand in the file ZARYA_CLOCK
 * names, read anew each time, so that it can jump. Who sets it changes the file and not the
 * machine. Clocks that only count are left alone.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *ret_now);
int clock_settime(clockid_t clock, const struct timespec *now);
time_t time(time_t *ret_now);
int gettimeofday(struct timeval *restrict ret_now, void *restrict zone);

static long offset_s(void)
{
	char text[32] = "";
	const char *path = getenv("ZARYA_CLOCK");
	int fd = path != NULL ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		ssize_t bytes = read(fd, text, sizeof text - 1);
		text[bytes > 0 ? bytes : 0] = '\0';
		(void)close(fd);
	}
	return strtol(text, NULL, 10);
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
	int result = (int)syscall(SYS_clock_gettime, clock, ret_now);
	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
		ret_now->tv_sec += offset_s();
	}
	return result;
}

int clock_settime(clockid_t clock, const struct timespec *now)
{
	struct timespec real = {0};
	const char *path = getenv("ZARYA_CLOCK");
	if (clock != CLOCK_REALTIME || path == NULL ||
		syscall(SYS_clock_gettime, clock, &real) < 0) {
		return -1;
	}
	FILE *file = fopen(path, "we");
	if (file == NULL) {
		return -1;
	}
	(void)fprintf(file, "%ld", (long)(now->tv_sec - real.tv_sec));
	return fclose(file) == 0 ? 0 : -1;
}

time_t time(time_t *ret_now)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (ret_now != NULL) {
		*ret_now = now.tv_sec;
	}
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret_now, void *restrict zone)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	*ret_now = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
	return 0;
}
