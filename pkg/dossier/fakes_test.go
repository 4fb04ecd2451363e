package dossier_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"

	"selter/pkg/dossier"
)

// memory keeps blobs for one test.
type memory struct {
	mu    sync.Mutex
	blobs map[string][]byte
}

func (m *memory) Put(_ context.Context, name string, content []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if have, there := m.blobs[name]; there {
		if bytes.Equal(have, content) {
			return nil
		}
		return dossier.ErrTaken
	}
	if m.blobs == nil {
		m.blobs = map[string][]byte{}
	}
	m.blobs[name] = bytes.Clone(content)
	return nil
}

func (m *memory) Get(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if have, there := m.blobs[name]; there {
		return bytes.Clone(have), nil
	}
	return nil, dossier.ErrNoBlob
}

func (m *memory) Delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.blobs, name)
	return nil
}

// toySealer seals so that a test sees what was sealed for whom, and never twice alike.
type toySealer struct{}

var errToy = errors.New("sealed for somebody else")

func (toySealer) FileName(person string, content []byte) string {
	sum := sha256.Sum256(append([]byte(person+"\x00"), content...))
	return hex.EncodeToString(sum[:])
}

func (toySealer) SealFile(_ context.Context, person, name string, plain []byte) ([]byte, error) {
	return append([]byte(person+"|"+name+"|"+rand.Text()+"|"), plain...), nil
}

func (toySealer) OpenFile(_ context.Context, person, name string, sealed []byte) ([]byte, error) {
	rest, is := bytes.CutPrefix(sealed, []byte(person+"|"+name+"|"))
	if _, plain, found := bytes.Cut(rest, []byte("|")); is && found {
		return plain, nil
	}
	return nil, errToy
}

// verdict is a scanner that has made up its mind.
type verdict struct {
	clean bool
	err   error
}

func (v verdict) Scan(context.Context, []byte) (bool, error) { return v.clean, v.err }

// slow is a scanner that takes its time and counts how many wait for it at once.
type slow struct {
	begun, release chan struct{}
	now, most      atomic.Int32
}

func (s *slow) Scan(context.Context, []byte) (bool, error) {
	now := s.now.Add(1)
	defer s.now.Add(-1)
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	s.begun <- struct{}{}
	<-s.release
	return true, nil
}
