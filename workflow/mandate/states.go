// Package mandate is the procedure by which duties are given and ended: one case for
// each person in each agency, so that duties which exclude each other meet in one
// place, whatever the order in which they are asked for.
package mandate

// Name is the procedure's name.
const Name = "mandate"
