/* What the compiler and lib/slots call and gnu-efi has not. */
#include <efi.h>
#include <efilib.h>
#include <string.h>

int memcmp(const void *one, const void *other, size_t count)
{
	const uint8_t *a = one, *b = other;
	size_t i = 0;

	while (i < count && a[i] == b[i]) {
		i++;
	}
	return i == count ? 0 : a[i] - b[i];
}

/* What assert() calls in lib/slots: a loader that contradicts itself must not go on. */
_Noreturn void __assert_fail(
	const char *expression, const char *file, unsigned int place, const char *function)
{
	Print(L"Zarya: %a (%a:%d, %a)\r\n", expression, file, place, function);
	(void)uefi_call_wrapper(RT->ResetSystem, 4, EfiResetCold, EFI_ABORTED, 0, NULL);
	for (;;) {
	}
}
