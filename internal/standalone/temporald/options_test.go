package main

import (
	"strings"
	"testing"
	"time"
)

func environment(url string) func(string) string {
	return func(name string) string {
		if name == postgresVariable {
			return url
		}
		return ""
	}
}

func TestOptionsHaveUsableDefaults(t *testing.T) {
	t.Parallel()
	o, err := parseOptions(nil, environment("postgres://u:p@127.0.0.1:5432/postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if o.retention != 90*24*time.Hour || o.namespace != "default" || o.grpcPort != 7233 || o.parentWatch {
		t.Errorf("got %+v", o)
	}
}

func TestOptionsNameTheirFaults(t *testing.T) {
	t.Parallel()
	const good = "postgres://u:secret@127.0.0.1:5432/postgres"
	for _, c := range []struct {
		name string
		url  string
		args []string
		want string
	}{
		{"no database", "", nil, "TEMPORALD_POSTGRES_URL is not set"},
		{"another kind of database", "mysql://u:secret@h/x", nil, "must begin with postgres://"},
		{"an unreadable address", "postgres://u:secret@h:port/x", nil, "is not a URL"},
		{"a port out of range", good, []string{"-grpc-port", "70000"}, "-grpc-port 70000"},
		{"a retention below a day", good, []string{"-retention", "1h"}, "-retention 1h0m0s"},
		{"one database for both", good, []string{"-visibility-database", "temporal"}, "two plain names"},
		{"a database name with a quote", good, []string{"-database", `x"; DROP`}, "two plain names"},
		{"a stray argument", good, []string{"serve"}, `"serve"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := parseOptions(c.args, environment(c.url))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q in it", err, c.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in the message: %v", err)
			}
		})
	}
}

func TestDatabaseAddressesKeepOddPasswordsSocketsAndTLS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, url, address string
		attributes         map[string]string
	}{
		{"a password with odd characters", "postgres://u%40x:a%20b%2F%3F@db.example.com/p", "db.example.com:5432",
			map[string]string{"user": "u@x", "password": "a b/?"}},
		{"a socket folder", "postgres://u@/p?host=/run/postgresql&port=5433", "",
			map[string]string{"user": "u", "host": "/run/postgresql", "port": "5433"}},
		{"TLS", "postgresql://u:p@[::1]:6432/p?sslmode=verify-full", "[::1]:6432",
			map[string]string{"user": "u", "password": "p", "sslmode": "verify-full"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, err := parseOptions(nil, environment(c.url))
			if err != nil {
				t.Fatal(err)
			}
			got := sqlConfig(o, "temporal")
			if got.ConnectAddr != c.address || got.DatabaseName != "temporal" {
				t.Errorf("address %q, database %q", got.ConnectAddr, got.DatabaseName)
			}
			if len(got.ConnectAttributes) != len(c.attributes) {
				t.Errorf("attributes %v", got.ConnectAttributes)
			}
			for key, want := range c.attributes {
				if got.ConnectAttributes[key] != want {
					t.Errorf("%s is %q, want %q", key, got.ConnectAttributes[key], want)
				}
			}
		})
	}
}
