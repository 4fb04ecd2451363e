package openselection

import "selter/workflow/policy"

// The articles that rows and guards rest on. Certainty says how far the text
// itself has been read; see the policy package.
var (
	formsCommittee     = policy.Cite("UU 5/2014", "Pasal 110", policy.Seen)
	threeNames         = policy.Cite("UU 5/2014", "Pasal 112 dan 113", policy.Seen)
	supervision        = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	requirements       = policy.Cite("PP 11/2017", "Pasal 107", policy.Seen)
	committeeRules     = policy.Cite("PP 11/2017", "Pasal 114", policy.Known)
	choosing           = policy.Cite("PP 11/2017", "Pasal 127", policy.Seen)
	internalFirst      = policy.Cite("PP 11/2017", "Pasal 130 ayat (2)", policy.Seen)
	exemption          = policy.Cite("PP 11/2017", "Pasal 134", policy.Seen)
	procedure2019      = policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Known)
	interviewRules     = policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Seen)
	ethics             = policy.Cite("Peraturan Ketua KASN 4/2017", "", policy.Seen)
	planBySystem       = policy.Cite("SE MenPANRB 52/2020", "", policy.Seen)
	shortageLetter     = policy.Cite("SE MenPANRB B.96.1/M.SM.99/2017", "", policy.Seen)
	inTime             = policy.Cite("SE KASN", "", policy.Seen)
	freezeLetter       = policy.Cite("Surat Mendagri 100.2.1.3/1575/SJ", "", policy.Seen)
	inspectorate       = policy.Cite("PP 72/2019", "", policy.Known)
	registryOffice     = policy.Cite("UU 24/2013", "Pasal 83A", policy.Known)
	regionSecretary    = policy.Cite("UU 5/2014", "Pasal 115", policy.Known)
	talentRoute        = policy.Cite("PermenPANRB 3/2020", "", policy.Seen)
	invitation         = policy.Cite("UU 5/2014", "Pasal 108", policy.Known)
	ownWord            = policy.Cite("UU 27/2022", "Pasal 20 ayat (2)", policy.Known) // the person's own consent or request
	conflictOfInterest = policy.Cite("UU 30/2014", "Pasal 42 sampai dengan Pasal 45", policy.Known)
	dutiesApart        = policy.Cite("Usulan Selter", "pemisahan tugas", policy.Proposal)
	changedByTwo       = policy.Cite("Usulan Selter", "perubahan tenggat oleh dua orang", policy.Proposal)
	twoPersons         = policy.Cite("Usulan Selter", "pemeriksaan oleh dua orang", policy.Proposal)
	openRecord         = policy.Cite("Usulan Selter", "jejak yang terbuka", policy.Proposal)
	tieBreakRule       = policy.Cite("Usulan Selter", "pemecah nilai sama", policy.Proposal)
	aloneAndUnseen     = policy.Cite("Usulan Selter", "nilai diberikan sendiri-sendiri dan dibuka serentak", policy.Proposal)
	blindPapers        = policy.Cite("Usulan Selter", "makalah dinilai tanpa nama", policy.Proposal)
)
