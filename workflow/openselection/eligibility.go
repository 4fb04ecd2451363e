package openselection

import (
	"fmt"

	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// An Age is years, months and days, as announcements state it. It is counted by
// whoever checks the file, so that no birth date has to enter a journal.
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

// maxAge is the highest age for a tier; the lowest of them where there is none.
func maxAge(pack *policy.Pack, tier Tier) policy.Value[int] {
	switch tier {
	case Utama:
		return policy.AgeMaxUtama.In(pack)
	case Madya:
		return policy.AgeMaxMadya.In(pack)
	case Pratama: // as below
	}
	return policy.AgeMaxPratama.In(pack)
}

// ageDay tells on which day the age is taken and whether the pack fixes it: at
// registration it is the closing day; another reference is printed by the
// announcement or known only later, and is then what the check says.
func ageDay(pack *policy.Pack, w Window) (calendar.Date, bool) {
	return w.Closes, policy.AgeReference.In(pack).Value == "registration"
}
