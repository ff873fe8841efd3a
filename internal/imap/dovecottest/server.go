// Package dovecottest runs Dovecot, a real mail server, for a test: on a
// loopback port, with a folder of its own, as a user without rights. Tests that
// need it are left out where it is not installed (make dovecot).
package dovecottest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// User and Password open the only mailbox.
const (
	User     = "compta"
	Password = "secret"
)

// Server is a Dovecot that a test may stop, kill and start again.
type Server struct {
	Port int // of IMAP inside TLS, on 127.0.0.1

	t     testing.TB
	dir   string
	bin   string
	uid   int
	gid   int
	name  string
	roots *x509.CertPool
	cmd   *exec.Cmd
}

// Start runs a server until the test ends. The test is skipped where Dovecot 2.3
// is not installed.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t}
	var err error
	if s.bin, err = exec.LookPath("dovecot"); err != nil {
		if s.bin, err = exec.LookPath("/usr/sbin/dovecot"); err != nil {
			t.Skip("Dovecot is not installed: make dovecot")
		}
	}
	if out, err := exec.Command(s.bin, "--version").Output(); err != nil || !strings.HasPrefix(string(out), "2.3.") {
		t.Skipf("Dovecot 2.3 is wanted, here is %s", out)
	}
	if s.dir, err = os.MkdirTemp("", "dovecot"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(s.dir) })
	s.owner()
	s.configure()
	s.Up()
	t.Cleanup(s.Kill)
	return s
}

// owner is whom the server runs as: us, or nobody when we are root.
func (s *Server) owner() {
	me, err := user.Current()
	if err == nil && me.Uid == "0" {
		me, err = user.Lookup("nobody")
	}
	if err == nil {
		s.name = me.Username
		s.uid, err = strconv.Atoi(me.Uid)
	}
	if err == nil {
		s.gid, err = strconv.Atoi(me.Gid)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// own gives files to the server.
func (s *Server) own() {
	s.t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil || os.Getuid() != 0 {
			return err
		}
		return os.Lchown(path, s.uid, s.gid)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) configure() {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	s.certify()
	group := s.name
	if g, err := user.LookupGroupId(strconv.Itoa(s.gid)); err == nil {
		group = g.Name
	}
	text := strings.NewReplacer("DIR", s.dir, "USER", s.name, "GROUP", group, "PORT", strconv.Itoa(s.Port)).Replace(configuration)
	for name, content := range map[string]string{"dovecot.conf": text} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "mail"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.own()
}

const configuration = `base_dir = DIR/run
state_dir = DIR/state
log_path = DIR/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <DIR/cert.pem
ssl_key = <DIR/key.pem
default_login_user = USER
default_internal_user = USER
default_internal_group = GROUP
first_valid_uid = 1
mail_location = maildir:DIR/mail/%u
mail_uid = USER
mail_gid = GROUP
mail_max_userip_connections = 50
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=USER gid=GROUP home=DIR/mail/%u
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = PORT
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
  mailbox Clients {
    auto = create
  }
}
`

// certify makes a certificate that only this test trusts.
func (s *Server) certify() {
	s.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "dovecot"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		s.t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		s.t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(filepath.Join(s.dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		s.t.Fatal(err)
	}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(certificate)
}

// Trust is the configuration of TLS that trusts the server.
func (s *Server) Trust() *tls.Config {
	return &tls.Config{RootCAs: s.roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// Up starts the server and waits until it answers.
func (s *Server) Up() {
	s.t.Helper()
	_ = os.RemoveAll(filepath.Join(s.dir, "run")) // sockets of one that was killed
	s.cmd = exec.Command(s.bin, "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		s.cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(s.uid), Gid: uint32(s.gid)}
	}
	s.cmd.Dir = s.dir
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 200 {
		if conn, err := (&tls.Dialer{Config: s.Trust()}).Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.Port)); err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	s.t.Fatalf("Dovecot does not answer:\n%s", log)
}

// Stop ends the server in good order.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the server and all that it runs, as a machine that loses its power
// does (kill -9).
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

func (s *Server) end(with syscall.Signal) {
	if s.cmd == nil {
		return
	}
	_ = syscall.Kill(-s.cmd.Process.Pid, with)
	_ = s.cmd.Wait()
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) // what it leaves behind
	s.cmd = nil
}

// NumberAnew makes the server give other numbers to the mails of a folder
// (UIDVALIDITY), as after a move to another machine. The server must be down.
func (s *Server) NumberAnew(folder string) {
	s.t.Helper()
	dir := filepath.Join(s.dir, "mail", User)
	if folder != "INBOX" {
		dir = filepath.Join(dir, "."+folder)
	}
	files, err := filepath.Glob(filepath.Join(dir, "dovecot*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil {
			s.t.Fatal(err)
		}
	}
}
