//go:build race

package taskqueue_test

// raced says that the race detector is on.
const raced = true
