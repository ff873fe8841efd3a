#!/bin/sh
# Installs the PostgreSQL server binaries with the system's package manager,
# only when none is found. Safe to run again; it never leaves a system-wide
# PostgreSQL running or enabled that was not there before: relance runs its
# own private cluster from these binaries.
set -eu

say() { printf '%s\n' "install-postgres: $*"; }

# find_server prints the folder that holds initdb, pg_ctl and postgres.
find_server() {
	path_initdb=$(command -v initdb 2>/dev/null || true)
	for dir in \
		"${RELANCE_PG_BIN:-}" \
		"${path_initdb%/initdb}" \
		/usr/lib/postgresql/*/bin \
		/usr/pgsql-*/bin \
		/usr/libexec/postgresql*/ \
		/opt/homebrew/opt/postgresql*/bin \
		/usr/local/opt/postgresql*/bin \
		/Applications/Postgres.app/Contents/Versions/latest/bin \
		/usr/local/pgsql/bin; do
		dir=${dir%/}
		if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ]; then
			printf '%s\n' "$dir"
			return 0
		fi
	done
	return 1
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		say "error: installing packages needs root, and sudo is not here" >&2
		say "hint: run this script as root, or set DATABASE_URL to a PostgreSQL you already have" >&2
		exit 1
	fi
}

# Debian's packages make and start a cluster "main" on installation unless
# this file, read by postgresql-common, says otherwise beforehand. It is put
# back as it was, so that a cluster wanted later is made as usual.
install_debian() {
	conf=/etc/postgresql-common/createcluster.conf
	saved=
	as_root mkdir -p /etc/postgresql-common
	if [ -f "$conf" ]; then
		saved=$(mktemp)
		cat "$conf" >"$saved"
	fi
	printf 'create_main_cluster = false\n' | as_root tee "$conf" >/dev/null
	status=0
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		-o Dpkg::Options::=--force-confold postgresql || status=$?
	if [ "$status" -ne 0 ]; then
		say "the package was not found as is; refreshing the package lists"
		status=0
		as_root apt-get update -q || true
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
			-o Dpkg::Options::=--force-confold postgresql || status=$?
	fi
	if [ -n "$saved" ]; then
		as_root tee "$conf" <"$saved" >/dev/null
		rm -f "$saved"
	else
		as_root rm -f "$conf"
	fi
	return "$status"
}

if dir=$(find_server); then
	say "nothing to do: $("$dir/postgres" --version) is in $dir"
	exit 0
fi

if command -v apt-get >/dev/null 2>&1; then
	say "installing the package postgresql with apt-get (no system-wide cluster)"
	install_debian
elif command -v dnf >/dev/null 2>&1; then
	say "installing postgresql-server and postgresql-contrib with dnf (service not enabled)"
	as_root dnf install -y postgresql-server postgresql-contrib
elif command -v apk >/dev/null 2>&1; then
	say "installing postgresql and postgresql-contrib with apk (service not enabled)"
	as_root apk add --no-cache postgresql postgresql-contrib
elif command -v brew >/dev/null 2>&1; then
	say "installing postgresql with brew (service not started)"
	brew install postgresql
else
	say "error: none of apt-get, dnf, apk and brew is here" >&2
	say "hint: install PostgreSQL 14 or newer by hand, or set DATABASE_URL to a server you already have" >&2
	exit 1
fi

if dir=$(find_server); then
	say "installed: $("$dir/postgres" --version) in $dir; no service was started"
else
	say "error: the package was installed but initdb, pg_ctl and postgres were not found" >&2
	say "hint: set RELANCE_PG_BIN to the folder that holds them" >&2
	exit 1
fi
