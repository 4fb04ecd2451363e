// Package bench measures the engine against what the same database could do for a
// hand that wrote the same rows in plain SQL.
//
// Selections are carried through their whole table over HTTP on loopback, at several
// numbers of callers, on Postgres as it comes (every commit on disk before it is
// answered). In turns with them, the same rows (of the same sizes, in tables with the
// same indexes) are written by the baseline: row lock, update, journal, outbox,
// timers, answer, commit, one statement after another on a connection for each
// caller. One run's figures compare; those of two machines, or of two days, do not.
//
// Reading order: bench.go is the run; engine.go and script.go are what is measured,
// sample.go and baseline.go what it is measured against.
package bench
