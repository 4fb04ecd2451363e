package mail_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/pkg/notify/mail"
	"selter/pkg/peers/mailserver"
)

func TestMain(m *testing.M) {
	mailserver.Main()
	os.Exit(m.Run())
}

const address = "ppk@prov-contoh.go.id"

// book gives everybody the same address.
type book struct {
	address string
	err     error
}

func (b book) AddressOf(context.Context, string, notify.Parcel) (string, error) {
	return b.address, b.err
}

func config(server *mailserver.Server, with ...func(*mail.Config)) mail.Config {
	c := mail.Config{
		Host: server.Host, Port: server.Port, User: mailserver.User, Password: mailserver.Password, From: "seleksi@contoh.go.id",
		PublicURL: "https://selter.contoh.go.id", Roots: server.Roots, Book: book{address: address},
	}
	for _, change := range with {
		change(&c)
	}
	return c
}

func carrier(t *testing.T, c mail.Config) *mail.Carrier {
	t.Helper()
	made, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func parcel() notify.Parcel {
	notice := casework.Notice{ID: uuid.MustParse("01938c2e-0000-7000-8000-000000000001"), At: time.Date(2024, 7, 12, 3, 4, 5, 0, time.UTC)}
	return notify.Parcel{
		ID: notify.DeliveryID(notice.ID, mail.Name, "ppk"), Notice: notice, Address: notify.Address{Key: "ppk", Person: "ppk"},
		Letter: notify.Letter{
			Subject: "Hasil seleksi direkomendasikan: seleksi Kepala Dinas Perhubungan",
			Text:    "Lantik paling lambat 27 Juli 2024.", English: "Inaugurate by 2024-07-27.", Path: "/v1/selections/018f",
		},
	}
}

// final tells whether an error says that it is for ever.
func final(err error) bool {
	_, is := errors.AsType[*notify.Refused](err)
	return is
}

func TestCarrier_sends_a_letter(t *testing.T) {
	t.Parallel()
	for name, implicit := range map[string]bool{"with_starttls": false, "with_implicit_tls": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailserver.Start(t, implicit)
			c := carrier(t, config(server, func(c *mail.Config) {
				if implicit {
					c.Security = mail.Implicit
				}
			}))
			if err := c.Carry(t.Context(), parcel()); err != nil {
				t.Fatal(err)
			}
			letters := server.Letters(t)
			if len(letters) != 1 || letters[0].From != "seleksi@contoh.go.id" || !slices.Equal(letters[0].To, []string{address}) {
				t.Fatalf("%+v", letters)
			}
			message := letters[0].Message(t)
			for header, want := range map[string]string{
				"From": `"Selter" <seleksi@contoh.go.id>`, "To": "<" + address + ">", "Subject": parcel().Letter.Subject,
				"Message-Id": "<" + parcel().ID.String() + "@contoh.go.id>", "Date": "Fri, 12 Jul 2024 03:04:05 +0000",
				"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Type": "text/plain; charset=UTF-8", "User-Agent": "", "X-Mailer": "",
			} {
				got, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get(header))
				if err != nil || got != want {
					t.Errorf("%s: %q, not %q, %v", header, got, want, err)
				}
			}
			body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
			if err != nil {
				t.Fatal(err)
			}
			want := `Lantik paling lambat 27 Juli 2024.

https://selter.contoh.go.id/v1/selections/018f

Inaugurate by 2024-07-27.

--
Surat ini dikirim otomatis oleh Selter; jawaban tidak dibaca. Apa yang disuratkan dapat diatur pada preferensi Anda, kecuali yang wajib disampaikan.
This letter was sent automatically by Selter; nobody reads answers. What is mailed can be set in your preferences, except what has to be told.`
			if diff := cmp.Diff(want, strings.TrimSpace(strings.ReplaceAll(string(body), "\r\n", "\n"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a server refuses for ever, and what is tried again; nothing of what it says is repeated.
func TestCarrier_tells_for_ever_from_not_now(t *testing.T) {
	t.Parallel()
	server := mailserver.Start(t, false)
	c := carrier(t, config(server))
	for _, tc := range []struct {
		at    mailserver.Step
		code  int
		final bool
	}{
		{mailserver.MailFrom, 451, false},
		{mailserver.MailFrom, 550, false}, // of the sender: the house has to mend it
		{mailserver.RcptTo, 450, false},
		{mailserver.RcptTo, 550, true},
		{mailserver.DataEnd, 452, false},
		{mailserver.DataEnd, 554, true},
	} {
		server.Behave(t, mailserver.Behaviour{At: tc.at, Code: tc.code, Text: "no such user " + address, Times: 1})
		err := c.Carry(t.Context(), parcel())
		if err == nil || final(err) != tc.final {
			t.Errorf("%s %d: for ever %t, %v", tc.at, tc.code, final(err), err)
		}
		if err != nil && (strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), "user") || !strings.Contains(err.Error(), "1.1")) {
			t.Errorf("%s %d: %q", tc.at, tc.code, err)
		}
	}
	if letters := server.Letters(t); len(letters) != 0 {
		t.Errorf("%d letters were taken", len(letters))
	}
	if err := c.Carry(t.Context(), parcel()); err != nil || len(server.Letters(t)) != 1 {
		t.Errorf("afterwards: %v", err)
	}
}

func TestCarrier_outlives_the_server(t *testing.T) {
	t.Parallel()
	t.Run("a_letter_whose_answer_was_lost_comes_again_as_the_same", func(t *testing.T) {
		t.Parallel()
		server := mailserver.Start(t, false)
		c := carrier(t, config(server))
		server.Behave(t, mailserver.Behaviour{At: mailserver.DataEnd, Drop: true, Times: 1})
		if err := c.Carry(t.Context(), parcel()); err == nil || final(err) {
			t.Fatalf("without an answer: %v", err)
		}
		if err := c.Carry(t.Context(), parcel()); err != nil {
			t.Fatal(err)
		}
		letters := server.Letters(t)
		if len(letters) != 2 || !bytes.Equal(letters[0].Content, letters[1].Content) {
			t.Fatalf("%d letters, or others: who gets both must see one", len(letters))
		}
	})
	t.Run("a_server_that_is_killed_and_comes_back", func(t *testing.T) {
		t.Parallel()
		server := mailserver.Start(t, false)
		c := carrier(t, config(server))
		server.Stop(t)
		if err := c.Carry(t.Context(), parcel()); err == nil || final(err) {
			t.Fatalf("to nobody: %v", err)
		}
		server.Restart(t)
		if err := c.Carry(t.Context(), parcel()); err != nil || len(server.Letters(t)) != 1 {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// Nothing is sent to a server of whom it is not known who it is, or that does not know the house.
func TestCarrier_trusts_nobody(t *testing.T) {
	t.Parallel()
	server := mailserver.Start(t, false)
	for name, change := range map[string]func(*mail.Config){
		"with_a_certificate_of_its_own": func(c *mail.Config) { c.Roots = nil },
		"under_another_name":            func(c *mail.Config) { c.Host = "localhost" },
		"with_another_password":         func(c *mail.Config) { c.Password = "tebakan" },
		"without_a_login":               func(c *mail.Config) { c.User, c.Password = "", "" },
		"without_tls":                   func(c *mail.Config) { c.Security, c.User, c.Password = mail.Clear, "", "" },
	} {
		err := carrier(t, config(server, change)).Carry(t.Context(), parcel())
		if err == nil || final(err) || strings.Contains(err.Error(), "tebakan") || strings.Contains(err.Error(), "@") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if letters := server.Letters(t); len(letters) != 0 {
		t.Errorf("%d letters were taken", len(letters))
	}
}

func TestCarrier_takes_no_orders_from_what_it_carries(t *testing.T) {
	t.Parallel()
	server := mailserver.Start(t, false)
	t.Run("a_subject_stays_one_line", func(t *testing.T) {
		t.Parallel()
		hostile := parcel()
		hostile.Letter.Subject = "Hasil\r\nBcc: lain@contoh.id\r\n\r\nBerita lain\x00\u202e"
		hostile.Letter.Text = "satu\r\n.\r\nMAIL FROM:<lain@contoh.id>\r\n"
		if err := carrier(t, config(server)).Carry(t.Context(), hostile); err != nil {
			t.Fatal(err)
		}
		letters := server.Letters(t)
		if len(letters) != 1 || !slices.Equal(letters[0].To, []string{address}) {
			t.Fatalf("%+v", letters)
		}
		message := letters[0].Message(t)
		subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
		if err != nil || message.Header.Get("Bcc") != "" || strings.ContainsAny(subject, "\r\n\x00\u202e") {
			t.Errorf("%v: %q", message.Header, subject)
		}
	})
	for _, to := range []string{"", "ppk", "ppk@contoh.go.id\r\nBcc: lain@contoh.id", "a@contoh.id, b@contoh.id", "ppk@contoh.go.id>\r\nDATA"} {
		err := carrier(t, config(server, func(c *mail.Config) { c.Book = book{address: to} })).Carry(t.Context(), parcel())
		if !final(err) || strings.Contains(err.Error(), "@") {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestCarrier_needs_an_address(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err   error
		final bool
	}{"none_is_kept": {mail.ErrNoAddress, true}, "it_cannot_be_read": {errors.New("key of " + address), false}} {
		c, err := mail.New(mail.Config{Host: "127.0.0.1", Port: 9, From: "seleksi@contoh.go.id", Book: book{err: tc.err}})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Carry(t.Context(), parcel()); err == nil || final(err) != tc.final || strings.Contains(err.Error(), "@") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := mail.New(mail.Config{Host: "127.0.0.1", Port: 9, From: "seleksi"}); err == nil {
		t.Error("a sender that is no address was taken")
	}
	got, err := carrier(t, mail.Config{Host: "h", Port: 9, From: "a@b.id"}).Addresses(t.Context(), casework.Notice{}, []string{"ppk", "pengawas"})
	if diff := cmp.Diff([]notify.Address{{Key: "ppk", Person: "ppk"}, {Key: "pengawas", Person: "pengawas"}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
