// Package notify carries notices out of the house. What it writes names a case, a role and an event by their ids and code words;
// who holds the role, and the text in Indonesian, are found by whoever sends the letter.
package notify
