#!/bin/sh
# dist.sh BIN OUT VERSION: makes OUT/relance_VERSION_ARCH.deb and
# OUT/relance_VERSION_linux_ARCH.tar.gz of BIN/relance and BIN/temporald, with
# BIN/nfpm, and their sums. GO names another go command.
set -eu
bin=$1 out=$2 version=${3#v}
here=$(cd "$(dirname "$0")" && pwd)
arch=$("${GO:-go}" env GOARCH)
name=relance_${version}_linux_${arch}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$out" "$root/$name"
rm -f "$out"/relance_*
cp "$bin/relance" "$bin/temporald" "$root/$name/"
cp "$here"/files/relance.service "$here"/files/relance.yaml "$here"/files/environment "$here"/../../LICENSE "$root/$name/"
gzip -9nc "$here/files/relance.1" >"$root/$name/relance.1.gz"
tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -czf "$out/$name.tar.gz" "$name"

cp "$here"/files/postinst "$here"/files/prerm "$root/$name/"
chmod 0755 "$root/$name/postinst" "$root/$name/prerm"
sed -e "s|@ROOT@|$root/$name|" -e "s|@VERSION@|$version|" -e "s|@ARCH@|$arch|" "$here/files/nfpm.yaml" >"$root/nfpm.yaml"
"$bin/nfpm" package --config "$root/nfpm.yaml" --packager deb --target "$out/relance_${version}_${arch}.deb"
(cd "$out" && sha256sum relance_* >SHA256SUMS)
ls -l "$out"
