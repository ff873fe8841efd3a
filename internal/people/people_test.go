package people

import (
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"

	"relance/internal/dunning"
)

// stream is a source of bytes that looks random and repeats in each test.
type stream struct{ state [32]byte }

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		if i%32 == 0 {
			s.state = sha256.Sum256(s.state[:])
		}
		p[i] = s.state[i%32]
	}
	return len(p), nil
}

func TestAPasswordIsKnownAgainByItsHashAlone(t *testing.T) {
	t.Parallel()
	stored, err := HashPassword(&stream{}, "cheval agrafe pile correct")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored as %s", stored)
	}
	if ok, stale := PasswordIs(stored, "cheval agrafe pile correct"); !ok || stale {
		t.Errorf("right password: %v, stale %v", ok, stale)
	}
	for _, wrong := range []string{"", "cheval", "Cheval agrafe pile correct", "cheval agrafe pile correct "} {
		if ok, _ := PasswordIs(stored, wrong); ok {
			t.Errorf("%q is taken for it", wrong)
		}
	}
}

func TestAHashOfAnOlderCostIsStale(t *testing.T) {
	t.Parallel()
	old := cost{memory: 8 * 1024, passes: 1, threads: 1}
	salt := []byte("sixteen bytes ok")
	if ok, stale := PasswordIs(old.encode(salt, old.key("a long password", salt, 32)), "a long password"); !ok || !stale {
		t.Errorf("ok %v, stale %v; want both", ok, stale)
	}
}

func TestAForgedHashIsOfNoPassword(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{
		"", "secret", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=0,t=0,p=0$AAAA$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$****$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$",
	} {
		if ok, _ := PasswordIs(stored, ""); ok {
			t.Errorf("%q lets somebody in", stored)
		}
	}
}

func TestWeakPasswordsAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{
		"court": false, "aaaaaaaaaaaaaaaa": false, "éééééééééééé": false, "claire.brunel-2026": false, strings.Repeat("x y", 100): false,
		"cheval agrafe pile correct": true, "éééé ñññ 漢字漢字漢": true,
	} {
		if err := CheckPassword("claire.brunel@example.fr", password); (err == nil) != ok || (err != nil && dunning.ErrorCode(err) != dunning.CodeInvalid) {
			t.Errorf("%.20q: %v", password, err)
		}
	}
}

func TestATokenCannotBeMistypedUnnoticed(t *testing.T) {
	t.Parallel()
	token, err := NewToken(&stream{})
	if err != nil || !TokenIsWhole(token) || len(token) != len(tokenPrefix)+43+6 {
		t.Fatalf("%q, %v", token, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		c := rapid.SampledFrom([]byte("abcXYZ019_-")).Draw(t, "by")
		if changed := token[:i] + string(c) + token[i+1:]; changed != token && TokenIsWhole(changed) {
			t.Fatalf("%s passes for %s", changed, token)
		}
	})
	for _, none := range []string{"", tokenPrefix, "Bearer", tokenPrefix + "short", token[:20]} {
		if TokenIsWhole(none) {
			t.Errorf("%q passes for a token", none)
		}
	}
}

func TestRecoveryCodesAreReadHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	codes, err := NewRecoveryCodes(&stream{})
	if err != nil || len(codes) != recoveryCount {
		t.Fatal(codes, err)
	}
	seen := map[Hash]bool{}
	for _, c := range codes {
		if h := RecoveryHash(c); seen[h] || h != RecoveryHash(strings.ToUpper(strings.ReplaceAll(c, "-", " "))) {
			t.Errorf("%s is not read alike, or comes twice", c)
		} else {
			seen[h] = true
		}
	}
}

func TestACodeOfTheAuthenticatorCountsOnce(t *testing.T) {
	t.Parallel()
	a, err := NewAuthenticator(&stream{}, "claire@example.fr")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.Secret); err != nil || !strings.HasPrefix(a.URL, "otpauth://totp/relance:claire") {
		t.Fatalf("%q %q %v", a.Secret, a.URL, err)
	}
	at := time.Date(2026, 11, 27, 9, 0, 5, 0, time.UTC)
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(a.Secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	step, ok := CheckCode(a.Secret, code(at), at, 0)
	if !ok {
		t.Fatal("the code of this instant is refused")
	}
	if _, ok := CheckCode(a.Secret, code(at), at.Add(10*time.Second), step); ok {
		t.Error("the same code counts twice")
	}
	for name, row := range map[string]struct {
		typed time.Time
		ok    bool
	}{
		"of the step before":        {at.Add(-period), true},
		"of the step after":         {at.Add(period), true},
		"of two steps before":       {at.Add(-2 * period), false},
		"of two steps after":        {at.Add(2 * period), false},
		"older than the last taken": {at.Add(-period), true},
	} {
		if _, ok := CheckCode(a.Secret, code(row.typed), at, 0); ok != row.ok {
			t.Errorf("a code %s: %v, want %v", name, ok, row.ok)
		}
	}
	if _, ok := CheckCode(a.Secret, code(at.Add(-period)), at, step); ok {
		t.Error("a code of an earlier step counts after a later one")
	}
}

func TestASessionEndsWhenItIsIdleOldOrEnded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		s     Session
		alive bool
	}{
		"fresh":   {Session{Created: now, LastSeen: now}, true},
		"idle":    {Session{Created: now.Add(-9 * time.Hour), LastSeen: now.Add(-Idle)}, false},
		"old":     {Session{Created: now.Add(-Absolute), LastSeen: now}, false},
		"ended":   {Session{Created: now, LastSeen: now, Ended: now}, false},
		"in use":  {Session{Created: now.Add(-Absolute + time.Minute), LastSeen: now.Add(-time.Hour)}, true},
		"nothing": {Session{}, false},
	} {
		if got := row.s.Alive(now); got != row.alive {
			t.Errorf("%s: alive %v", name, got)
		}
	}
}

func TestTheWaitGrowsAndHasAnEnd(t *testing.T) {
	t.Parallel()
	for _, try := range []Try{LoginTry("claire"), NetworkTry("192.0.2.7")} {
		before := time.Duration(0)
		for n := range 1000 {
			w := try.Wait(n)
			if n < try.Free && w != 0 || n >= try.Free && w < 2*time.Second || w < before || w > longestWait {
				t.Fatalf("after %d failures %s, after %d %s", n-1, before, n, w)
			}
			before = w
		}
	}
	if w := LoginTry("claire").Wait; w(7) != 8*time.Second || w(999) != longestWait {
		t.Errorf("7: %s, 999: %s", w(7), w(999))
	}
}

func TestTriesAreCountedByLoginAndByNetwork(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		a, b Try
		same bool
	}{
		"a login however it is typed":  {LoginTry("Claire@Example.fr "), LoginTry("claire@example.fr"), true},
		"two logins":                   {LoginTry("claire"), LoginTry("paul"), false},
		"a password and a code":        {LoginTry("claire"), CodeTry("claire"), false},
		"a login that is an address":   {LoginTry("192.0.2.7"), NetworkTry("192.0.2.7"), false},
		"an address in two ways":       {NetworkTry("192.0.2.7"), NetworkTry("::ffff:192.0.2.7"), true},
		"neighbours":                   {NetworkTry("192.0.2.7"), NetworkTry("192.0.2.8"), false},
		"one connection of IPv6":       {NetworkTry("2001:db8:1:2::1"), NetworkTry("2001:db8:1:2:ffff::9"), true},
		"two connections of IPv6":      {NetworkTry("2001:db8:1:2::1"), NetworkTry("2001:db8:1:3::1"), false},
		"one of the own link":          {NetworkTry("fe80::1%eth0"), NetworkTry("fe80::2%eth1"), true},
		"what is no address is itself": {NetworkTry("unknown"), NetworkTry("unknown"), true},
	} {
		if got := row.a == row.b; got != row.same {
			t.Errorf("%s: counted together %v", name, got)
		}
	}
}

func TestAProofIsFreshForAShortWhile(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		s     Session
		fresh bool
	}{
		"just signed in": {Session{Proved: now}, true},
		"a while ago":    {Session{Proved: now.Add(-FreshFor)}, false},
		"never":          {Session{}, false},
	} {
		if got := row.s.Fresh(now); got != row.fresh {
			t.Errorf("%s: fresh %v", name, got)
		}
	}
}

func TestNoRandomnessNoSecret(t *testing.T) {
	t.Parallel()
	empty := strings.NewReader("")
	if _, err := NewToken(empty); err == nil {
		t.Error("a token without randomness")
	}
	if _, err := NewRecoveryCodes(empty); err == nil {
		t.Error("codes without randomness")
	}
	if _, err := HashPassword(empty, "x"); err == nil {
		t.Error("a hash without a salt")
	}
	if _, err := NewSecret(io.LimitReader(&stream{}, 31)); err == nil {
		t.Error("a secret that is too short")
	}
}
