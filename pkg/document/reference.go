package document

import "selter/workflow/calendar"

// A Reference is another document, by what it is, its number and its day.
type Reference struct {
	What   string        `json:"what"` // as in "Berita Acara Rapat Pleno"
	Number string        `json:"number"`
	Date   calendar.Date `json:"date"`
}

func (r Reference) says() string {
	return r.What + " Nomor " + r.Number + " tanggal " + r.Date.Long()
}

func (c *checks) reference(what string, r Reference) {
	c.need("name of the "+what, r.What)
	c.need("number of the "+what, r.Number)
	c.that(!r.Date.IsZero(), "has no date of the %s", what)
}

func (c *checks) references(what string, list []Reference) {
	for _, r := range list {
		c.reference(what, r)
	}
}

func says(list []Reference) []string {
	texts := make([]string, len(list))
	for i, r := range list {
		texts[i] = r.says()
	}
	return texts
}
