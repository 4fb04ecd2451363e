package api

import "errors"

// A part is something that a server may have been given or not.
type part int

// The parts on which routes depend.
const (
	needsNothing     part = iota
	needsAccounts         // who somebody is can be proved here
	needsVault            // particulars are kept here
	needsPeople           // both
	needsFederation       // accounts, and a provider at which to log in
	needsClock            // a story clock that can be moved
	needsCast             // the people of a story can be given duties
	needsDossier          // files of people are kept here
	needsDigest           // what is said here can be signed
	needsPrinter          // official documents can be printed
	needsScores           // scores are kept here
	needsCustody          // who complains is kept apart
	needsAttachments      // as is what they hand in
	needsWebhooks         // notices go to other systems
	needsCalendars        // days are shown as calendars
	needsInbox            // people are told what happens to cases
	needsBoard            // it is counted across agencies
)

// has tells whether the server has a part.
func (c Config) has(p part) bool {
	switch p {
	case needsNothing:
		return true
	case needsAccounts:
		return c.Accounts != nil
	case needsVault:
		return c.Vault != nil
	case needsPeople:
		return c.Accounts != nil && c.Vault != nil
	case needsFederation:
		return c.Accounts != nil && c.Federation != nil
	case needsClock:
		return c.SetClock != nil
	case needsCast:
		return c.Cast
	case needsDossier:
		return c.Dossier != nil
	case needsDigest:
		return c.Digest != nil
	case needsPrinter:
		return c.Printer != nil
	case needsScores:
		return c.Scores != nil
	case needsWebhooks:
		return c.Webhooks != nil
	case needsCalendars:
		return c.Calendars != nil
	case needsInbox:
		return c.Inbox != nil
	case needsBoard:
		return c.Board != nil
	case needsCustody:
		return c.Custody != nil
	case needsAttachments:
		return c.Custody != nil && c.Attachments != nil
	}
	return false
}

// check says what is missing for what is there.
func (c Config) check() error {
	if (c.Vault != nil || c.Cast || c.Calendars != nil) && c.Duties == nil {
		return errors.New("api: who is to keep particulars, give a cast its duties or show people their calendars must know the duties of people")
	}
	if c.Vault != nil && c.Digest == nil {
		return errors.New("api: a vault needs a keyed hash beside it")
	}
	if c.Printer != nil && c.Secrets == nil {
		return errors.New("api: a printer needs secrets, by which what is printed is found again")
	}
	if c.Dossier != nil && (c.Vault == nil || c.Secrets == nil) {
		return errors.New("api: a dossier needs a vault, which notes who reads, and secrets, of which links are made")
	}
	return nil
}
