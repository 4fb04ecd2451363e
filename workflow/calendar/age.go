package calendar

// AgeOn returns the completed years, months and days from the day of birth to ref. On the birthday itself the year is
// complete. A person born on 29 February completes the year on 28 February where there is no 29th: the rules are silent,
// and the earlier day is the stricter one against an upper age limit [our reading, not law].
//
// When ref is before the birth, or either is the zero Date, there is no age and all three are 0; the caller checks its
// input first.
func AgeOn(born, ref Date) (years, months, days int) {
	if born.IsZero() || ref.Before(born) {
		return 0, 0, 0
	}
	by, bm, _ := born.split()
	ry, rm, _ := ref.split()
	whole := (ry-by)*12 + int(rm) - int(bm)
	if born.AddMonths(whole).After(ref) {
		whole--
	}
	return whole / 12, whole % 12, born.AddMonths(whole).DaysUntil(ref)
}
