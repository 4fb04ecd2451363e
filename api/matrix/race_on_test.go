//go:build race

package matrix_test

// raced says that the race detector is on.
const raced = true
