package mandate

import "selter/workflow/policy"

// The articles that rows and guards rest on. None of the laws says how duties are kept
// in a register; they say who is appointed, by what, and who must keep away. Certainty
// says how far the text itself has been read; see the policy package.
var (
	meritSystem        = policy.Cite("UU 20/2023", "asas sistem merit", policy.Known)
	supervision        = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	openToApply        = policy.Cite("PP 11/2017", "Pasal 107", policy.Seen)
	delegation         = policy.Cite("UU 30/2014", "Pasal 11 sampai dengan Pasal 14", policy.Known)
	conflictOfInterest = policy.Cite("UU 30/2014", "Pasal 42 sampai dengan Pasal 45", policy.Known)
	dutiesApart        = policy.Cite("Usulan Selter", "pemisahan tugas", policy.Proposal)
	twoPersons         = policy.Cite("Usulan Selter", "penugasan oleh dua orang", policy.Proposal)
	openRecord         = policy.Cite("Usulan Selter", "jejak yang terbuka", policy.Proposal)
	firstAdmin         = policy.Cite("Usulan Selter", "penugasan pertama", policy.Proposal)
)
