#!/bin/sh
# Checks that the tree is as its own tools would leave it.
#   verify.sh MODULE…
# Every fault is shown before the script fails.
set -u

failed=0
fault() {
	echo "verify: $1" >&2
	failed=1
}

for module in "$@"; do
	(cd "$module" && go mod tidy -diff) || fault "$module/go.mod is not tidy: run make tidy"
done

unformatted=$(gofmt -l activities workflows worker starter internal)
[ -z "$unformatted" ] || fault "not formatted (run make fmt): $unformatted"

if grep -rqs --include='*.go' '^//go:generate' activities workflows worker starter internal; then
	before=$(git status --porcelain; git diff)
	go generate ./... || fault "go generate failed"
	[ "$before" = "$(git status --porcelain; git diff)" ] || fault "generated files are out of date: commit what go generate wrote"
fi

for script in .ci/run internal/standalone/install-postgres.sh; do
	[ -x "$script" ] || fault "$script is not executable"
done

[ "$failed" -eq 0 ] && echo "verify: the tree is clean"
exit "$failed"
