#!/bin/sh
# Puts the built page beside the installed hub. Run by meson install; `./zarya build` makes the page.
set -eu
page=$MESON_SOURCE_ROOT/hub/console/dist
place=$MESON_INSTALL_DESTDIR_PREFIX/share/zarya-hub/console
[ -f "$page/index.html" ] || { echo "the console page is not built: run ./zarya build"; exit 0; }
rm -rf "$place"
mkdir -p "$place"
cp -r "$page/." "$place/"
