#!/bin/sh
# Looks for known vulnerabilities in the modules named after the program.
#   vuln.sh GOVULNCHECK MODULE…
# A database that cannot be reached is said and passes: it is no finding. A
# finding fails, and so does a program that cannot be analysed.
set -eu

govulncheck=$1
shift
out=$(mktemp)
trap 'rm -f "$out"' EXIT INT TERM

for module in "$@"; do
	status=0
	(cd "$module" && "$govulncheck" ./...) >"$out" 2>&1 </dev/null || status=$?
	case $status in
	0)
		echo "vuln: $module: no known vulnerability is reached"
		;;
	3)
		cat "$out"
		echo "vuln: $module: known vulnerabilities are reached; update what is named above" >&2
		exit 1
		;;
	*)
		if grep -qiE 'fetching vulnerabilities|no such host|connection refused|i/o timeout|forbidden|unexpected status' "$out"; then
			echo "vuln: $module: the vulnerability database cannot be reached from here; nothing was checked"
		else
			cat "$out"
			echo "vuln: $module: govulncheck failed with status $status" >&2
			exit 1
		fi
		;;
	esac
done
