package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"go.uber.org/zap/zapcore"
)

// loopback is the only address anything listens on: the server knows no
// passwords of its own.
const loopback = "127.0.0.1"

// postgresVariable names the environment variable with the database's URL.
const postgresVariable = "TEMPORALD_POSTGRES_URL"

type options struct {
	postgres           *url.URL
	database           string
	visibilityDatabase string
	namespace          string
	retention          time.Duration
	grpcPort           int
	httpPort           int
	uiPort             int
	metricsPort        int
	codecEndpoint      string
	logLevel           zapcore.Level
	parentWatch        bool
}

func parseOptions(args []string, getenv func(string) string) (options, error) {
	var o options
	flags := flag.NewFlagSet("temporald", flag.ContinueOnError)
	flags.StringVar(&o.database, "database", "temporal", "database of the server's state")
	flags.StringVar(&o.visibilityDatabase, "visibility-database", "temporal_visibility", "database of the list of workflows")
	flags.StringVar(&o.namespace, "namespace", "default", "namespace to register")
	flags.DurationVar(&o.retention, "retention", 90*24*time.Hour, "how long closed workflows are kept")
	flags.IntVar(&o.grpcPort, "grpc-port", 7233, "port for clients and workers; 0: any free one")
	flags.IntVar(&o.httpPort, "http-port", 0, "port of the HTTP API; 0: any free one")
	flags.IntVar(&o.uiPort, "ui-port", 8233, "port of the web UI; 0: no UI")
	flags.IntVar(&o.metricsPort, "metrics-port", 0, "port of Prometheus metrics; 0: none")
	flags.StringVar(&o.codecEndpoint, "codec-endpoint", "", "URL of the codec server that the UI asks to decrypt payloads")
	flags.TextVar(&o.logLevel, "log-level", zapcore.WarnLevel, "debug, info, warn or error")
	flags.BoolVar(&o.parentWatch, "parent-watch", false, "stop when standard input ends")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	var err error
	o.postgres, err = parsePostgres(getenv(postgresVariable))
	return o, errors.Join(err, o.validate())
}

func parsePostgres(text string) (*url.URL, error) {
	if text == "" {
		return nil, fmt.Errorf("%s is not set", postgresVariable)
	}
	u, err := url.Parse(text)
	if err != nil {
		// The error of url.Parse repeats its input, password included.
		return nil, fmt.Errorf("%s is not a URL", postgresVariable)
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, fmt.Errorf("%s must begin with postgres://", postgresVariable)
	}
	return u, nil
}

func (o options) validate() error {
	var faults []error
	for name, port := range map[string]int{"grpc-port": o.grpcPort, "http-port": o.httpPort,
		"ui-port": o.uiPort, "metrics-port": o.metricsPort} {
		if port < 0 || port > 65535 {
			faults = append(faults, fmt.Errorf("-%s %d is not a port", name, port))
		}
	}
	if o.retention < 24*time.Hour {
		faults = append(faults, fmt.Errorf("-retention %s is shorter than the day that Temporal asks for", o.retention))
	}
	if strings.ContainsAny(o.database+o.visibilityDatabase, "\"\x00") || o.database == "" || o.database == o.visibilityDatabase {
		faults = append(faults, errors.New("-database and -visibility-database must be two plain names"))
	}
	if o.namespace == "" {
		faults = append(faults, errors.New("-namespace must not be empty"))
	}
	return errors.Join(faults...)
}

// announce prints the line that a parent waits for.
func announce(w io.Writer, o options, address, ui string) error {
	err := json.NewEncoder(w).Encode(struct {
		Ready     bool   `json:"ready"`
		GRPC      string `json:"grpc"`
		UI        string `json:"ui,omitempty"`
		Namespace string `json:"namespace"`
	}{true, address, ui, o.namespace})
	if err != nil {
		return fmt.Errorf("announcing readiness: %w", err)
	}
	return nil
}

// freePorts returns n different ports that nobody listens on just now.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		listener, err := net.Listen("tcp4", loopback+":0")
		if err != nil {
			return nil, fmt.Errorf("looking for a free port: %w", err)
		}
		defer func() { _ = listener.Close() }() // all are held until all are found
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
