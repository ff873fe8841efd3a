// Package version tells which build of relance this is: in --version, in
// relance_build_info and, as the build id, in Temporal's history. The page "when
// new code does not fit" goes by it.
package version

import (
	"cmp"
	"runtime/debug"
)

// Release is the version that this source is, or becomes.
const Release = "v0.1.0"

// commit is what make and the image's build put in by -ldflags "-X …": a build
// outside a checkout cannot know it otherwise.
var commit = ""

// Commit is the commit that the program was built from, shortened to twelve
// characters; empty when nobody knows.
func Commit() string {
	full := cmp.Or(commit, recorded())
	return full[:min(12, len(full))]
}

// recorded is the commit that the go command put in by itself.
func recorded() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// String is the release with the commit, as v0.1.0 (0123456789ab).
func String() string {
	if c := Commit(); c != "" {
		return Release + " (" + c + ")"
	}
	return Release + " (unknown commit)"
}

// BuildID names the build where a name must be short; "dev" when the commit is
// unknown.
func BuildID() string {
	c := Commit()
	return cmp.Or(c[:min(8, len(c))], "dev")
}
