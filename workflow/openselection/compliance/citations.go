package compliance

import "selter/workflow/policy"

// The articles that the checks rest on. Certainty says how far the text itself has been read.
var (
	supervision      = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	formsCommittee   = policy.Cite("UU 5/2014", "Pasal 110", policy.Seen)
	threeNames       = policy.Cite("UU 5/2014", "Pasal 112 dan 113", policy.Seen)
	requirements     = policy.Cite("PP 11/2017", "Pasal 107", policy.Seen)
	committeeRules   = policy.Cite("PP 11/2017", "Pasal 114", policy.Known)
	choosing         = policy.Cite("PP 11/2017", "Pasal 127", policy.Seen)
	internalFirst    = policy.Cite("PP 11/2017", "Pasal 130 ayat (2)", policy.Seen)
	freezeBefore     = policy.Cite("UU 10/2016", "Pasal 71 ayat (2)", policy.Seen)
	procedure2019    = policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Known)
	interviewRules   = policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Seen)
	ethics           = policy.Cite("Peraturan Ketua KASN 4/2017", "", policy.Seen)
	planBySystem     = policy.Cite("SE MenPANRB 52/2020", "", policy.Seen)
	shortageLetter   = policy.Cite("SE MenPANRB B.96.1/M.SM.99/2017", "", policy.Seen)
	inaugurateInTime = policy.Cite("SE KASN", "", policy.Seen)
	twoPersons       = policy.Cite("Usulan Selter", "pemeriksaan oleh dua orang", policy.Proposal)
	blindPapers      = policy.Cite("Usulan Selter", "makalah dinilai tanpa nama", policy.Proposal)
	openRecord       = policy.Cite("Usulan Selter", "jejak yang terbuka", policy.Proposal)
)
