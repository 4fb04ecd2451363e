package mailserver

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The account that the server knows.
const (
	User     = "selter"
	Password = "rahasia-surat" //nolint:gosec // of a server that only a test knows
)

// A Letter is what the server has taken.
type Letter struct {
	From    string
	To      []string
	Content []byte
}

// Message reads the letter as a mail program does.
func (l Letter) Message(t testing.TB) *mail.Message {
	t.Helper()
	message, err := mail.ReadMessage(bytes.NewReader(l.Content))
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// A Server is a running SMTP server.
type Server struct {
	Host  string
	Port  int
	Roots *x509.CertPool // who believes that it is the server

	orders  orders
	process *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// Start starts a server that ends with the test.
func Start(t testing.TB, implicit bool) *Server {
	t.Helper()
	s := &Server{Host: "127.0.0.1", orders: orders{Address: "127.0.0.1:0", Folder: t.TempDir(), Implicit: implicit, User: User, Password: Password}}
	s.certify(t)
	s.run(t)
	t.Cleanup(func() { s.Stop(t) })
	return s
}

// certify makes the certificate of the server, for this test alone.
func (s *Server) certify(t testing.TB) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP(s.Host)}, BasicConstraintsValid: true, IsCA: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	s.orders.Certificate = string(certificate)
	s.orders.Key = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	s.Roots = x509.NewCertPool()
	s.Roots.AppendCertsFromPEM(certificate)
}

// run starts the process, at the address that the server had before, if any.
func (s *Server) run(t testing.TB) {
	t.Helper()
	text, err := json.Marshal(s.orders) //nolint:gosec // the password is of a server that only a test knows
	if err != nil {
		t.Fatal(err)
	}
	s.process = exec.Command(os.Args[0]) //nolint:gosec,noctx // this binary; it outlives the call that starts it
	s.process.Env = append(os.Environ(), role+"="+string(text))
	s.process.Stderr = os.Stderr
	if s.input, err = s.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.output = bufio.NewReader(output)
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	s.orders.Address = s.line(t)
	_, port, err := net.SplitHostPort(s.orders.Address)
	if err == nil {
		s.Port, err = strconv.Atoi(port)
	}
	if err != nil {
		t.Fatalf("the mail server did not start (does TestMain begin with mailserver.Main?): %v", err)
	}
}

func (s *Server) line(t testing.TB) string {
	t.Helper()
	line, err := s.output.ReadString('\n')
	if err != nil {
		t.Fatalf("the mail server is gone (does TestMain begin with mailserver.Main?): %v", err)
	}
	return strings.TrimSpace(line)
}

// Behave tells the server what to do from now on; the zero Behaviour is to take letters.
func (s *Server) Behave(t testing.TB, b Behaviour) {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.input.Write(append(text, '\n')); err != nil {
		t.Fatal(err)
	}
	if said := s.line(t); said != "ok" {
		t.Fatalf("the mail server says %q", said)
	}
}

// Stop kills the server, as a crash would. What it has taken stays.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // that it was killed is no fault
	s.process = nil
}

// Restart starts the server again at its address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Stop(t)
	s.run(t)
}

// Letters lists what the server has taken, in the order in which it did.
func (s *Server) Letters(t testing.TB) []Letter {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.orders.Folder, "*.json")) // sorted; drafts begin with a dot
	if err != nil {
		t.Fatal(err)
	}
	letters := make([]Letter, 0, len(names))
	for _, name := range names {
		if strings.HasPrefix(filepath.Base(name), ".") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var letter Letter
		if err := json.Unmarshal(text, &letter); err != nil {
			t.Fatal(err)
		}
		letters = append(letters, letter)
	}
	return letters
}
