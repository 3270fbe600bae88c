/* The loader's only screen: what a person sees when no slot starts. Text of our own letters on the
 * firmware's picture, and the same in Latin letters on its console, which may be a serial line. */
#ifndef ZR_BOOT_LAST_SCREEN_H
#define ZR_BOOT_LAST_SCREEN_H

#include <stdint.h>

/* Shows the sentences in Russian and English with the code (four digits or fewer). Returns when a
 * key was pressed or after wait_s seconds. */
void zr_last_screen_show_dead(unsigned code, unsigned wait_s);

/* A line to the console alone, for who looks at the serial line: which slot failed and why. */
void zr_last_screen_note(char slot, unsigned fault);

#endif
