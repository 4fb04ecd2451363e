package openselection

import (
	"fmt"

	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// An Age is years, months and days, as announcements state it.
type Age struct {
	Years  int `json:"years"`
	Months int `json:"months"`
	Days   int `json:"days"`
}

// Check keeps an age in its form.
func (a Age) Check() wire.Problems {
	if a.Years < 18 || a.Years > 100 || a.Months < 0 || a.Months > 11 || a.Days < 0 || a.Days > 30 {
		return wire.Problems{{Problem: "must be an age of 18 to 100 years, 0 to 11 months and 0 to 30 days"}}
	}
	return nil
}

func (a Age) String() string {
	return fmt.Sprintf("%d tahun %d bulan %d hari", a.Years, a.Months, a.Days)
}

// AgeAt is the age of somebody born on a day, on another.
func AgeAt(born, on calendar.Date) Age {
	years, months, days := calendar.AgeOn(born, on)
	return Age{Years: years, Months: months, Days: days}
}

// Within tells whether the age is at most so many years: the birthday itself still
// counts, the day after does not (PP 11/2017 Pasal 107, "paling tinggi").
func (a Age) Within(years int) bool {
	return a.Years < years || a.Years == years && a.Months == 0 && a.Days == 0
}

// byTier is the value of the key for a tier; that for Pratama where there is none.
func byTier(pack *policy.Pack, tier Tier, utama, madya, pratama policy.Key[int]) policy.Value[int] {
	switch tier {
	case Utama:
		return utama.In(pack)
	case Madya:
		return madya.In(pack)
	case Pratama: // as below
	}
	return pratama.In(pack)
}

// maxAge is the highest age for a tier.
func maxAge(pack *policy.Pack, tier Tier) policy.Value[int] {
	return byTier(pack, tier, policy.AgeMaxUtama, policy.AgeMaxMadya, policy.AgeMaxPratama)
}

// The days on which policies take an age, besides that of the inauguration.
const (
	atRegistration = "registration"
	onPrintedDate  = "printed_date"
)

// ageDay tells on which day the age of who applies in a window is taken: at registration
// it is the closing day; another day is printed by the announcement. What is known only
// later, as the inauguration is, is asked again when it is known; until then the closing
// day counts.
func ageDay(pack *policy.Pack, terms Terms, w Window) calendar.Date {
	if policy.AgeReference.In(pack).Value == atRegistration || terms.AgeOn.IsZero() {
		return w.Closes
	}
	return terms.AgeOn
}

// ageDays are the days on which the age of who applied may have been taken: one for each
// window that is over. Nobody grows too old by an extension that others made necessary.
func (f SelectionFacts) ageDays(pack *policy.Pack) []calendar.Date {
	days := make([]calendar.Date, len(f.Closed))
	for i, closed := range f.Closed {
		days[i] = ageDay(pack, f.Terms, Window{Closes: closed})
	}
	return days
}
