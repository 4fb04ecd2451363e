package config

import (
	"cmp"
	"net/mail"
	"slices"
	"strconv"
	"strings"
)

// The variables that say through which server letters go out.
const (
	SMTPHost     = "SELTER_SMTP_HOST"     // name of the server; empty: nothing is mailed
	SMTPPort     = "SELTER_SMTP_PORT"     // 587, or 465 with implicit TLS, unless it is said
	SMTPUser     = "SELTER_SMTP_USER"     //
	SMTPPassword = "SELTER_SMTP_PASSWORD" //nolint:gosec // the variable's name
	SMTPFrom     = "SELTER_SMTP_FROM"     // seleksi@example.go.id; whom letters come from
	SMTPTLS      = "SELTER_SMTP_TLS"      // starttls, implicit or none
)

// The ways to keep what is mailed from being read on its way to the server.
const (
	StartTLS    = "starttls" // refused by a server that cannot: nothing is sent in the clear then
	ImplicitTLS = "implicit"
	NoTLS       = "none" // for a server on this machine
)

// Mail says through which server letters go out; none when Host is empty.
type Mail struct {
	Host           string
	Port           int
	User, Password string
	From           string
	TLS            string
}

// mailIn reads what is given. A port that is none is 0, which check refuses.
func mailIn(given map[string]string) Mail {
	m := Mail{
		Host: given[SMTPHost], User: given[SMTPUser], Password: given[SMTPPassword], From: given[SMTPFrom], TLS: cmp.Or(given[SMTPTLS], StartTLS),
	}
	switch port := given[SMTPPort]; {
	case port != "":
		if n, err := strconv.ParseUint(port, 10, 16); err == nil {
			m.Port = int(n)
		}
	case m.TLS == ImplicitTLS:
		m.Port = 465
	default:
		m.Port = 587
	}
	return m
}

// check looks at how letters go out.
func (m Mail) check() []error {
	var faults []error
	fault := func(name, problem string) { faults = append(faults, &Fault{name, problem}) }
	if m.Host == "" {
		for _, one := range []struct{ name, value string }{{SMTPUser, m.User}, {SMTPPassword, m.Password}, {SMTPFrom, m.From}} {
			if one.value != "" {
				fault(SMTPHost, "is missing while "+one.name+" is set")
				break
			}
		}
		return faults
	}
	if strings.ContainsAny(m.Host, ":/@ \t\r\n") {
		fault(SMTPHost, "must be the name of a server, without a port")
	}
	if m.Port == 0 {
		fault(SMTPPort, "must be a number from 1 to 65535")
	}
	if address, err := mail.ParseAddress(m.From); err != nil || address.Name != "" || address.Address != m.From {
		fault(SMTPFrom, "must be an address such as seleksi@example.go.id")
	}
	if !slices.Contains([]string{StartTLS, ImplicitTLS, NoTLS}, m.TLS) {
		fault(SMTPTLS, "must be starttls, implicit or none")
	}
	if (m.User == "") != (m.Password == "") {
		fault(SMTPPassword, "and "+SMTPUser+" belong together; set both, or neither")
	}
	if m.TLS == NoTLS && m.Password != "" {
		fault(SMTPTLS, "must not be none while "+SMTPPassword+" is set: the password would be sent in the clear")
	}
	return faults
}
