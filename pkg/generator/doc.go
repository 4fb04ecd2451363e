// Package generator makes a nation to measure with: rounds and selections of every agency
// over five years, with whole sealed journals, and no person who exists.
//
// A few dozen template rounds are played event by event through the real desk on an empty
// scratch store (stage.go, play.go, script.go; what happens in each is in plots.go). What
// that leaves of each round and its selections is read back (template.go) and copied under
// new names to the agencies (copy.go, nation.go): every identifier is another, every journal
// is sealed anew, every answer tells of its new entry. A copy differs from its template in
// the identifiers, the agency and the persons, and in nothing else. So it verifies as what
// was played verifies, and its scores are measured from the same acts.
//
// What lies below selections (applications, sheets, papers) is left out, as are notices and
// reminders: nothing of the board rests on them, and they would make up nine tenths of the
// rows. Clocks that still ran when a template ended are closed in the copy, with a note: an
// archive of years ago must not begin to fire where it is brought to.
package generator
