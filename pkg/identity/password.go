package identity

import (
	"context"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
)

// The bounds of passwords and login names. A long password costs nothing to keep, and
// no rule asks for capitals or digits: they make passwords worse (NIST SP 800-63B 5.1.1).
const (
	ShortestPassword = 12  // characters
	LongestPassword  = 256 // bytes
	ShortestLogin    = 3   // characters
	LongestLogin     = 100 // bytes
)

//go:embed common.txt
var commonText string

// common are the commonest passwords that are long enough.
var common = strings.Fields(commonText)

// opaque is a password as it is hashed: typed on whatever keyboard it is the same bytes
// (RFC 8265, profile OpaqueString). What cannot be a password is none at all.
func opaque(password string) string {
	if len(password) > LongestPassword || !utf8.ValidString(password) {
		return ""
	}
	same, err := precis.OpaqueString.String(password)
	if err != nil || len(same) > LongestPassword {
		return ""
	}
	return same
}

// choose looks at a password that somebody wants to have, for the account with a login
// name whose keyed hash begins with tag. It answers what is to be hashed, or *Unfit.
func (s *Service) choose(password string, tag [tagBytes]byte) (string, error) {
	refuse := func(problem string) (string, error) { return "", &Unfit{"password", problem} }
	if len(password) > LongestPassword {
		return refuse("is longer than " + strconv.Itoa(LongestPassword) + " bytes")
	}
	same := opaque(password)
	folded := strings.ToLower(same)
	switch {
	case same == "" && password != "":
		return refuse("holds characters that cannot be typed again everywhere, such as control characters")
	case utf8.RuneCountInString(same) < ShortestPassword:
		return refuse("is shorter than " + strconv.Itoa(ShortestPassword) + " characters")
	case s.tag(password) == tag:
		return refuse("is the login name")
	case slices.Contains(common, folded):
		return refuse("is one of the commonest there are")
	case strings.Contains((folded + folded)[1:2*len(folded)-1], folded):
		return refuse("repeats one piece over and over")
	}
	return same, nil
}

// canonical is a login name as it is compared: case and width do not matter (RFC 8265,
// profile UsernameCaseMapped).
func canonical(login string) (string, error) {
	if len(login) > LongestLogin {
		return "", &Unfit{"login", "is longer than " + strconv.Itoa(LongestLogin) + " bytes"}
	}
	same, err := precis.UsernameCaseMapped.String(login)
	switch {
	case err != nil:
		return "", &Unfit{"login", "holds spaces or characters that a name cannot have"}
	case utf8.RuneCountInString(same) < ShortestLogin:
		return "", &Unfit{"login", "is shorter than " + strconv.Itoa(ShortestLogin) + " characters"}
	}
	return same, nil
}

// loginHash is the keyed hash of a login name. What cannot be one has a hash too, which
// belongs to nobody: guesses at it are counted like all others.
func (s *Service) loginHash(login string) [32]byte {
	same, err := canonical(login)
	if err != nil {
		return s.keys.Digest("no login", []byte(login))
	}
	return s.keys.Digest("login", []byte(same))
}

// tag is how an invitation to the account of a login name ends.
func (s *Service) tag(login string) [tagBytes]byte {
	hash := s.loginHash(login)
	return [tagBytes]byte(hash[:])
}

// ChangePassword replaces the person's own password and ends every other session, every
// token and whatever was begun: whoever changes it may do so because somebody else knows it,
// and programs are given new tokens. It answers *Unfit, *TooMany, and ErrRefused when old is
// wrong or the password was changed by somebody else at this moment.
func (s *Service) ChangePassword(ctx context.Context, who Subject, old, password string) error {
	account, err := s.own(ctx, who)
	if err != nil {
		return err
	}
	same, err := s.choose(password, [tagBytes]byte(account.Login[:]))
	if err != nil {
		return err
	}
	if _, err := s.guess(ctx, account.Login, ""); err != nil {
		return err
	}
	right, _, err := s.verify(ctx, account.Password, opaque(old))
	if err != nil {
		return err
	}
	if !right {
		return s.refuse(ctx, account.Person)
	}
	hash, err := s.hash(ctx, same)
	if err != nil {
		return err
	}
	set, err := s.store.SetPassword(ctx, who.Person, account.Password, hash, who.Credential)
	switch {
	case err != nil:
		return err
	case !set:
		return s.refuse(ctx, account.Person)
	}
	s.log.InfoContext(ctx, "password changed", "person", who.Person)
	return nil
}

// own is the account of who came in by a session.
func (s *Service) own(ctx context.Context, who Subject) (Account, error) {
	if who.Kind != SessionKind {
		return Account{}, ErrNeedsSession
	}
	return s.store.AccountOf(ctx, who.Person)
}
