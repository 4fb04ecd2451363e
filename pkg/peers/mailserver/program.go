package mailserver

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// role is the variable by which a test binary learns that it is to be a server. Its value are the orders.
const role = "SELTER_TEST_MAILSERVER"

// orders are what the server is started with.
type orders struct {
	Address        string
	Folder         string // where letters are kept
	Implicit       bool   // TLS from the first byte
	User, Password string
	Certificate    string // PEM
	Key            string // PEM
}

// A Behaviour is what the server does other than take letters.
type Behaviour struct {
	At   Step   // when
	Code int    // what it answers; its class decides whether that is for ever
	Text string // and says
	Drop bool   // the connection ends instead; at DataEnd the letter has been kept
	// Times is how often; after that it takes letters again. 0 is for ever.
	Times int
}

// A Step is a part of the conversation.
type Step string

// The steps.
const (
	MailFrom Step = "mail"
	RcptTo   Step = "rcpt"
	DataEnd  Step = "data"
)

// Main is the server if this process was started to be one, and then does not return.
func Main() {
	text, is := os.LookupEnv(role)
	if !is {
		return
	}
	if err := serve(text); err != nil {
		fmt.Fprintln(os.Stderr, "mail server:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func serve(text string) error {
	var given orders
	if err := json.Unmarshal([]byte(text), &given); err != nil {
		return err
	}
	certificate, err := tls.X509KeyPair([]byte(given.Certificate), []byte(given.Key))
	if err != nil {
		return err
	}
	house := &office{orders: given}
	server := smtp.NewServer(house)
	server.Domain, server.TLSConfig = "mail.test", &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", given.Address) //nolint:noctx // it listens as long as the process lives
	if err != nil {
		return err
	}
	if given.Implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	fmt.Println(listener.Addr())
	// Orders come line by line; the server ends with its input, which the system sees to when the test binary dies.
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var next Behaviour
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			return err
		}
		house.behave(next)
		fmt.Println("ok")
	}
	return errors.Join(server.Close(), <-ended)
}

// office is the backend of the server.
type office struct {
	orders orders

	mu      sync.Mutex
	next    Behaviour
	letters int
}

func (o *office) behave(b Behaviour) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.next = b
}

// does tells whether the server behaves at a step, and counts that it has.
func (o *office) does(at Step) (Behaviour, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.next
	if now.At != at {
		return now, false
	}
	if now.Times > 0 {
		if o.next.Times--; o.next.Times == 0 {
			o.next = Behaviour{}
		}
	}
	return now, true
}

// keep writes a letter whole, under another name first: whoever lists letters never sees half of one.
func (o *office) keep(letter Letter) error {
	text, err := json.Marshal(letter)
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.letters++
	name := fmt.Sprintf("%d-%06d.json", time.Now().UnixNano(), o.letters)
	draft := filepath.Join(o.orders.Folder, "."+name)
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return err
	}
	return os.Rename(draft, filepath.Join(o.orders.Folder, name))
}

// NewSession implements smtp.Backend.
func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{office: o, conn: c}, nil
}

type session struct {
	office *office
	conn   *smtp.Conn
	letter Letter
	known  bool
}

var errNoLogin = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.office.orders.User || password != s.office.orders.Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

// step answers as the server has been told to.
func (s *session) step(at Step) error {
	b, does := s.office.does(at)
	switch {
	case !does:
		return nil
	case b.Drop:
		return errors.Join(errors.New("dropped"), s.conn.Conn().Close())
	}
	return &smtp.SMTPError{Code: b.Code, EnhancedCode: smtp.EnhancedCode{b.Code / 100, 1, 1}, Message: b.Text}
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if _, encrypted := s.conn.TLSConnectionState(); !encrypted || !s.known {
		return errNoLogin
	}
	s.letter = Letter{From: from}
	return s.step(MailFrom)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.To = append(s.letter.To, to)
	return s.step(RcptTo)
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.letter.Content = content
	b, does := s.office.does(DataEnd)
	if does && !b.Drop {
		return &smtp.SMTPError{Code: b.Code, EnhancedCode: smtp.EnhancedCode{b.Code / 100, 1, 1}, Message: b.Text}
	}
	if err := s.office.keep(s.letter); err != nil {
		return err
	}
	if does {
		return errors.Join(errors.New("dropped"), s.conn.Conn().Close())
	}
	return nil
}

func (s *session) Reset()        { s.letter = Letter{} }
func (s *session) Logout() error { return nil }
