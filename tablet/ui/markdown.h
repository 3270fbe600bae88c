/*
 * Labels of questionnaires as ODK writes them (a little Markdown, a little HTML) into Pango markup.
 *
 * Known: **bold**, __bold__, *italic*, _italic_, # headings, - lists, [text](url), \ escapes, and
 * the tags b strong i em u s br p h1-h6 span/font with a colour. Anything else is shown as it
 * stands; scripts and attributes never reach Pango. What comes out is always well formed.
 */
#ifndef ZR_UI_MARKDOWN_H
#define ZR_UI_MARKDOWN_H

/* The caller frees both (g_free). Text that is not UTF-8 is repaired. */
char *zr_markdown_convert(const char *label);

/* The same without any markup, on one line: for rows and titles. */
char *zr_markdown_strip(const char *label);

#endif
