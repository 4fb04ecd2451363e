// Package workflow is the domain of Selter: the law as tables, and the one
// function that decides by them. It does no I/O, reads no clock, logs nothing and
// starts no goroutine.
//
// Five words carry everything:
//
//   - A case is one run of a procedure: a round of selections, or the selection
//     for one post. It has a state, facts and a journal.
//   - An event is what somebody does to a case: announce, score, choose. A passed
//     deadline is an event that the clock sends.
//   - A guard is an assertion that must hold for an event to happen. Its code is
//     its name in refusals, matrix and glossary.
//   - A decision is the answer yes: the case afterwards, one journal entry and the
//     effects. The answer no is a refusal, with all its reasons at once.
//   - An effect is something a decision brings about besides the move: a clock
//     armed or cleared, somebody told, an event sent to another case. Effects are
//     data; the desk (pkg/casework) writes them in the same commit.
//
// A procedure is a table of rows (Transition): on this event, from these states,
// to that one, by these roles, saying this form, requiring these guards, with
// these effects, citing this article. The state machine, the rights, the
// diagrams, the permission matrix and the contract's enums are derived from the
// rows and never written a second time.
//
// Read on in procedure.go, transition.go, guard.go and decide.go; then the tables
// themselves in openselection.
package workflow
