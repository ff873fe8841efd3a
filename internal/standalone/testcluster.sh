# Runs one PostgreSQL for all test processes that are registered in users/,
# one file per process number, and ends with the last of them, however it
# ends. Joining and closing cannot cross: rmdir succeeds only when nobody is
# registered, and nobody can register once the folder is gone.
# Arguments: the postgres program and its arguments. Works in the folder that
# holds users/ and postgres/.
set -u

alive() {
	if [ -r "/proc/$1/stat" ]; then
		read -r line <"/proc/$1/stat" 2>/dev/null || return 1
		case $line in *') Z '*) return 1 ;; esac
		return 0
	fi
	kill -0 "$1" 2>/dev/null
}

"$@" >>postgres.log 2>&1 </dev/null &
server=$!

while alive "$server"; do
	for file in users/*; do
		number=${file##*/}
		[ "$number" = '*' ] || alive "$number" || rm -f "$file"
	done
	rmdir users 2>/dev/null
	[ -d users ] || break # closed, or somebody deleted the folder
	sleep 0.2
done

kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf users postgres
