package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"relance/internal/cli/frame"
)

// Every command of every script is looked at twice: as the script runs it, and
// once more in French. No screen mixes the two languages.

// TestEveryScreenIsFrenchWhenAskedFor plays the commands of all scripts again in
// French, without what the scripts expect. It plays them in this process, which
// costs a fraction of starting the program seven hundred times; since a process
// has one working folder, nothing else runs meanwhile.
func TestEveryScreenIsFrenchWhenAskedFor(t *testing.T) { //nolint:paralleltest // it changes the working folder
	if testing.Short() {
		t.Skip("it plays every script a second time")
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"script", "store"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no scripts: %v", err)
		}
		for _, file := range files { //nolint:paralleltest // as above
			t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
				defer os.Chdir(home) //nolint:usetesting // the next script fails if it cannot be
				playInFrench(t, folder, file)
			})
		}
	}
}

func playInFrench(t *testing.T, folder, file string) {
	t.Helper()
	script, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	script.Comment = inFrench(script.Comment)
	copied := filepath.Join(t.TempDir(), filepath.Base(file))
	if err := os.WriteFile(copied, txtar.Format(script), 0o600); err != nil {
		t.Fatal(err)
	}
	params := scriptParams(t, folder)
	if folder == "store" {
		params = storeParams(t)
	}
	params.Dir, params.Files, params.UpdateScripts = "", []string{copied}, false
	var stdin []byte
	var given []string
	params.Cmds["give"] = func(ts *testscript.TestScript, _ bool, args []string) { stdin = []byte(ts.ReadFile(args[0])) }
	params.Cmds["play"] = func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(os.Chdir(ts.MkAbs("."))) //nolint:usetesting // the test goes back home
		if given == nil {
			given = filesOf(ts.MkAbs("."))
		}
		s := play(ts, stdin, args)
		given, stdin = append(given, wordsOf(s.Args)), nil
		for _, fault := range s.mixed(given) {
			t.Errorf("relance %s\n\tin French: %s", strings.Join(args, " "), fault)
		}
		for _, fault := range s.codes() {
			t.Errorf("relance %s\n\tshows a code: %s", strings.Join(args, " "), fault)
		}
	}
	testscript.RunT(oneByOne{t}, params)
}

// oneByOne is a test whose scripts do not run beside others.
type oneByOne struct{ *testing.T }

func (t oneByOne) Parallel() {}

func (t oneByOne) Run(_ string, f func(testscript.T)) { f(t) }

func (t oneByOne) Verbose() bool { return testing.Verbose() }

// play runs a command in this process; it may fail: what it prints counts.
func play(ts *testscript.TestScript, stdin []byte, args []string) screen {
	var out, errs bytes.Buffer
	env := scriptEnv(ts.Getenv)
	env.Stdin, env.Stdout, env.Stderr = bytes.NewReader(stdin), io.MultiWriter(ts.Stdout(), &out), io.MultiWriter(ts.Stderr(), &errs)
	Run(context.Background(), args, env)
	return screen{args, frame.Speaks(env, args).Language(), out.String() + "\n" + errs.String()}
}

var (
	plays    = regexp.MustCompile(`^(?:exec|exits \d|! exec) relance (.*)$`)
	expects  = regexp.MustCompile(`^(?:! )?(?:stdout|stderr|cmp|cmpenv|exists|grep) |^exec sh -c 'cmp |^env (?:LANG|LC_ALL|LC_MESSAGES)=`)
	language = regexp.MustCompile(`--lang[ =](?:fr|en) ?`)
)

// inFrench leaves of a script what it does, said in French.
func inFrench(script []byte) []byte {
	out := []string{"env LANG=fr_FR.UTF-8"}
	for line := range strings.SplitSeq(string(script), "\n") {
		switch m := plays.FindStringSubmatch(line); {
		case m != nil && !strings.HasSuffix(line, "&"):
			out = append(out, "play "+language.ReplaceAllString(m[1], ""))
		case strings.HasPrefix(line, "stdin "):
			out = append(out, "give "+line[len("stdin "):])
		case !expects.MatchString(line):
			out = append(out, line)
		}
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// screensFile names the file in which the commands of a script write what they
// print.
const screensFile = "RELANCE_TEST_SCREENS"

// keepScreen lets what a command prints be looked at when its script has ended.
func keepScreen(env frame.Env, args []string) (frame.Env, func()) {
	name := os.Getenv(screensFile)
	if name == "" {
		return env, func() {}
	}
	var out, errs bytes.Buffer
	env.Stdout, env.Stderr = io.MultiWriter(env.Stdout, &out), io.MultiWriter(env.Stderr, &errs)
	return env, func() {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return
		}
		defer f.Close()
		_ = json.NewEncoder(f).Encode(screen{args, frame.Speaks(env, args).Language(), out.String() + "\n" + errs.String()})
	}
}

// lookAtScreens looks at the end of a script at what its commands printed.
func lookAtScreens(t *testing.T, e *testscript.Env) {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "screens")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	e.Setenv(screensFile, f.Name())
	given := filesOf(e.WorkDir)
	e.Defer(func() {
		data, err := os.ReadFile(f.Name())
		if err != nil {
			t.Error(err)
		}
		for dec := json.NewDecoder(bytes.NewReader(data)); dec.More(); {
			var s screen
			if err := dec.Decode(&s); err != nil {
				t.Error(err)
				return
			}
			given = append(given, wordsOf(s.Args))
			for _, fault := range s.mixed(given) {
				t.Errorf("relance %s\n\tin the language %s: %s", strings.Join(s.Args, " "), s.In, fault)
			}
			for _, fault := range s.codes() {
				t.Errorf("relance %s\n\tshows a code: %s", strings.Join(s.Args, " "), fault)
			}
		}
	})
}

// filesOf are the words of a script's files and of their names.
func filesOf(dir string) (out []string) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		out = append(out, bare(d.Name()), bare(strings.ReplaceAll(string(data), ";", " ; ")))
		return err
	})
	return out
}

// wordsOf is what the arguments of a command bring.
func wordsOf(args []string) string { return bare(strings.Join(args, " | ")) }
