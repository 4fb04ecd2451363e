// Package casework is the desk at which every case changes: read the case, decide,
// and write the decision in one commit. Nothing else writes what a case is.
package casework
