package complaint

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// The prefixes of what is made of a receipt code.
const (
	reporterPrefix = "pelapor-"
	numberPrefix   = "aduan-"
)

const (
	reporterLetters = 26 // 130 bits: nobody finds a code for a given pseudonym
	numberLetters   = 12 // 60 bits: tells complaints apart, and proves nothing
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Reporter is the pseudonym of who holds a receipt code: the subject of the complaint.
func Reporter(code string) string {
	return reporterPrefix + shortened("selter complaint"+code, reporterLetters)
}

// Number is what a complaint is called by (its Ref), made of the pseudonym, which cannot be found
// from it.
func Number(reporter string) string {
	return numberPrefix + shortened("selter complaint number"+reporter, numberLetters)
}

func shortened(text string, length int) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ToLower(letters.EncodeToString(sum[:])[:length])
}

// isPseudonym tells whether a text can be the pseudonym of a reporter. No identifier of a person
// of the house has this form.
func isPseudonym(person string) bool {
	rest, ok := strings.CutPrefix(person, reporterPrefix)
	return ok && len(rest) == reporterLetters && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
