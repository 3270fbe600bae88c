/* One table, both ways. */
#include "lib/envelope/symbol.h"

#include <assert.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int zr_symbol_value(char symbol)
{
	if (symbol >= 'a' && symbol <= 'z') {
		symbol = (char)(symbol - 'a' + 'A');
	}
	switch (symbol) {
	case 'O':
		return 0;
	case 'I':
	case 'L':
		return 1;
	case '\0':
		return ZR_SYMBOL_NONE;
	default:
		break;
	}
	const char *found = strchr(digits, symbol);
	return found == NULL ? ZR_SYMBOL_NONE : (int)(found - digits);
}

char zr_symbol_write(int value)
{
	assert(value >= 0 && value < 32);
	return digits[value];
}

int zr_symbol_double(int value)
{
	assert(value >= 0 && value < 32);
	return (value << 1 & 0x1f) ^ (value & 0x10 ? 0x05 : 0);
}
