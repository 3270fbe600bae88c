/*
 * What every application does before its first page and after its last: the options that all have,
 * the screen, the panel's size and the style sheet, and the loop that ends when the window is
 * closed or the system asks. The pages between are the application's own.
 */
#ifndef ZR_UI_LAUNCH_H
#define ZR_UI_LAUNCH_H

#include <getopt.h>
#include <gtk/gtk.h>
#include <stdbool.h>

struct zr_launch {
	const char *probe;  /* NULL: the machine's port, if any */
	int origin[2];      /* of the window on the screen, pixels: for the probe */
	int size[2];        /* of the window at first, pixels */
	double dots_per_mm; /* 0: what the panel says */
	bool has_language;  /* one was given, and is set */
};

/* A whole tablet of 1280 by 800, below the status bar. */
struct zr_launch zr_launch_default(void);

/* For the table of getopt_long(), and the lines of the usage about them. */
/* clang-format off */
#define ZR_LAUNCH_OPTIONS                                                                          \
	{"probe", required_argument, NULL, 'p'},                                                   \
	{"origin", required_argument, NULL, 'o'},                                                  \
	{"size", required_argument, NULL, 'z'},                                                    \
	{"language", required_argument, NULL, 'l'},                                                \
	{"dots-per-mm", required_argument, NULL, 'm'}
/* clang-format on */
#define ZR_LAUNCH_USAGE                                                                            \
	"          [--probe PATH] [--origin X,Y] [--size WxH] [--dots-per-mm N]\n"                 \
	"          [--language ru|en|tt|ba|cv]\n"                                                  \
	"--dots-per-mm (4.4 to 16) stands for what the panel says of its size.\n"

/* Takes one of these options; value is borrowed for good. -1 when it is another or is wrong. */
int zr_launch_take(struct zr_launch *launch, int option, const char *value);

/* Opens the screen and dresses what will be shown on it. false: there is no screen. */
bool zr_launch_open(const struct zr_launch *launch);

/* Shows the window and returns when it is closed or SIGTERM came; it is still the caller's. */
void zr_launch_run(GtkWidget *window);

#endif
