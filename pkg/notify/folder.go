package notify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

// A Folder keeps notices as files, one for each: the outbox of the embedded house. A notice is visible at most once, because its
// file is named by its id, and is never half written.
type Folder struct {
	root *os.Root
	// Scratch says that what the folder holds can be made again: nothing waits for the disk.
	Scratch bool
}

// OpenFolder opens the folder, and makes it first if need be. Nothing is ever written outside it.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("outbox of notices: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("outbox of notices: %w", err)
	}
	return &Folder{root: root}, nil
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

// paper is the form of a file; its names are a contract with whoever reads the folder.
type paper struct {
	ID       uuid.UUID       `json:"id"`
	Case     workflow.CaseID `json:"case"`
	Agency   string          `json:"agency"`
	Role     workflow.Role   `json:"role"`
	About    workflow.Event  `json:"about"`
	Reminder bool            `json:"reminder"`
	At       time.Time       `json:"at"`
	Subject  string          `json:"subject"`
	Text     string          `json:"text"`
	English  string          `json:"english"`
	Path     string          `json:"path"`
	Due      time.Time       `json:"due,omitzero"`
}

// Name implements Carrier.
func (*Folder) Name() string { return "folder" }

// Addresses implements Carrier: every notice has its place here, whoever is told.
func (*Folder) Addresses(context.Context, casework.Notice, []string) ([]Address, error) {
	return []Address{{Key: "folder"}}, nil
}

// Carry implements Carrier. A notice that is there already stays as it is.
func (f *Folder) Carry(ctx context.Context, parcel Parcel) error {
	notice, said := parcel.Notice, parcel.Letter
	if err := ctx.Err(); err != nil {
		return err
	}
	name := notice.ID.String() + ".json"
	if _, err := f.root.Lstat(name); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("notice %s: %w", notice.ID, err)
	}
	text, err := json.Marshal(paper{
		ID: notice.ID, Case: notice.Case, Agency: notice.Agency, Role: notice.Role, About: notice.About, Reminder: notice.Reminder, At: notice.At.UTC(),
		Subject: said.Subject, Text: said.Text, English: said.English, Path: said.Path, Due: said.Due,
	}, jsontext.WithIndent("  "))
	if err != nil {
		return fmt.Errorf("notice %s: %w", notice.ID, err)
	}
	if err := f.place(name, append(text, '\n')); err != nil {
		return fmt.Errorf("notice %s: %w", notice.ID, err)
	}
	return nil
}

// place writes the file under another name, makes it durable and gives it its own: it is there whole or not at all. The other
// name is new each time, so that two who bring the same notice do not write into one file.
func (f *Folder) place(name string, text []byte) error {
	draft := "." + name + "." + uuid.NewString()
	file, err := f.root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if !f.Scratch {
		err = errors.Join(err, file.Sync())
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = f.root.Rename(draft, name)
	}
	if err != nil {
		return errors.Join(err, f.root.Remove(draft))
	}
	return nil
}
