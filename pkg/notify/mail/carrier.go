// Package mail carries notices as letters by SMTP. A letter is plain text, in Indonesian with English below, with one link to the case
// and nothing by which its reading could be followed.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"selter/pkg/casework"
	"selter/pkg/notify"
)

// Name is the carrier's code word.
const Name = "mail"

// patience bounds each step of the conversation with the server; a courier gives twice as much for all of it.
const patience = 10 * time.Second

// ErrNoAddress says that no address is kept of a person.
var ErrNoAddress = errors.New("no address is kept")

// An AddressBook opens addresses. Each opening is a reading of the person.
type AddressBook interface {
	// AddressOf is the address of a person for a parcel, or ErrNoAddress.
	AddressOf(ctx context.Context, person string, parcel notify.Parcel) (string, error)
}

// Security is how a server is spoken to.
type Security int

// The ways there are.
const (
	StartTLS Security = iota // begun in the clear; without TLS nothing is sent
	Implicit                 // TLS from the first byte
	Clear                    // for a server on the same machine
)

// A Config says through which server letters go out.
type Config struct {
	Host           string
	Port           int
	Security       Security
	User, Password string // both empty: nobody logs in
	From           string
	PublicURL      string         // where the paths of letters lead, without a slash at the end
	Roots          *x509.CertPool // whom to believe who the server is; nil for the machine's
	Book           AddressBook
}

// A Carrier sends letters. It keeps no connection: a letter is rare, and a server that has gone away is noticed at once.
type Carrier struct {
	config Config
	domain string
}

// New makes a carrier.
func New(c Config) (*Carrier, error) {
	_, domain, found := strings.Cut(c.From, "@")
	if !found || domain == "" {
		return nil, errors.New("mail: the sender is no address")
	}
	carrier := &Carrier{config: c, domain: domain}
	_, err := carrier.client()
	return carrier, err
}

// Name implements notify.Carrier.
func (*Carrier) Name() string { return Name }

// Addresses implements notify.Carrier: everybody who is told has a letter. Whether an address is kept is found out when it is
// carried, so that the answer is recorded.
func (*Carrier) Addresses(_ context.Context, _ casework.Notice, told []string) ([]notify.Address, error) {
	list := make([]notify.Address, len(told))
	for i, person := range told {
		list[i] = notify.Address{Key: person, Person: person}
	}
	return list, nil
}

// Carry implements notify.Carrier. A letter that the server has taken is sent, whatever becomes of the connection after that.
func (c *Carrier) Carry(ctx context.Context, parcel notify.Parcel) error {
	to, err := c.config.Book.AddressOf(ctx, parcel.Address.Person, parcel)
	if errors.Is(err, ErrNoAddress) {
		return &notify.Refused{Why: ErrNoAddress.Error()}
	}
	if err != nil {
		return errors.New("the address cannot be read") // the error itself might tell more
	}
	letter, err := c.letter(parcel, to)
	if err != nil {
		return &notify.Refused{Why: "the address is none"}
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fault(err, "no connection")
	}
	defer func() { _ = client.CloseWithSMTPClient(connection) }() // what matters has been settled by then
	err = client.SendWithSMTPClient(connection, letter)
	if err == nil || letter.IsDelivered() {
		return nil
	}
	return refusal(err)
}

// refusal tells what a server will never take from what it does not take now. What a server says is not repeated: it may quote
// the address.
func refusal(err error) error {
	said, is := errors.AsType[*gomail.SendError](err)
	if !is {
		return fault(err, "the letter was not taken")
	}
	about := "the letter"
	if said.Reason == gomail.ErrSMTPRcptTo {
		about = "the address"
	}
	// Of the sender and the connection it is the house that has to mend something: they are tried again.
	final := slices.Contains([]gomail.SendErrReason{gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose}, said.Reason)
	if code := said.ErrorCode(); code != 0 {
		answer := strings.TrimSpace(fmt.Sprintf("%d %s", code, said.EnhancedStatusCode()))
		if final && code >= 500 {
			return &notify.Refused{Why: about + " was refused: " + answer}
		}
		return fmt.Errorf("%s was not taken: %s", about, answer)
	}
	return fault(err, "no answer to "+about)
}

// fault keeps of an error the kind and nothing that it quotes.
func fault(err error, what string) error {
	if said, is := errors.AsType[*textproto.Error](err); is {
		return fmt.Errorf("%s: %d", what, said.Code)
	}
	if _, is := errors.AsType[*tls.CertificateVerificationError](err); is {
		return errors.New(what + ": the server's certificate is not believed")
	}
	return errors.New(what)
}

func (c *Carrier) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(c.config.Port), gomail.WithTimeout(patience), gomail.WithHELO(c.domain),
		gomail.WithTLSConfig(&tls.Config{ServerName: c.config.Host, RootCAs: c.config.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch c.config.Security {
	case Implicit:
		options = append(options, gomail.WithSSL())
	case Clear:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.config.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.config.User), gomail.WithPassword(c.config.Password))
	}
	client, err := gomail.NewClient(c.config.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return client, nil
}
