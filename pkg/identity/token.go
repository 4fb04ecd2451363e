package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// LongestLabel is how many characters the label of a token has at most.
const LongestLabel = 100

// IssueToken gives the person a token for a program, which can do at most what the
// session can: the same person, no more factors than were given, the duties read anew at
// each request, and the scopes on top. A token can issue none (ErrNeedsSession), nor can a
// session that is not fresh (ErrNeedsProof): who finds an open browser does not stay for a
// year. The label is for the person, who is to know later what the token was for. *Unfit
// says what cannot be given.
func (s *Service) IssueToken(ctx context.Context, who Subject, label string, scopes []Scope, lifetime time.Duration) (Issued, error) {
	if who.Kind != SessionKind {
		return Issued{}, ErrNeedsSession
	}
	if !who.IsFresh() {
		return Issued{}, ErrNeedsProof
	}
	if err := fitToken(label, scopes, lifetime); err != nil {
		return Issued{}, err
	}
	now, err := s.store.Ready(ctx)
	if err != nil {
		return Issued{}, err
	}
	issued, err := mint(now, TokenKind, who.Person, who.Factors)
	if err != nil {
		return Issued{}, err
	}
	c := &issued.Credential
	c.Label, c.Expires = label, now.Add(lifetime)
	for _, scope := range Scopes() { // each once, in one order
		if slices.Contains(scopes, scope) {
			c.Scopes = append(c.Scopes, scope)
		}
	}
	if err := s.issueBeside(ctx, who, *c); err != nil {
		return Issued{}, err
	}
	s.log.InfoContext(ctx, "token issued", "person", who.Person)
	return issued, nil
}

func fitToken(label string, scopes []Scope, lifetime time.Duration) error {
	unknown := func(s Scope) bool { return !slices.Contains(Scopes(), s) }
	switch {
	case strings.TrimSpace(label) == "" || !utf8.ValidString(label) || utf8.RuneCountInString(label) > LongestLabel:
		return &Unfit{"label", "is empty or longer than 100 characters"}
	case strings.ContainsFunc(label, func(r rune) bool { return !unicode.IsPrint(r) }):
		return &Unfit{"label", "holds characters that cannot be printed"}
	case len(scopes) == 0:
		return &Unfit{"scopes", "are empty: the token would be good for nothing"}
	case slices.ContainsFunc(scopes, unknown):
		return &Unfit{"scopes", "hold one that is not known"}
	case lifetime < time.Minute || lifetime > LongestToken:
		return &Unfit{"lifetime", "is shorter than a minute or longer than 365 days"}
	}
	return nil
}
