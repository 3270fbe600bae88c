/* Letters are mixed over a plain ground into one line's picture, which the firmware copies to the
 * screen. A firmware without a picture has its console, in English. */
#include "tablet/boot/last_screen.h"

#include <assert.h>
#include <efi.h>
#include <efilib.h>
#include <stdbool.h>

#include "tablet/boot/font.h"

enum {
	MARGIN = 64,
	LINE_WIDTH_MAX = 1920,
	LINE_HEIGHT_MAX = 48,
	UNITS_PER_SECOND = 10000000, /* of the firmware's timer */
};

static const EFI_GRAPHICS_OUTPUT_BLT_PIXEL ground = {.Blue = 0x2A, .Green = 0x1E, .Red = 0x14};

/* "%" becomes the code. */
static const char *const sentences[] = {
	"Планшет не может запустить систему. Код %.",
	"Записи остались в планшете. Нажмите кнопку громкости или подождите",
	"десять минут: планшет попробует ещё раз. Если не поможет, отдайте",
	"его в своё управление и назовите код.",
	"",
	"The tablet cannot start its system. Code %.",
	"Your records are still in it. Press a volume button or wait",
	"ten minutes: the tablet will try again. If that does not help,",
	"hand it in at your office and tell them the code.",
};

static EFI_GRAPHICS_OUTPUT_BLT_PIXEL line[LINE_HEIGHT_MAX * LINE_WIDTH_MAX];

static UINTN width_of(const EFI_GRAPHICS_OUTPUT_PROTOCOL *screen)
{
	UINTN width = screen->Mode->Info->HorizontalResolution;
	assert(width > 0);
	return width < LINE_WIDTH_MAX ? width : LINE_WIDTH_MAX;
}

/* One character of our own UTF-8 text, of one to three bytes. */
static unsigned next_character(const char **text)
{
	const uint8_t *at = (const uint8_t *)*text;
	unsigned count = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : 3;
	unsigned character = count == 1 ? at[0] : at[0] & (count == 2 ? 0x1Fu : 0x0Fu);

	for (unsigned i = 1; i < count; i++) {
		character = character << 6 | (at[i] & 0x3Fu);
	}
	*text += count;
	return character;
}

static const struct zr_glyph *find_glyph(unsigned character)
{
	for (unsigned i = 0; i < zr_font_glyph_count; i++) {
		if (zr_font_glyphs[i].character == character) {
			return &zr_font_glyphs[i];
		}
	}
	return NULL;
}

static uint8_t mix(uint8_t from, uint8_t cover)
{
	return (uint8_t)(from + (255 - from) * cover / 255);
}

static UINTN draw_glyph(const struct zr_glyph *glyph, UINTN x, UINTN width)
{
	assert(x <= width);
	if (!glyph || x + glyph->width > width) {
		return x;
	}
	const uint8_t *cover = zr_font_pixels + glyph->at;
	for (unsigned y = 0; y < zr_font_height; y++) {
		for (unsigned i = 0; i < glyph->width; i++, cover++) {
			EFI_GRAPHICS_OUTPUT_BLT_PIXEL *pixel = &line[y * width + x + i];
			pixel->Red = mix(ground.Red, *cover);
			pixel->Green = mix(ground.Green, *cover);
			pixel->Blue = mix(ground.Blue, *cover);
		}
	}
	return x + glyph->width;
}

static UINTN draw_number(unsigned number, UINTN x, UINTN width)
{
	for (unsigned unit = 1000; unit > 0; unit /= 10) {
		if (number >= unit || unit == 1) {
			x = draw_glyph(find_glyph('0' + number / unit % 10), x, width);
		}
	}
	return x;
}

static void draw_sentence(const char *text, unsigned code, UINTN width)
{
	UINTN x = MARGIN < width ? MARGIN : width;

	assert(text && width <= LINE_WIDTH_MAX);
	for (UINTN i = 0; i < zr_font_height * width; i++) {
		line[i] = ground;
	}
	while (*text) {
		unsigned character = next_character(&text);
		x = character == '%' ? draw_number(code, x, width)
				     : draw_glyph(find_glyph(character), x, width);
	}
}

static bool draw_screen(unsigned code)
{
	EFI_GRAPHICS_OUTPUT_PROTOCOL *screen = NULL;
	EFI_STATUS status = LibLocateProtocol(&GraphicsOutputProtocol, (void **)&screen);
	EFI_GRAPHICS_OUTPUT_BLT_PIXEL colour = ground;

	assert(zr_font_height <= LINE_HEIGHT_MAX);
	if (EFI_ERROR(status) || !screen) {
		return false;
	}
	UINTN width = width_of(screen), height = screen->Mode->Info->VerticalResolution;
	(void)uefi_call_wrapper(screen->Blt, 10, screen, &colour, EfiBltVideoFill, 0, 0, 0, 0,
		screen->Mode->Info->HorizontalResolution, height, 0);
	for (UINTN i = 0; i < sizeof sentences / sizeof(*sentences); i++) {
		UINTN y = MARGIN + i * (zr_font_height + 8);
		if (y + zr_font_height <= height) {
			draw_sentence(sentences[i], code, width);
			(void)uefi_call_wrapper(screen->Blt, 10, screen, line, EfiBltBufferToVideo,
				0, 0, 0, y, width, zr_font_height, width * sizeof *line);
		}
	}
	return true;
}

void zr_last_screen_show_dead(unsigned code, unsigned wait_s)
{
	EFI_EVENT timer = NULL;

	assert(wait_s > 0 && code < 10000);

	Print(L"Zarya: no slot starts, code %d\r\n", code);
	(void)draw_screen(code);
	EFI_STATUS status = uefi_call_wrapper(BS->CreateEvent, 5, EVT_TIMER, 0, NULL, NULL, &timer);
	if (!EFI_ERROR(status)) {
		EFI_EVENT events[] = {timer, ST->ConIn->WaitForKey};
		UINTN which = 0;
		EFI_INPUT_KEY key;
		(void)uefi_call_wrapper(ST->ConIn->Reset, 2, ST->ConIn, FALSE);
		(void)uefi_call_wrapper(
			BS->SetTimer, 3, timer, TimerRelative, (UINT64)wait_s * UNITS_PER_SECOND);
		(void)uefi_call_wrapper(
			BS->WaitForEvent, 3, sizeof events / sizeof(*events), events, &which);
		(void)uefi_call_wrapper(ST->ConIn->ReadKeyStroke, 2, ST->ConIn, &key);
		(void)uefi_call_wrapper(BS->CloseEvent, 1, timer);
	}
}

void zr_last_screen_note(char slot, unsigned fault)
{
	assert(slot == 'a' || slot == 'b');
	Print(L"Zarya: slot %c does not start, fault %d\r\n", (CHAR16)slot, fault);
}
