package identity

import (
	"errors"
	"time"
)

// The errors that a Service answers with beside ErrUnknown, ErrTaken, *TooMany and
// *Unfit; every other error is a fault. None of them repeats what was given.
var (
	// ErrUnauthenticated says that a credential is not in force. It never says why.
	ErrUnauthenticated = errors.New("no credential that is in force")
	// ErrRefused says that a guess was wrong: the name, the password, the code, or all of
	// them, or that the account is closed. Which of these it was is nobody's business.
	ErrRefused = errors.New("refused")
	// ErrUnlinked says that an identity at a provider belongs to nobody here.
	ErrUnlinked = errors.New("the identity at the provider belongs to nobody here")
	// ErrNeedsSession says that only the person may do this, at a browser: a program's
	// token manages nobody's credentials.
	ErrNeedsSession = errors.New("needs a session")
	// ErrNeedsProof says that the person has to prove anew who they are, by the password or
	// by a login that is younger than Fresh.
	ErrNeedsProof = errors.New("needs the password or a fresh login")
	// ErrNeedsSecondFactor says that a session in which the second factor was given is needed.
	ErrNeedsSecondFactor = errors.New("needs the second factor")
	// ErrNoSecondFactor says that there is no secret to confirm, or none to give a code of.
	ErrNoSecondFactor = errors.New("there is no such second factor")
)

// TooMany says that so many guesses have been made that the next one is not judged.
type TooMany struct {
	Retry time.Time     // when the next may be made, by the store's clock
	After time.Duration // how long that is from now; more than zero
}

func (e *TooMany) Error() string { return "too many guesses" }

// Unfit says that something that a person chose cannot be taken.
type Unfit struct {
	Field   string // login, password, label, scopes or lifetime
	Problem string // the rule that is broken, as the end of a sentence that begins with the field
}

func (e *Unfit) Error() string { return e.Field + " " + e.Problem }
