package s3server

import (
	"context"
	"crypto/rand"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"selter/pkg/peers"
	"selter/pkg/peers/private"
)

// A Server is one running S3 service.
type Server struct {
	Endpoint string // a URL
	Region   string
	Access   string // of its one account, which may do everything
	Secret   string

	folder string // each bucket is a folder in it
}

// tries is how many ports are tried: another program may take one before the server does.
const tries = 3

// Start starts a service without any bucket for this test and stops it after the test.
func Start(t testing.TB) *Server {
	t.Helper()
	goCommand, err := exec.LookPath("go")
	if err != nil {
		peers.NotRun(t, private.Go)
	}
	program, err := program(t.Context(), goCommand)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Region: "us-east-1", Access: "selter", Secret: rand.Text(), folder: t.TempDir()}
	meta := t.TempDir() // beside the objects: not every file system keeps attributes
	for try := 1; ; try++ {
		address, err := freeAddress(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		health := "/" + strings.ToLower(rand.Text())
		running, err := launch(program, []string{"ROOT_ACCESS_KEY=" + s.Access, "ROOT_SECRET_KEY=" + s.Secret},
			"--port", address, "--region", s.Region, "--health", health, "--quiet", "posix", "--sidecar", meta, s.folder)
		if err != nil {
			t.Fatal(err)
		}
		if err = running.answers(t.Context(), "http://"+address+health); err == nil {
			s.Endpoint = "http://" + address
			t.Cleanup(func() {
				if err := running.stop(); err != nil {
					t.Error(err)
				}
			})
			return s
		}
		if _ = running.stop(); try == tries {
			t.Fatal(err)
		}
	}
}

// Bucket makes a new, empty bucket and names it.
func (s *Server) Bucket(t testing.TB) string {
	t.Helper()
	name := "test-" + strings.ToLower(rand.Text()[:16])
	if err := os.Mkdir(filepath.Join(s.folder, name), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// Files lists what the service has written of a bucket, for a test that looks behind it:
// the content of each object by its name.
func (s *Server) Files(t testing.TB, bucket string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.folder, bucket))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string][]byte)
	for _, entry := range entries {
		if entry.IsDir() {
			continue // its own
		}
		content, err := os.ReadFile(filepath.Join(s.folder, bucket, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = content
	}
	return files
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
