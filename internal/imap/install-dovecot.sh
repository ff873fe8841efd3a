#!/bin/sh
# Installs Dovecot, the mail server that the tests of the mailbox read from,
# with the system's package manager, only when it is missing. Safe to run again;
# it leaves no system-wide server running: the tests run their own. Where there
# is no apt-get, those tests are left out, and say so.
set -eu

say() { printf '%s\n' "install-dovecot: $*"; }

if command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ]; then
	say "nothing to do: $(PATH=$PATH:/usr/sbin dovecot --version) is here"
	exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
	say "no apt-get here: the tests against a real mail server are left out"
	exit 0
fi

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		say "installing packages needs root, and sudo is not here: the tests against a real mail server are left out"
		exit 0
	fi
}

# While this file says no (101), Debian's packages start no service.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
	as_root chmod 755 "$policy"
	made=yes
fi
install() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends dovecot-imapd
}
status=0
install || { as_root apt-get update -q && install; } || status=$?
[ -z "$made" ] || as_root rm -f "$policy"
[ "$status" -eq 0 ] || {
	say "error: the package dovecot-imapd could not be installed"
	exit "$status"
}
say "installed: $(PATH=$PATH:/usr/sbin dovecot --version); no service was started"
