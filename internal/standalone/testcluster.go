package standalone

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// testDatabaseVariable names the environment variable by which tests use a
// database that is already there instead of the shared cluster.
const testDatabaseVariable = "RELANCE_TEST_DATABASE_URL"

//go:embed testcluster.sh
var testClusterScript string

// shared counts the users of the test cluster inside this process.
var shared struct {
	sync.Mutex
	users int
	url   string
}

// TestCluster returns the address of a PostgreSQL for tests, as superuser, and
// a function that gives it back. All test processes of a user share one
// cluster, fast and without durability, that ends and vanishes with the last
// of them, even when that one is killed; under `go test` it lives as long as
// the go command, so that packages need not start it anew. Callers keep apart
// by schemas or databases with names of their own.
func TestCluster(ctx context.Context) (databaseURL string, release func(), err error) {
	if given := os.Getenv(testDatabaseVariable); given != "" {
		return given, func() {}, nil
	}
	shared.Lock()
	defer shared.Unlock()
	dir := testClusterDir()
	if shared.users == 0 {
		if shared.url, err = joinTestCluster(ctx, dir); err != nil {
			return "", nil, err
		}
	}
	shared.users++
	return shared.url, sync.OnceFunc(func() { releaseTestCluster(dir) }), nil
}

func releaseTestCluster(dir string) {
	shared.Lock()
	defer shared.Unlock()
	if shared.users--; shared.users == 0 {
		_ = os.Remove(registration(dir, os.Getpid()))
	}
}

func testClusterDir() string {
	return filepath.Join(os.TempDir(), "relance-test-"+strconv.Itoa(os.Geteuid()))
}

func registration(dir string, pid int) string {
	return filepath.Join(dir, "run", "users", strconv.Itoa(pid))
}

// testCluster is one attempt to join or start the shared cluster; its lock
// makes attempts of several processes follow one another.
type testCluster struct {
	dir, run, dataDir string
	account           account
}

func joinTestCluster(ctx context.Context, dir string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making the folder of the test cluster: %w", err)
	}
	if uid, _, err := owner(dir); err != nil || uid != os.Geteuid() {
		return "", fmt.Errorf("the folder %s belongs to user %d, not to us: %w", dir, uid, errors.Join(err, fs.ErrPermission))
	}
	dir, err := absolute(dir)
	if err != nil {
		return "", err
	}
	lock, err := waitLock(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return "", fmt.Errorf("waiting for the test cluster: %w", err)
	}
	defer lock.release()
	t := testCluster{dir: dir, run: filepath.Join(dir, "run"), dataDir: filepath.Join(dir, "run", dataName)}
	for attempt := 1; ; attempt++ {
		address, err := t.joinOrStart(ctx)
		if err == nil || attempt == 5 || ctx.Err() != nil {
			return address, err
		}
	}
}

func (t testCluster) joinOrStart(ctx context.Context) (string, error) {
	if pid := t.watcher(); pid != 0 {
		if address, err := t.join(ctx); err == nil {
			return address, nil
		}
		if !waitGone(pid, 30*time.Second) {
			return "", fmt.Errorf("the test cluster in %s neither works nor ends; end process %d", t.dir, pid)
		}
	}
	return t.start(ctx)
}

// watcher returns the number of the process that looks after the cluster, 0
// when there is none.
func (t testCluster) watcher() int {
	pid, err := postmasterPID(filepath.Join(t.dir, "watcher.pid"))
	if err != nil || !alive(pid) || !servesFolder(pid, t.run) {
		return 0
	}
	return pid
}

// join registers this process; it fails when the cluster is just closing.
func (t testCluster) join(ctx context.Context) (string, error) {
	if err := t.register(); err != nil {
		return "", err
	}
	address, err := readText(filepath.Join(t.dir, "url"))
	if err == nil {
		err = ping(ctx, address)
	}
	if err != nil {
		_ = os.Remove(registration(t.dir, os.Getpid()))
		return "", err
	}
	return address, nil
}

// register writes the files that keep the cluster running: one for us and
// one for the go command that runs us.
func (t testCluster) register() error {
	pids := []int{os.Getpid()}
	if comm, _ := readText(fmt.Sprintf("/proc/%d/comm", os.Getppid())); comm == "go" {
		pids = append(pids, os.Getppid())
	}
	for _, pid := range pids {
		path := registration(t.dir, pid)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			return fmt.Errorf("registering as a user: %w", err)
		}
		if err := t.account.give(path); err != nil {
			return err
		}
	}
	return nil
}

// start makes a fresh cluster; what an interrupted one left is removed.
func (t testCluster) start(ctx context.Context) (string, error) {
	binaries, err := FindBinaries(ctx, 0)
	if err != nil {
		return "", err
	}
	if err := stopOrphan(t.dataDir, time.Second); err != nil {
		return "", err
	}
	if t.account, err = serverAccount(t.dir); err != nil {
		return "", err
	}
	password, err := t.layOut()
	if err != nil {
		return "", err
	}
	if err := makeCluster(ctx, binaries, t.account, t.dataDir, password, false); err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	if err := t.startWatcher(binaries, port); err != nil {
		return "", err
	}
	c := &postgresCluster{port: port, password: password, options: clusterOptions{Log: slog.New(slog.DiscardHandler)}}
	return t.waitReady(ctx, c)
}

func (t testCluster) layOut() (password string, err error) {
	users := filepath.Join(t.run, "users")
	if err := errors.Join(os.RemoveAll(t.run), os.MkdirAll(users, 0o755),
		t.account.give(t.run), t.account.give(users)); err != nil {
		return "", fmt.Errorf("preparing the test cluster: %w", err)
	}
	if err := t.register(); err != nil {
		return "", err
	}
	return keptSecret(filepath.Join(t.run, "password"))
}

func (t testCluster) startWatcher(b Binaries, port int) error {
	server := append([]string{b.path("postgres")},
		serverArgs(t.dataDir, port, clusterOptions{FastUnsafe: true, MaxConnections: 300})...)
	cmd := exec.Command("/bin/sh", append([]string{"-c", testClusterScript, "relance-test-cluster"}, server...)...)
	cmd.Dir, cmd.Env = t.run, serverEnvironment()
	// It must outlive this process, its terminal and its process group.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: t.account.credential()}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the test cluster: %w", err)
	}
	pid := cmd.Process.Pid
	go func() { _ = cmd.Wait() }()
	return writePrivate(filepath.Join(t.dir, "watcher.pid"), []byte(strconv.Itoa(pid)+"\n"))
}

func (t testCluster) waitReady(ctx context.Context, c *postgresCluster) (string, error) {
	for {
		err := ping(ctx, c.URL("postgres"))
		if err == nil {
			break
		}
		if ctx.Err() != nil || t.watcher() == 0 {
			log := logSince(filepath.Join(t.run, "postgres.log"), 0, 12)
			return "", fmt.Errorf("starting the test cluster: %w\n%s", err, strings.TrimSpace(log))
		}
		time.Sleep(25 * time.Millisecond)
	}
	if err := c.createDatabase(ctx, databaseName); err != nil {
		return "", err
	}
	address := c.URL(databaseName)
	return address, writePrivate(filepath.Join(t.dir, "url"), []byte(address+"\n"))
}
