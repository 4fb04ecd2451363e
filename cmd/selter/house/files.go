package house

import (
	"context"
	"encoding/hex"
	"errors"
	"net/url"
	"path/filepath"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/dossier"
	"selter/pkg/dossier/s3"
	"selter/pkg/identity/vault"
)

// filesFolder is where an embedded house keeps files, in its data folder.
const filesFolder = "files"

// openFiles opens the place where files are kept: a bucket, a folder that is named or,
// embedded, one of the data folder. On Postgres nothing is taken for granted, since other
// programs on the same database would not see a folder of this machine: without a place
// nobody can hand in files.
func (h *House) openFiles(ctx context.Context) error {
	files := h.config.Files
	if h.config.Embedded() && files.Dir == "" && files.S3.Endpoint == "" {
		files.Dir = filepath.Join(h.config.Data, filesFolder)
	}
	d := &dossier.Dossier{Sealer: h.Vault}
	switch {
	case files.S3.Endpoint != "":
		bucket, err := s3.Open(ctx, s3.Config{
			Endpoint: files.S3.Endpoint, Region: files.S3.Region, Bucket: files.S3.Bucket, Access: files.S3.AccessKey, Secret: files.S3.SecretKey,
		})
		if err != nil {
			return &config.Fault{Variable: config.S3Endpoint, Problem: err.Error()}
		}
		d.Blobs = bucket
	case files.Dir != "":
		folder, err := dossier.OpenFolder(files.Dir)
		if err != nil {
			return err
		}
		folder.Scratch = h.config.Scratch
		h.closers = append(h.closers, folder.Close)
		d.Blobs = folder
	default:
		h.config.Log.Warn("nobody can hand in files: no place for them is set", "variables", config.S3Endpoint+" or "+config.FilesDir)
		return nil
	}
	if files.Clamd != "" {
		at, err := url.Parse(files.Clamd)
		if err != nil {
			return &config.Fault{Variable: config.Clamd, Problem: "is no URL"}
		}
		address := at.Host
		if at.Scheme == "unix" {
			address = at.Path
		}
		d.Scanner = dossier.Clamd{Network: at.Scheme, Address: address}
	}
	h.Dossier = d
	return nil
}

// cabinet lets the API hand in files: neither knows the other.
type cabinet struct{ files *dossier.Dossier }

// formats are the formats that a media type stands for.
var formats = map[string]dossier.Accepts{dossier.MediaPDF: dossier.PDF, dossier.MediaJPEG: dossier.JPEG, dossier.MediaPNG: dossier.PNG}

// Keep implements api.Dossier.
func (c cabinet) Keep(ctx context.Context, person, media string, content []byte) (api.KeptFile, error) {
	kept, err := c.files.Keep(ctx, person, content, formats[media])
	if refused, is := errors.AsType[*dossier.Refusal](err); is {
		return api.KeptFile{}, &api.FileRefused{Rule: string(refused.Rule), Detail: refused.Detail}
	}
	if err != nil {
		return api.KeptFile{}, forgotten(err)
	}
	return api.KeptFile{Name: kept.Name, SHA256: hex.EncodeToString(kept.SHA256[:]), Size: kept.Size, Pages: kept.Pages, Media: kept.Media}, nil
}

// Fetch implements api.Dossier.
func (c cabinet) Fetch(ctx context.Context, person, name string) ([]byte, error) {
	content, err := c.files.Fetch(ctx, person, name)
	return content, forgotten(err)
}

// forgotten says of a person whose key has been destroyed that there is nothing, as of
// anything else that is gone.
func forgotten(err error) error {
	if errors.Is(err, vault.ErrUnknown) {
		return casework.ErrNoCase
	}
	return err
}

// known opens what a decision of the desk has to know of a person. Nobody is shown it, so
// nobody reads: the row records what follows from it, and that alone.
func (h *House) known(ctx context.Context, person string, names []string) (map[string]string, error) {
	fields := make([]vault.Field, len(names))
	for i, name := range names {
		fields[i] = vault.Field(name)
	}
	values, err := h.Vault.Read(ctx, vault.Reader{Person: person}, person, fields)
	if errors.Is(err, vault.ErrUnknown) {
		return nil, nil // nothing is kept, which the row then says
	}
	known := make(map[string]string, len(values))
	for field, value := range values {
		known[string(field)] = value.Expose()
	}
	return known, err
}
