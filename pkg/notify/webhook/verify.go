package webhook

import (
	"context"
	"crypto/hmac"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// How long a message is good for, and for how long a receiver remembers that it came: longer than it is brought again,
// which is five days (see notify.Courier).
const (
	Window   = 5 * time.Minute
	Remember = 7 * 24 * time.Hour
)

// Why a message is not taken.
var (
	// ErrForged says that a message is not from who knows the secret, or has been changed: answer 401.
	ErrForged = errors.New("the message is not signed by this secret")
	// ErrStale says that a message was signed too long ago, or will be: answer 401.
	ErrStale = errors.New("the message was not signed just now")
	// ErrRepeated says that the message came before: answer 200, and do nothing.
	ErrRepeated = errors.New("the message came before")
)

// Seen remembers which messages came.
type Seen interface {
	// First keeps an id until a time, and tells whether it was not there yet. Of any number that ask at once one is the
	// first. It belongs into the transaction that does what the message leads to: an id that is remembered while its
	// effect is lost would never come again.
	First(ctx context.Context, id string, until time.Time) (bool, error)
}

// A Receiver takes messages at the other end: it is for who builds one in Go, and for the proof that the ones sent from
// here can be verified. All members are required.
type Receiver struct {
	Secrets []Secret // all that may have signed: two while one takes over from the other
	Seen    Seen
	Now     func() time.Time
}

// Take verifies a message and reads it: ErrForged, ErrStale, ErrRepeated, or it is new.
func (r Receiver) Take(ctx context.Context, header http.Header, body []byte) (Event, error) {
	id, timestamp, err := r.verify(header, body)
	if err != nil {
		return Event{}, err
	}
	at, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || strconv.FormatInt(at, 10) != timestamp {
		return Event{}, ErrForged
	}
	now := r.Now()
	if off := now.Sub(time.Unix(at, 0)); off > Window || off < -Window {
		return Event{}, ErrStale
	}
	var e Event
	if err := json.Unmarshal(body, &e); err != nil || e.ID != id {
		return Event{}, ErrForged
	}
	first, err := r.Seen.First(ctx, id, now.Add(Remember))
	if err == nil && !first {
		err = ErrRepeated
	}
	return e, err
}

// verify compares the signatures with those of each secret, all of them in the same time.
func (r Receiver) verify(header http.Header, body []byte) (id, timestamp string, err error) {
	one := func(name string) string {
		if values := header.Values(name); len(values) == 1 {
			return values[0]
		}
		return ""
	}
	id, timestamp = one(HeaderID), one(HeaderTimestamp)
	given := strings.Fields(one(HeaderSignature))
	const most = 8 // signatures
	if id == "" || len(id) > 256 || strings.Contains(id, ".") || timestamp == "" || len(given) == 0 || len(given) > most {
		return "", "", ErrForged
	}
	found := false
	for _, secret := range r.Secrets {
		want := []byte(secret.sign(id, timestamp, body))
		for _, signature := range given {
			found = hmac.Equal([]byte(signature), want) || found
		}
	}
	if !found {
		return "", "", ErrForged
	}
	return id, timestamp, nil
}
