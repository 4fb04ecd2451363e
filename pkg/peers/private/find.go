package private

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Service is a kind of server, by the word used in reports.
type Service string

// The servers this package can start.
const (
	Postgres Service = "postgres"
	Redis    Service = "redis"
)

// Node runs servers for tests that are written for it. It is not found and started here (see pkg/peers/oidcprovider), only named
// where it is missing.
const Node Service = "node"

// Go builds a server from source for tests that are written for it (see pkg/peers/s3server); only named here as well.
const Go Service = "go"

// Source says where a server comes from.
type Source string

// The sources, in the order in which Find tries them.
const (
	Named     Source = "named"     // a server that the environment names
	Local     Source = "local"     // programs installed on this machine
	Container Source = "container" // a container engine that answers
	Missing   Source = "missing"   // none of these
)

// Offer is what Find found. Only the field that belongs to the source is set.
type Offer struct {
	Service Service
	Source  Source
	URL     string // Named: the connection string, exactly as given
	Folder  string // Local: the folder that holds the programs
	Engine  string // Container: the engine's program
}

// Machine is what Find may ask of its surroundings.
type Machine struct {
	Getenv     func(name string) string
	Glob       func(pattern string) []string
	Executable func(path string) bool
	// Answers reports whether the container engine of that program answers now.
	Answers func(ctx context.Context, program string) bool
}

// ThisMachine is the machine we run on.
func ThisMachine() Machine {
	return Machine{
		Getenv: os.Getenv,
		Glob: func(pattern string) []string {
			found, _ := filepath.Glob(pattern) // the only error is a malformed pattern, and ours are constants
			return found
		},
		Executable: func(path string) bool {
			info, err := os.Stat(path)
			return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
		},
		Answers: func(ctx context.Context, program string) bool {
			ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
			defer cancel()
			return exec.CommandContext(ctx, program, "info").Run() == nil
		},
	}
}

// Unnamed is the same machine without the servers that its environment names: for a server that will be killed, frozen or
// set up in a way of its own.
func (m Machine) Unnamed() Machine {
	getenv := m.Getenv
	m.Getenv = func(name string) string {
		if name == Variable(Postgres) || name == Variable(Redis) {
			return ""
		}
		return getenv(name)
	}
	return m
}

// Variable is the environment variable that names a server for tests.
func Variable(s Service) string {
	if s == Postgres {
		return "SELTER_TEST_DATABASE_URL"
	}
	return "SELTER_TEST_REDIS_URL"
}

// Find decides where the service comes from: the environment, the programs installed here, a container engine, or nowhere.
func Find(ctx context.Context, m Machine, s Service) Offer {
	if url := m.Getenv(Variable(s)); url != "" {
		return Offer{Service: s, Source: Named, URL: url}
	}
	for _, folder := range m.folders(s) {
		if !slices.ContainsFunc(programs(s), func(p string) bool { return !m.Executable(filepath.Join(folder, p)) }) {
			return Offer{Service: s, Source: Local, Folder: folder}
		}
	}
	for _, engine := range []string{"docker", "podman"} {
		for _, folder := range filepath.SplitList(m.Getenv("PATH")) {
			program := filepath.Join(folder, engine)
			if m.Executable(program) && m.Answers(ctx, program) {
				return Offer{Service: s, Source: Container, Engine: program}
			}
		}
	}
	return Offer{Service: s, Source: Missing}
}

func programs(s Service) []string {
	if s == Postgres {
		return []string{"initdb", "postgres"}
	}
	return []string{"redis-server"}
}

// folders lists where the programs may be: PATH first, then the places that packagers use without putting them on PATH.
func (m Machine) folders(s Service) []string {
	list := slices.DeleteFunc(filepath.SplitList(m.Getenv("PATH")), func(f string) bool { return !filepath.IsAbs(f) })
	patterns := []string{"/opt/homebrew/bin", "/usr/local/bin", "/home/linuxbrew/.linuxbrew/bin"}
	if s == Postgres {
		patterns = append([]string{
			"/usr/lib/postgresql/*/bin", // Debian and its children
			"/usr/pgsql-*/bin",          // the Postgres project's own packages for Red Hat and its children
			"/usr/libexec/postgresql*",  // Alpine
			"/opt/homebrew/opt/postgresql@*/bin",
			"/usr/local/opt/postgresql@*/bin",
			"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		}, patterns...)
	}
	for _, pattern := range patterns {
		found := m.Glob(pattern)
		slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
		list = append(list, found...)
	}
	return list
}

// version reads the version in a folder's name, so that 15 sorts above 9.6. A name without one counts as 0.
func version(folder string) float64 {
	digits := regexp.MustCompile(`\d+(\.\d+)?`).FindAllString(folder, -1)
	if len(digits) == 0 {
		return 0
	}
	v, _ := strconv.ParseFloat(digits[len(digits)-1], 64)
	return v
}
