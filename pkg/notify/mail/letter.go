package mail

import (
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"selter/pkg/notify"
)

// footer ends every letter.
const footer = `--
Surat ini dikirim otomatis oleh Selter; jawaban tidak dibaca. Apa yang disuratkan dapat diatur pada preferensi Anda, kecuali yang wajib disampaikan.
This letter was sent automatically by Selter; nobody reads answers. What is mailed can be set in your preferences, except what has to be told.
`

// letter writes the same bytes each time that a parcel is brought, under one Message-ID: who gets it twice sees one.
func (c *Carrier) letter(parcel notify.Parcel, to string) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	if err := m.FromFormat("Selter", c.config.From); err != nil {
		return nil, err
	}
	if err := m.To(to); err != nil {
		return nil, err
	}
	m.Subject(shown(parcel.Letter.Subject))
	m.SetMessageIDWithValue(parcel.ID.String() + "@" + c.domain)
	m.SetDateWithValue(parcel.Notice.At.UTC())
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answering machine answers it
	m.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	m.SetGenHeader("Content-Language", "id, en")
	m.SetBodyString(gomail.TypeTextPlain, c.body(parcel.Letter))
	return m, nil
}

func (c *Carrier) body(letter notify.Letter) string {
	parts := []string{letter.Text}
	if c.config.PublicURL != "" && letter.Path != "" {
		parts = append(parts, c.config.PublicURL+letter.Path)
	}
	return strings.Join(append(parts, letter.English, footer), "\n\n")
}

// shown keeps whatever a subject holds on its one line.
func shown(subject string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return ' '
		}
		return r
	}, subject)
}
