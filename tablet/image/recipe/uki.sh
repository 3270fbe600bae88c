#!/bin/bash
# The signed kernel image of build/image once more, as another release. Usage: uki.sh RELEASE OUT [BOARD]
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
to=$(readlink -m "$2")
cd "$here/../../.."
out=build/image
say() { printf '  image: %s\n' "$*"; }
# shellcheck source=board.sh
. "$here/board.sh"
# shellcheck source=chain.sh
. "$here/chain.sh"
read_board "${3:-qemu}"
make_uki "$1" "$to"
rm -f "$to.unsigned"
