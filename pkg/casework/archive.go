package casework

import (
	"selter/workflow/audit"
	"selter/workflow/policy"
)

// An Archive is cases of one agency with all that is kept of them, as another house kept it:
// whole journals, what they fold to, and the timers, messages and answers that belong to
// them. Parents stand before their children. Nothing is decided when it is taken in: what is
// true of it has been decided where it was written, and Inspect finds whatever is not.
type Archive struct {
	Agency   string
	Pack     *policy.Pack
	Records  []Record
	Entries  []audit.Sealed // case by case, each in the order of Seq
	Timers   []Timer
	Messages []Message
	Answers  []Answer
}
