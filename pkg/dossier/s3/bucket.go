// Package s3 keeps blobs in a bucket of an S3 service. It alone links the client for it.
package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"selter/pkg/dossier"
)

// A Config names a bucket and how it is reached.
type Config struct {
	Endpoint string // a URL with http or https and nothing behind the host
	Region   string
	Bucket   string // there already: who may make buckets is the operator's affair
	Access   string
	Secret   string
}

// ErrConfig says that a configuration makes no sense. It repeats nothing of it.
var ErrConfig = errors.New("the S3 service is not configured")

// A Bucket keeps blobs as objects. Put needs a service that honours If-None-Match on
// writes, as S3 does since 2024; one that ignores it would let a later blob replace an
// earlier one of the same name.
type Bucket struct {
	client *minio.Client
	name   string
}

var _ dossier.Blobs = (*Bucket)(nil)

// retries is how often one request is made before it has failed.
const retries = 3

// Open makes sure that the bucket is there and may be used.
func Open(ctx context.Context, c Config) (*Bucket, error) {
	address, err := url.Parse(c.Endpoint)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" ||
		address.User != nil || (address.Path != "" && address.Path != "/") || address.RawQuery != "" {
		return nil, fmt.Errorf("%w: the endpoint must be http or https and a host", ErrConfig)
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(c.Access, c.Secret, ""),
		Secure: address.Scheme == "https", Region: c.Region,
		BucketLookup: minio.BucketLookupPath, MaxRetries: retries,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	switch there, err := client.BucketExists(ctx, c.Bucket); {
	case err != nil:
		return nil, fmt.Errorf("asking for the bucket: %w", err)
	case !there:
		return nil, fmt.Errorf("%w: there is no such bucket", ErrConfig)
	}
	return &Bucket{client, c.Bucket}, nil
}

// Somebody else who writes the same name makes the service say so before what was written
// can be read. Until then both reading it and writing it are tried again: at first after
// firstWait, then after twice as long each time, so for about five seconds in all.
const (
	tries     = 10
	firstWait = 5 * time.Millisecond
)

// Put writes an object if there is none of this name. Where several write one name at once
// the service takes one of them; the others learn whether its content is theirs.
func (b *Bucket) Put(ctx context.Context, name string, content []byte) error {
	if err := dossier.CheckName(name); err != nil {
		return err
	}
	wait := firstWait
	for try := 1; ; try++ {
		err := b.write(ctx, name, content)
		code := minio.ToErrorResponse(err).Code
		switch {
		case err == nil:
			return nil
		case code != minio.PreconditionFailed && code != conflict:
			return fmt.Errorf("blobs: %w", err)
		}
		switch kept, err := b.Get(ctx, name); {
		case err == nil && bytes.Equal(kept, content):
			return nil
		case err == nil:
			return dossier.ErrTaken
		case !errors.Is(err, dossier.ErrNoBlob):
			return err
		}
		if try == tries {
			return fmt.Errorf("blobs: another write of the name does not end: %w", err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return fmt.Errorf("blobs: %w", context.Cause(ctx))
		}
		wait *= 2
	}
}

// conflict is what S3 answers to a write on a condition while another one is under way.
const conflict = "ConditionalRequestConflict"

func (b *Bucket) write(ctx context.Context, name string, content []byte) error {
	options := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true}
	options.SetMatchETagExcept("*")
	_, err := b.client.PutObject(ctx, b.name, name, bytes.NewReader(content), int64(len(content)), options)
	return err
}

// Get reads an object.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	if err := dossier.CheckName(name); err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	defer func() { _ = object.Close() }() // all is read
	content, err := io.ReadAll(object)
	switch {
	case minio.ToErrorResponse(err).Code == minio.NoSuchKey:
		return nil, dossier.ErrNoBlob
	case err != nil:
		return nil, fmt.Errorf("blobs: %w", err)
	}
	return content, nil
}

// Delete removes an object.
func (b *Bucket) Delete(ctx context.Context, name string) error {
	if err := dossier.CheckName(name); err != nil {
		return err
	}
	err := b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{})
	if err != nil && minio.ToErrorResponse(err).Code != minio.NoSuchKey {
		return fmt.Errorf("blobs: %w", err)
	}
	return nil
}
