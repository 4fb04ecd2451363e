// Package story reads stories and plays them over HTTP.
//
// A story is one selection written down as a file: who did what on which day, and
// what the system must answer. The same file is a test, a demonstration, a
// rehearsal and a question to the law. Reading order: story.go says what a story
// is, parse.go reads one (node.go is how strictly, applicant.go who applies),
// player.go plays it, checks.go holds what it expects, result.go is what comes out,
// print.go and compare.go show it.
//
// Below a selection lie records: applications, score sheets and papers. The event of a
// step tells which of them it is about, and records.go finds the one that is meant:
//
//   - An applicant acts on the own application or paper, a scorer on the own sheet of the
//     component that is being scored. Applicants act only on the posts for which they
//     apply, so that {by: a-group, on: posts} is one step for all of them.
//   - Anybody else acts on the applications whose participant numbers the body names as
//     "candidate", or on all of the post.
//   - Who complains is of the cast and public: {role: public}. The player keeps the receipt,
//     and with it they add to their complaint. Anybody else acts on the complaints that the
//     body names as "complaint", by who has filed them, or on all about the post; so do
//     {fires: finding_due, on: post, complaint: citizen} and what is expected of one.
//   - fill_profile without a body says what the story says of the applicant. For
//     attach_document {kinds: all}, or a list of kinds, documents.go makes the files.
//   - enter_scores {points: {"01": 80}} are marks by the one criterion of a component. In
//     the sheets of papers the player writes codes in place of the numbers (sheets.go).
package story
