// Package compliance measures how far a selection has kept the rules: the compliance
// and quality score in three dimensions (Peraturan Ketua KASN 9/2016; the text of its
// annex has not been read, so weights, deductions and bands are our proposal and come
// from the policy pack with that mark).
//
// Nobody types a measure in. Each check looks at what the journals of the round and
// the selection say, and names the entries that prove what it found. What no entry
// proves is not met.
package compliance
