/*
 * Owned locals: declared with a cleanup attribute, initialised where they stand, moved by ZR_TAKE.
 *
 *	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
 *	ZR_CLEANUP_FREE char *text = NULL;
 *	ZR_CLEANUP_CLOSE int fd = -1;
 *
 * For a type whose destructor takes a pointer ZR_DEFINE_CLEANUP(struct zr_form *, zr_form_free)
 * makes zr_form_freep:
 *
 *	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
 */
#ifndef ZR_BASE_CLEANUP_H
#define ZR_BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

#define ZR_CLEANUP(function) __attribute__((cleanup(function)))

#define ZR_DEFINE_CLEANUP(type, function)                                                          \
	static inline void function##p(type *pointer)                                              \
	{                                                                                          \
		function(*pointer);                                                                \
	}                                                                                          \
	_Static_assert(1, "a semicolon follows")

static inline void zr_cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void zr_cleanup_close(const int *fd)
{
	if (*fd >= 0) {
		(void)close(*fd);
	}
}

#define ZR_CLEANUP_FREE  ZR_CLEANUP(zr_cleanup_free)
#define ZR_CLEANUP_CLOSE ZR_CLEANUP(zr_cleanup_close)

/* The value of an owned pointer or descriptor; the local no longer owns it. */
#define ZR_TAKE(pointer)                                                                           \
	__extension__({                                                                            \
		__typeof__(pointer) taken_ = (pointer);                                            \
		(pointer) = NULL;                                                                  \
		taken_;                                                                            \
	})
#define ZR_TAKE_FD(fd)                                                                             \
	__extension__({                                                                            \
		int taken_ = (fd);                                                                 \
		(fd) = -1;                                                                         \
		taken_;                                                                            \
	})

#endif
