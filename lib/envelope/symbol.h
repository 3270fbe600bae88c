/*
 * The characters of the codes that people type: Crockford's base32, and the arithmetic of their
 * check characters. Reading forgives what hands do: case, O for 0, I and L for 1. No I/O.
 * Source: crockford.com/base32.html.
 */
#ifndef ZR_ENVELOPE_SYMBOL_H
#define ZR_ENVELOPE_SYMBOL_H

#define ZR_SYMBOL_NONE (-1)

/* 0 to 31, or ZR_SYMBOL_NONE for what stands for nothing. */
int zr_symbol_value(char symbol);

/* The character of 0 to 31. */
char zr_symbol_write(int value);

/* Twice a value in GF(32), x^5 + x^2 + 1: 31 weights before one comes again. */
int zr_symbol_double(int value);

#endif
