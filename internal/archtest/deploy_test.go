package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// composeFile is the part of a compose file that these tests judge.
type composeFile struct {
	Services map[string]composeService `yaml:"services"`
	Volumes  map[string]any            `yaml:"volumes"`
}

type composeService struct {
	Image       string            `yaml:"image"`
	Restart     string            `yaml:"restart"`
	Ports       []string          `yaml:"ports"`
	Environment map[string]string `yaml:"environment"`
	Healthcheck *struct {
		Test any `yaml:"test"`
	} `yaml:"healthcheck"`
	DependsOn map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Volumes []any `yaml:"volumes"`
}

// job tells a service that ends by itself from one that stays.
func (s composeService) job() bool { return strings.HasPrefix(s.Restart, "on-failure:") }

var (
	secretName  = regexp.MustCompile(`PASSWORD|PASSWD|PWD|SECRET|TOKEN|KEYS?$`)
	fromOutside = regexp.MustCompile(`^\$\{[A-Z_]+(:\?[^}]+|-)\}$`)
	loopback    = regexp.MustCompile(`^127\.0\.0\.1:(\$\{[A-Z_]+:-\d+\}|\d+):\d+$`)
	pinned      = regexp.MustCompile(`^[a-z0-9./-]+:(v?\d+(\.\d+)*|local)$`)
)

// faults names everything in a compose file that could hurt its user.
func (c composeFile) faults() []string {
	var out []string
	add := func(service, format string, args ...any) {
		out = append(out, service+": "+fmt.Sprintf(format, args...))
	}
	for name, s := range c.Services {
		for _, port := range s.Ports {
			if !loopback.MatchString(port) {
				add(name, "port %s is not bound to 127.0.0.1", port)
			}
		}
		for key, value := range s.Environment {
			if secretName.MatchString(key) && !fromOutside.MatchString(value) {
				add(name, "%s has a value of its own: take it from the environment", key)
			}
			if strings.Contains(value, "://") && strings.Contains(value, "@") && strings.Count(value, ":") > 2 {
				add(name, "%s holds a password in its address", key)
			}
		}
		if !pinned.MatchString(s.Image) {
			add(name, "image %q is not pinned to a version", s.Image)
		}
		switch {
		case s.Restart == "unless-stopped" && (s.Healthcheck == nil || s.Healthcheck.Test == nil):
			add(name, "it stays, but nothing tells whether it is well")
		case s.Restart != "unless-stopped" && !s.job():
			add(name, "restart policy %q", s.Restart)
		}
		for on, d := range s.DependsOn {
			want := "service_healthy"
			if c.Services[on].job() {
				want = "service_completed_successfully"
			}
			if _, ok := c.Services[on]; !ok || d.Condition != want {
				add(name, "it waits for %s with %q, want %s", on, d.Condition, want)
			}
		}
	}
	slices.Sort(out)
	return out
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestComposeIsSafeToStart(t *testing.T) {
	t.Parallel()
	var c composeFile
	readYAML(t, "../../docker-compose.yml", &c)
	for _, name := range []string{"postgres", "temporal-schema", "temporal", "temporal-ui", "migrate", "worker", "mailpit"} {
		if _, ok := c.Services[name]; !ok {
			t.Errorf("there is no service %s", name)
		}
	}
	for _, f := range c.faults() {
		t.Error(f)
	}
	for _, key := range []string{"DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "RELANCE_CONFIG"} {
		if c.Services["worker"].Environment[key] == "" {
			t.Errorf("the worker is not told %s", key)
		}
	}
}

func TestComposeFaultsAreSeen(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ service, want string }{
		"port open to the network":   {`{image: "a:1", restart: "on-failure:3", ports: ["8080:8080"]}`, "not bound to 127.0.0.1"},
		"port on every interface":    {`{image: "a:1", restart: "on-failure:3", ports: ["0.0.0.0:80:80"]}`, "not bound to 127.0.0.1"},
		"password written down":      {`{image: "a:1", restart: "on-failure:3", environment: {DB_PASSWORD: secret}}`, "value of its own"},
		"password with a default":    {`{image: "a:1", restart: "on-failure:3", environment: {DB_PWD: "${DB_PWD:-secret}"}}`, "value of its own"},
		"password in an address":     {`{image: "a:1", restart: "on-failure:3", environment: {URL: "postgres://a:b@db:5432/x"}}`, "password in its address"},
		"newest image, whatever":     {`{image: "a:latest", restart: "on-failure:3"}`, "not pinned"},
		"no restart policy":          {`{image: "a:1"}`, "restart policy"},
		"stays without health check": {`{image: "a:1", restart: unless-stopped}`, "nothing tells"},
		"waits for nobody":           {`{image: "a:1", restart: "on-failure:3", depends_on: {b: {condition: service_healthy}}}`, "waits for b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c composeFile
			if err := yaml.Unmarshal([]byte("services: {x: "+tt.service+"}"), &c); err != nil {
				t.Fatal(err)
			}
			if got := c.faults(); len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got %q, want one fault with %q", got, tt.want)
			}
		})
	}
}

func TestComposeMountsWhatIsThere(t *testing.T) {
	t.Parallel()
	var c composeFile
	readYAML(t, "../../docker-compose.yml", &c)
	for name, s := range c.Services {
		for _, v := range s.Volumes {
			text, ok := v.(string)
			if !ok {
				continue // the user's own configuration, in the long form
			}
			source, _, _ := strings.Cut(text, ":")
			if strings.HasPrefix(source, ".") {
				if _, err := os.Stat(filepath.Join("../..", source)); err != nil {
					t.Errorf("%s mounts %s: %v", name, source, err)
				}
			} else if _, ok := c.Volumes[source]; !ok {
				t.Errorf("%s mounts the volume %s, which is not declared", name, source)
			}
		}
	}
	path := c.Services["temporal"].Environment["DYNAMIC_CONFIG_FILE_PATH"]
	var settings map[string][]struct {
		Value any `yaml:"value"`
	}
	readYAML(t, filepath.Join("../../dynamicconfig", filepath.Base(path)), &settings)
	for key, values := range settings {
		if len(values) == 0 || values[0].Value == nil {
			t.Errorf("dynamic setting %s has no value", key)
		}
	}
}

func TestImageRunsAsNobodySpecial(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	stages := strings.Split("\n"+string(data), "\nFROM ")
	if len(stages) < 3 {
		t.Fatalf("%d stages, want one that builds and one that runs", len(stages)-1)
	}
	last := stages[len(stages)-1]
	user := regexp.MustCompile(`(?m)^USER (\d+):\d+$`).FindStringSubmatch(last)
	if user == nil || user[1] == "0" {
		t.Errorf("the running image names no user other than root: %v", user)
	}
	if strings.Contains(last, "COPY . ") {
		t.Error("the running image holds the source")
	}
}
