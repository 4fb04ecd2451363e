package feed

import (
	"context"

	"selter/pkg/casework"
)

// A Service hands out links to calendars and finds what stands in them.
type Service struct {
	Writer
	Store Store
}

// Share makes a link for a person, in the place of any that the person had. It is shown this once.
func (s *Service) Share(ctx context.Context, person string, factors int) (secret string, err error) {
	secret, hash := newLink()
	return secret, s.Store.Share(ctx, person, hash, factors)
}

// Unshare ends a person's link, if there is one.
func (s *Service) Unshare(ctx context.Context, person string) error {
	return s.Store.Unshare(ctx, person)
}

// Shared tells whose calendar a link leads to, or ErrUnknown.
func (s *Service) Shared(ctx context.Context, secret string) (Shared, error) {
	hash, ok := hashOf(secret)
	if !ok {
		return Shared{}, ErrUnknown
	}
	return s.Store.Shared(ctx, hash)
}

// Dates lists the deadlines behind a wall, the earliest first.
func (s *Service) Dates(ctx context.Context, wall casework.Wall, query Query) ([]Date, error) {
	return s.Store.Dates(ctx, wall, query)
}
