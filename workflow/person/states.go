// Package person is the procedure of the file that is kept on a person: that it was
// opened, what was recorded (by commitments only), that it was erased.
package person

// Name is the procedure's name.
const Name = "person"
