// Package dist holds what a packaged relance consists of besides its programs: the
// systemd unit, an example configuration, the file of secrets, the man page and the
// recipe of the .deb. `make dist` puts them together; its tests look at the files,
// and, with the build tag dist, install and start what was made.
package dist
