// Package story reads stories and plays them over HTTP.
//
// A story is one selection written down as a file: who did what on which day, and
// what the system must answer. The same file is a test, a demonstration, a
// rehearsal and a question to the law. Reading order: story.go says what a story
// is, parse.go reads one (node.go is how strictly), player.go plays it, checks.go
// holds what it expects, result.go is what comes out, print.go and compare.go show it.
package story
