//go:build !race

package worlds_test

// raced says that the race detector is on.
const raced = false
