package policy

import "selter/workflow/calendar"

// later has the keys that came when packs had been stored already, each with what is read from a pack that was stored without it. Such a
// pack stays as it is: its entries and its hash say what was known then. What stands here is ours and marked so, and is never changed,
// since cases are replayed by it.
var later = map[string]Entry{
	DutySecondPerson.name: {
		Key: DutySecondPerson.name, Unit: offices,
		Value:      "appointing_officer,authorised_officer,committee_chair,committee_member,supervisor,auditor,admin",
		From:       calendar.NewDate(2014, 1, 1),
		Citation:   Cite("Selter proposal", "for packs from before the key", Proposal),
		Note:       "No text read so far sets it.",
		Instrument: "selter-proposals",
	},
}
