package s3_test

import (
	"errors"
	"strings"
	"testing"

	"selter/pkg/dossier"
	"selter/pkg/dossier/s3"
	"selter/pkg/peers"
	"selter/pkg/peers/s3server"
)

func TestMain(m *testing.M) { peers.Main(m) }

// The contract of blobs is tested beside the port, pkg/dossier.
func TestOpen(t *testing.T) {
	t.Parallel()
	server := s3server.Start(t)
	good := s3.Config{
		Endpoint: server.Endpoint, Region: server.Region, Bucket: server.Bucket(t), Access: server.Access, Secret: server.Secret,
	}
	if _, err := s3.Open(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct { //nolint:paralleltest // the service ends with the test
		change func(*s3.Config)
		config bool // the fault lies in the configuration alone
	}{
		"no_endpoint":             {func(c *s3.Config) { c.Endpoint = "" }, true},
		"an_endpoint_with_a_path": {func(c *s3.Config) { c.Endpoint += "/berkas" }, true},
		"a_password_in_it":        {func(c *s3.Config) { c.Endpoint = "http://a:" + c.Secret + "@127.0.0.1" }, true},
		"another_protocol":        {func(c *s3.Config) { c.Endpoint = "ftp://127.0.0.1" }, true},
		"no_such_bucket":          {func(c *s3.Config) { c.Bucket = "test-tidak-ada" }, true},
		"a_wrong_secret":          {func(c *s3.Config) { c.Secret += "x" }, false},
		"nobody_there":            {func(c *s3.Config) { c.Endpoint = "http://127.0.0.1:1" }, false},
	} {
		t.Run("refuses_"+name, func(t *testing.T) {
			config := good
			c.change(&config)
			_, err := s3.Open(t.Context(), config)
			if err == nil || errors.Is(err, s3.ErrConfig) != c.config {
				t.Fatalf("opened with %v", err)
			}
			if strings.Contains(err.Error(), server.Secret) {
				t.Error("the error tells the secret")
			}
		})
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	server := s3server.Start(t)
	name := server.Bucket(t)
	bucket, err := s3.Open(t.Context(), s3.Config{
		Endpoint: server.Endpoint, Region: server.Region, Bucket: name, Access: server.Access, Secret: server.Secret,
	})
	if err != nil {
		t.Fatal(err)
	}
	const blob = "0190f3a2b4c6d8e0f1a2b3c4d5e6f708"
	if err := bucket.Put(t.Context(), blob, []byte("tersandi")); err != nil {
		t.Fatal(err)
	}
	if files := server.Files(t, name); len(files) != 1 || string(files[blob]) != "tersandi" {
		t.Errorf("the service has kept %q", files)
	}
	if err := bucket.Put(t.Context(), blob, []byte("lain")); !errors.Is(err, dossier.ErrTaken) {
		t.Errorf("another content: %v", err)
	}
	if files := server.Files(t, name); string(files[blob]) != "tersandi" {
		t.Errorf("after another one came the service keeps %q", files)
	}
}
