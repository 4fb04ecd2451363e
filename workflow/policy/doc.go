// Package policy holds the numbers of the law as dated data.
//
// # Reading
//
// Each file in instruments/ is one legal text (or one supervisor's practice, the mission's own wishes, or our proposals), line by line:
// key, value, unit, days, article, certainty, note. Days are half-open: from counts, to does not. A line without days holds as long as
// its text. A Library is all files together; Resolve makes the Pack for a Query, exactly one value for each Key, and a guard then asks
//
//	minimum := policy.CandidatesMin.In(pack) // 3 people, "Selter seed, KASN overview of merit supervision (seen)"
//
// Which line speaks? The narrower scope wins: agency, province, nation. Between national texts the higher rank wins, as the header of
// each file states it; the more special text has the higher rank:
//
//	60 the mission   50 supervision profile   40 circular or letter   30 procedure   20 government regulation   10 law   0 proposal
//
// The base of the query says which national texts take part at all:
//
//   - seed (the default): what the mission asks, then PermenPANRB 15/2019, the laws and our proposals where it is silent.
//   - national: the texts in force on the date, with the supervision profile of the day.
//   - the id of one text: its values stand above all other national ones, the rest is as in national.
//
// Seed, the text named as base, and a profile named in the query hold whatever the date: each is read on the nearest day on which it was in
// force. Everything else is read on the date itself.
//
// # Changing a limit
//
// When a new text changes a limit on a day, give the old line that day as its to, or let the new file have a higher rank; add the new
// line with its article and certainty; run go test ./workflow/policy -update and read the difference of the packs in testdata. Nothing
// in Go changes. When a text marked known or proposal has been read, correct the line and mark it seen. A new key is one declaration in
// keys.go, one line in Keys, a value in at least one file for each day, and one line in later.go for the packs that are stored already.
//
// # Overlays
//
// A province or an agency puts its own files into a folder that Load reads at start:
//
//	instrument: perbup-12-2024
//	title: Peraturan Bupati 12/2024
//	scope: {agency: "5300"}
//	values:
//	  - key: application.posts_max
//	    value: 1
//	    unit: posts
//	    from: 2024-01-01
//	    article: art. 4
//	    certainty: seen
//
// Any mistake stops Load with the file, line and column of each; no part of a faulty folder is used.
//
// # Keeping
//
// A pack has an id for people and a hash for machines. Cases store the whole pack as JSON and read it back with ParsePack, so a case of
// last year is replayed under last year's numbers whatever the files say by then.
package policy
