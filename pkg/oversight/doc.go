// Package oversight is the supervisor's desk: it keeps the compliance score of every
// selection up to date with the journals, and answers the questions of the board. It
// writes nothing of a case but through the desk; whatever it keeps can be computed again.
package oversight
