#!/bin/sh
# build-progress.sh NAME ARGUMENT…: `go build ARGUMENT…` that tells how far it is,
# "building NAME: 312 of 841 packages": at once how many there are, then on a
# terminal in one line that changes, in a log every fiftieth package. GO names another go command.
set -u
go=${GO:-go}
name=$1
shift
paths= # a package that was built with other paths in it is built anew
for argument; do
	[ "$argument" = -trimpath ] && paths=-trimpath
done
total=$("$go" list $paths -deps -f '{{if .Stale}}x{{end}}' . | grep -c x) # what it downloads first, it names
[ "$total" -eq 0 ] || printf 'building %s: 0 of %d packages\n' "$name" "$total" >&2
{
	"$go" build -v "$@" 2>&1
	echo "exit $?"
} | {
	n=0 status=1
	[ -t 2 ] && terminal=1 || terminal=
	while IFS= read -r line; do
		case $line in
		"exit "*) status=${line#exit } ;;
		*[!A-Za-z0-9._/~+-]* | "") # no package: what the compiler has to say
			[ -n "$terminal" ] && [ "$n" -gt 0 ] && printf '\n' >&2
			printf '%s\n' "$line" >&2
			;;
		*)
			n=$((n + 1))
			[ "$n" -le "$total" ] || total=$n
			if [ -n "$terminal" ]; then
				printf '\rbuilding %s: %d of %d packages' "$name" "$n" "$total" >&2
			elif [ $((n % 50)) -eq 0 ]; then
				printf 'building %s: %d of %d packages\n' "$name" "$n" "$total" >&2
			fi
			;;
		esac
	done
	if [ -n "$terminal" ] && [ "$n" -gt 0 ]; then printf '\n' >&2; fi
	if [ "$status" = 0 ]; then printf 'built %s: %d packages\n' "$name" "$n" >&2; fi
	exit "$status"
}
