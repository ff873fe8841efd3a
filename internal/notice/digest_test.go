package notice

import (
	"testing"
	"testing/fstest"
)

func TestDigestChangesWithTheUsersTemplates(t *testing.T) {
	t.Parallel()
	digest := func(user fstest.MapFS) string {
		d, err := digestOf(fstest.MapFS{"fr/first.txt": {Data: []byte("Bonjour")}}, user)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	seen := map[string]string{}
	for name, user := range map[string]fstest.MapFS{
		"none": {}, "one": {"a.txt": {Data: []byte("x")}}, "other words": {"a.txt": {Data: []byte("y")}}, "another name": {"b.txt": {Data: []byte("x")}},
	} {
		d := digest(user)
		if before, ok := seen[d]; ok {
			t.Errorf("%s and %s have one digest", name, before)
		}
		if seen[d] = name; d != digest(user) {
			t.Errorf("%s has two digests", name)
		}
	}
	one, err := Load(nil)
	if err != nil || len(one.Digest()) != 64 {
		t.Errorf("the built-in templates have the digest %q (%v)", one.Digest(), err)
	}
}
