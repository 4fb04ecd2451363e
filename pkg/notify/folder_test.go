package notify_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
)

var (
	_ casework.Notifier = (*notify.Dispatcher)(nil)
	_ notify.Carrier    = (*notify.Folder)(nil)
)

func notice() casework.Notice {
	return casework.Notice{
		ID:   uuid.MustParse("01938c2e-0000-7000-8000-000000000001"),
		Case: workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-000000000002")), Agency: "prov-jateng",
		Role: workflow.CommitteeChair, About: "report_due", Reminder: true, At: time.Date(2024, 5, 15, 3, 0, 0, 0, time.UTC),
	}
}

func parcel() notify.Parcel {
	return notify.Parcel{
		ID: notify.DeliveryID(notice().ID, "folder", "folder"), Notice: notice(), Address: notify.Address{Key: "folder"},
		Letter: notify.Letter{Subject: "Pengingat", Text: "Tenggat laporan.", English: "A deadline.", Path: "/v1/rounds/1", Due: time.Date(2024, 5, 16, 17, 0, 0, 0, time.UTC)},
	}
}

func open(t *testing.T) (*notify.Folder, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outbox", "notices")
	folder, err := notify.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	})
	return folder, path
}

func names(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestFolder(t *testing.T) {
	t.Parallel()
	file := notice().ID.String() + ".json"

	t.Run("has_one_place_for_every_notice", func(t *testing.T) {
		t.Parallel()
		folder, _ := open(t)
		places, err := folder.Addresses(t.Context(), notice(), []string{"ppk", "pengawas"})
		if diff := cmp.Diff([]notify.Address{{Key: "folder"}}, places); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
	t.Run("keeps_them_in_a_scratch_folder_too", func(t *testing.T) {
		t.Parallel()
		folder, path := open(t)
		folder.Scratch = true
		if err := folder.Carry(t.Context(), parcel()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{file}, names(t, path)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("keeps_a_notice_as_one_file_named_by_its_id", func(t *testing.T) {
		t.Parallel()
		folder, path := open(t)
		if err := folder.Carry(t.Context(), parcel()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{file}, names(t, path)); diff != "" {
			t.Error(diff)
		}
		text, err := os.ReadFile(filepath.Join(path, file))
		if err != nil {
			t.Fatal(err)
		}
		want := `{
  "id": "01938c2e-0000-7000-8000-000000000001",
  "case": "01938c2e-0000-7000-8000-000000000002",
  "agency": "prov-jateng",
  "role": "committee_chair",
  "about": "report_due",
  "reminder": true,
  "at": "2024-05-15T03:00:00Z",
  "subject": "Pengingat",
  "text": "Tenggat laporan.",
  "english": "A deadline.",
  "path": "/v1/rounds/1",
  "due": "2024-05-16T17:00:00Z"
}
`
		if diff := cmp.Diff(want, string(text)); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("shows_a_repeated_notice_once_and_as_it_was", func(t *testing.T) {
		t.Parallel()
		folder, path := open(t)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if err := folder.Carry(context.WithoutCancel(t.Context()), parcel()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		again := parcel()
		again.Notice.Role = workflow.Secretariat
		if err := folder.Carry(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{file}, names(t, path)); diff != "" {
			t.Error(diff)
		}
		if text, err := os.ReadFile(filepath.Join(path, file)); err != nil || !strings.Contains(string(text), "committee_chair") {
			t.Errorf("the first text was replaced: %s, %v", text, err)
		}
	})

	t.Run("says_that_it_failed_and_leaves_nothing_behind", func(t *testing.T) {
		t.Parallel()
		folder, path := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := folder.Carry(ctx, parcel()); err == nil {
			t.Error("a notice of a cancelled delivery was taken")
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := folder.Carry(t.Context(), parcel()); err == nil {
			t.Error("a notice was taken without a folder")
		}
	})

	t.Run("does_not_follow_a_link_out_of_the_folder", func(t *testing.T) {
		t.Parallel()
		folder, path := open(t)
		outside := filepath.Join(t.TempDir(), "victim")
		if err := os.Symlink(outside, filepath.Join(path, file)); err != nil {
			t.Fatal(err)
		}
		if err := folder.Carry(t.Context(), parcel()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(outside); !os.IsNotExist(err) {
			t.Errorf("a file was written outside: %v", err)
		}
	})
}
