package dossier_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/pkg/dossier"
	"selter/pkg/dossier/s3"
	"selter/pkg/peers/s3server"
)

// TestBlobs holds every place where blobs are kept to the one contract.
func TestBlobs(t *testing.T) {
	t.Parallel()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		keepsBlobs(t, func(t *testing.T) dossier.Blobs { return openFolder(t, t.TempDir()) })
	})
	t.Run("scratch_folder", func(t *testing.T) {
		t.Parallel()
		keepsBlobs(t, func(t *testing.T) dossier.Blobs {
			folder := openFolder(t, t.TempDir())
			folder.Scratch = true
			return folder
		})
	})
	t.Run("s3", func(t *testing.T) {
		t.Parallel()
		server := s3server.Start(t)
		// Not parallel inside: the server ends with this test.
		keepsBlobs(t, func(t *testing.T) dossier.Blobs { return openBucket(t, server, server.Bucket(t)) })
	})
}

func openFolder(t *testing.T, at string) *dossier.Folder {
	t.Helper()
	folder, err := dossier.OpenFolder(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func configOf(server *s3server.Server, bucket string) s3.Config {
	return s3.Config{Endpoint: server.Endpoint, Region: server.Region, Bucket: bucket, Access: server.Access, Secret: server.Secret}
}

func openBucket(t *testing.T, server *s3server.Server, bucket string) *s3.Bucket {
	t.Helper()
	opened, err := s3.Open(t.Context(), configOf(server, bucket))
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

const (
	aName = "0190f3a2b4c6d8e0f1a2b3c4d5e6f708"
	other = "0190f3a2-b4c6-7d8e-8f1a-2b3c4d5e6f70"
)

//nolint:paralleltest // each subtest has blobs of its own, but the service behind them ends with the caller
func keepsBlobs(t *testing.T, open func(*testing.T) dossier.Blobs) {
	t.Helper()
	t.Run("reads_what_was_put", func(t *testing.T) {
		blobs := open(t)
		for name, content := range map[string][]byte{aName: bytes.Repeat([]byte("isi\x00\xff"), 500_000), other: {}} {
			if err := blobs.Put(t.Context(), name, content); err != nil {
				t.Fatal(err)
			}
			if got, err := blobs.Get(t.Context(), name); err != nil || !bytes.Equal(got, content) {
				t.Errorf("read %d bytes, %v; want %d", len(got), err, len(content))
			}
		}
	})
	t.Run("never_replaces_a_content_by_another", func(t *testing.T) {
		blobs := open(t)
		for i, want := range []error{nil, nil, dossier.ErrTaken} {
			content := []byte("satu")
			if i == 2 {
				content = []byte("dua!")
			}
			if err := blobs.Put(t.Context(), aName, content); !errors.Is(err, want) {
				t.Errorf("%d: %v, want %v", i, err, want)
			}
		}
		if got, err := blobs.Get(t.Context(), aName); err != nil || string(got) != "satu" {
			t.Errorf("kept %q, %v", got, err)
		}
	})
	t.Run("keeps_one_of_many_that_come_at_once", func(t *testing.T) {
		blobs := open(t)
		var group sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			group.Go(func() { errs[i] = blobs.Put(t.Context(), aName, bytes.Repeat([]byte{byte('a' + i)}, 100_000)) })
		}
		group.Wait()
		kept, err := blobs.Get(t.Context(), aName)
		if err != nil || len(kept) != 100_000 {
			t.Fatalf("kept %d bytes, %v", len(kept), err)
		}
		for i, err := range errs {
			if first := kept[0] == byte('a'+i); first != (err == nil) || !first && !errors.Is(err, dossier.ErrTaken) {
				t.Errorf("the one of %c: %v, and kept is that of %c", 'a'+i, err, kept[0])
			}
		}
		if bytes.Count(kept, kept[:1]) != len(kept) {
			t.Error("kept is a mixture")
		}
	})
	t.Run("forgets_what_is_deleted", func(t *testing.T) {
		blobs := open(t)
		if err := blobs.Put(t.Context(), aName, []byte("satu")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := blobs.Delete(t.Context(), aName); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := blobs.Get(t.Context(), aName); !errors.Is(err, dossier.ErrNoBlob) {
			t.Errorf("reading it: %v", err)
		}
		if err := blobs.Put(t.Context(), aName, []byte("dua!")); err != nil {
			t.Errorf("another one under the name: %v", err)
		}
	})
	t.Run("refuses_what_is_no_name", func(t *testing.T) {
		blobs := open(t)
		for _, name := range badNames() {
			if err := blobs.Put(t.Context(), name, nil); !errors.Is(err, dossier.ErrName) {
				t.Errorf("putting %q: %v", name, err)
			}
			if _, err := blobs.Get(t.Context(), name); !errors.Is(err, dossier.ErrName) {
				t.Errorf("getting %q: %v", name, err)
			}
			if err := blobs.Delete(t.Context(), name); !errors.Is(err, dossier.ErrName) {
				t.Errorf("deleting %q: %v", name, err)
			}
		}
	})
	t.Run("stops_when_the_caller_does", func(t *testing.T) {
		blobs := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := blobs.Put(ctx, aName, []byte("satu")); !errors.Is(err, context.Canceled) {
			t.Errorf("putting: %v", err)
		}
		if _, err := blobs.Get(ctx, aName); !errors.Is(err, context.Canceled) {
			t.Errorf("getting: %v", err)
		}
		if _, err := blobs.Get(t.Context(), aName); !errors.Is(err, dossier.ErrNoBlob) {
			t.Errorf("getting it later: %v", err)
		}
	})
}

func badNames() []string {
	return []string{
		"", "0190f3a2", "../0190f3a2b4c6d8e0f1a2", "0190f3a2b4c6d8e0/1a2b3c4", "0190f3a2b4c6d8e0\\1a2b3c4", "/0190f3a2b4c6d8e0f1a2b",
		"0190F3A2B4C6D8E0F1A2B3C4D5E6F708", "0190f3a2b4c6d8e0f1a2.pdf", "..................", "0190f3a2b4c6d8e0f1a2\x00", "-0190f3a2b4c6d8e0f1a2",
		"0190f3a2b4c6d8e0f1a2-", strings.Repeat("a", 129), "０１９０f3a2b4c6d8e0", "draft-0190f3a2b4c6d8e0", "0190f3a2b4c6d8e0 1a2b3c4",
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	t.Run("is_its_owners_alone_and_holds_nothing_but_blobs", func(t *testing.T) {
		t.Parallel()
		at := filepath.Join(t.TempDir(), "berkas")
		if err := openFolder(t, at).Put(t.Context(), aName, []byte("satu")); err != nil {
			t.Fatal(err)
		}
		var found []string
		err := filepath.WalkDir(at, func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: mode %v", entry.Name(), info.Mode())
			}
			if !entry.IsDir() {
				found = append(found, path)
			}
			return nil
		})
		if want := filepath.Join(at, aName[:2], aName); err != nil || len(found) != 1 || found[0] != want {
			t.Errorf("found %q, %v; want %q", found, err, want)
		}
	})
	t.Run("leads_nowhere_by_a_link_that_somebody_put_there", func(t *testing.T) {
		t.Parallel()
		at, outside := t.TempDir(), t.TempDir()
		if err := os.Symlink(outside, filepath.Join(at, aName[:2])); err != nil {
			t.Fatal(err)
		}
		if err := openFolder(t, at).Put(t.Context(), aName, []byte("satu")); err == nil {
			t.Error("it wrote through the link")
		}
		if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
			t.Errorf("outside are %v, %v", entries, err)
		}
	})
	t.Run("takes_away_what_died_half_written_and_nothing_else", func(t *testing.T) {
		t.Parallel()
		at := t.TempDir()
		old, young := filepath.Join(at, "draft-LAMA"), filepath.Join(at, "draft-BARU")
		for _, path := range []string{old, young} {
			if err := os.WriteFile(path, []byte("setengah"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		past := time.Now().Add(-2 * time.Hour)
		if err := os.Chtimes(old, past, past); err != nil {
			t.Fatal(err)
		}
		openFolder(t, at)
		if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the old one: %v", err)
		}
		if _, err := os.Stat(young); err != nil {
			t.Errorf("the young one: %v", err)
		}
	})
}
