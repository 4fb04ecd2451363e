//go:build race

package house_test

// raced says that the race detector is on.
const raced = true
