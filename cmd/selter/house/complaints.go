package house

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/custody"
	"selter/pkg/dossier"
	"selter/pkg/identity/vault"
	"selter/workflow/complaint"
)

// custodyKeyring is the file of the keys of custody in the data folder of an embedded house.
const custodyKeyring = "custody.keys"

// openCustody opens the place where it is kept who complained. On Postgres its keys have to be
// named: without them nobody can complain, since a complaint whose author lies open is worse
// than none.
func (h *House) openCustody(ctx context.Context) error {
	keys, err := h.openCustodyKeys(ctx)
	if err != nil || keys == nil {
		return err
	}
	var blobs custody.Blobs
	if h.Dossier != nil {
		blobs = sealedFiles{h.Dossier.Blobs}
	}
	h.Custody = custody.New(h.Store.Custody(), keys, blobs)
	return nil
}

// openCustodyKeys finds the keys of custody, see openKeys; nil when there are none.
func (h *House) openCustodyKeys(ctx context.Context) (*vault.Keyring, error) {
	c := h.config
	if c.CustodyKeysFile != "" {
		keys, err := vault.ReadFile(c.CustodyKeysFile)
		if err != nil {
			return nil, &config.Fault{Variable: config.CustodyKeysFile, Problem: err.Error()}
		}
		return keys, nil
	}
	if !c.Embedded() {
		c.Log.Warn("nobody can complain: the keys of custody are not named", "variable", config.CustodyKeysFile)
		return nil, nil
	}
	path := filepath.Join(c.Data, custodyKeyring)
	keys, err := vault.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	complaints, err := h.Store.Cases(ctx, casework.Query{Procedure: complaint.Name, Limit: 1})
	if err != nil || len(complaints) > 0 {
		return nil, errors.Join(err, fmt.Errorf("%s is missing, and without it nobody can learn who complained: put it back", path))
	}
	if keys, err = vault.Generate(); err != nil {
		return nil, err
	}
	return keys, keys.WriteFile(path)
}

// complaints lets the API take complaints, as far as there is a place for them.
func (h *House) complaints(c *api.Config) {
	if h.Custody == nil {
		return
	}
	c.Custody = h.Custody
	if h.Dossier != nil {
		c.Attachments = handedIn{h.Custody, h.Dossier}
	}
}

// handedIn lets the API keep what is handed in with complaints.
type handedIn struct {
	*custody.Custody
	files *dossier.Dossier
}

// Strip implements api.Attachments.
func (h handedIn) Strip(ctx context.Context, media string, content []byte) ([]byte, error) {
	stripped, err := h.files.Strip(ctx, content, formats[media])
	if refused, is := errors.AsType[*dossier.Refusal](err); is {
		return nil, &api.FileRefused{Rule: string(refused.Rule), Detail: refused.Detail}
	}
	return stripped, err
}

// sealedFiles keep what custody has sealed where the other files are kept.
type sealedFiles struct{ dossier.Blobs }

// Put implements custody.Blobs.
func (s sealedFiles) Put(ctx context.Context, name string, content []byte) error {
	err := s.Blobs.Put(ctx, name, content)
	if errors.Is(err, dossier.ErrTaken) {
		return custody.ErrTaken
	}
	return err
}
