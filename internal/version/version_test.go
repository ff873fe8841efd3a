package version

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The image is built without .git: make and the Dockerfile hand the commit over,
// and a program built that way tells it.
func TestAProgramBuiltWithoutACheckoutTellsItsCommit(t *testing.T) {
	t.Parallel()
	const flag = "-X relance/internal/version.commit="
	for file, programs := range map[string]int{"../../Makefile": 1, "../../Dockerfile": 2} { // the Makefile says it once for all
		text, err := os.ReadFile(file)
		if err != nil || strings.Count(string(text), flag+"$") != programs {
			t.Errorf("%s does not set the commit of each program (%v)", file, err)
		}
	}
	dir := t.TempDir()
	main := "package main\n\nimport \"relance/internal/version\"\n\nfunc main() { print(version.String(), \" \", version.BuildID()) }\n"
	tell := filepath.Join("../..", "internal/version/testdata/tell")
	source, err := os.ReadFile(filepath.Join(tell, "main.go"))
	if err != nil || string(source) != main {
		t.Fatalf("the program of this test is another: %v", err)
	}
	program := filepath.Join(dir, "tell")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-ldflags", flag+"0123456789abcdef", "-o", program, "./testdata/tell")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), program).CombinedOutput()
	if want := Release + " (0123456789ab) 01234567"; err != nil || string(out) != want {
		t.Errorf("it tells %q (%v), want %q", out, err, want)
	}
}

func TestTheReleaseHasItsChapterInTheChangelog(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	chapter := regexp.MustCompile(`(?m)^## \[` + regexp.QuoteMeta(strings.TrimPrefix(Release, "v")) + `\]`)
	if !chapter.Match(text) {
		t.Errorf("CHANGELOG.md has no chapter of %s", Release)
	}
}
