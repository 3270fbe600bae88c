# shellcheck shell=bash disable=SC2034
# Part of build.sh: what a board says of itself, read and judged before anything is unpacked. Sourced; uses its variables.

read_board() { # read_board NAME; what a board does not say is empty
	local known word pair faults=()
	modules_first='' modules_later='' modules_chain='' command_line='' chain_command_line='' shell_options='' agent_options='' drop_ins=''
	known=$(compgen -v; echo known)
	# shellcheck source=/dev/null
	. "$here/../boards/$1.conf"
	for word in $(compgen -v | grep -vxF "$known"); do
		faults+=("$word is nothing that a board says")
	done
	[ -n "$modules_first" ] || faults+=("modules_first is missing: what finds the root, and screen and touch")
	[ -n "$modules_chain" ] || faults+=("modules_chain is missing: what reads the loader's word and checks the root")
	[[ " $command_line " =~ [[:space:]]zarya\.slot=[ab][[:space:]] ]] || faults+=("command_line lacks zarya.slot=a")
	for pair in $drop_ins; do
		[[ $pair == *.d/*.conf=* ]] || faults+=("drop_ins: '$pair' is not UNIT.d/NAME.conf=FILE")
		[ -f "$here/../units/${pair##*=}" ] || faults+=("drop_ins: there is no units/${pair##*=}")
	done
	[ ${#faults[@]} -eq 0 ] || { printf "boards/$1.conf: %s\n" "${faults[@]}" >&2; exit 1; }
}
