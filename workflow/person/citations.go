package person

import "selter/workflow/policy"

// The articles that rows and guards rest on. UU 27/2022 protects personal data; its
// articles are cited from general knowledge and still to be read. Certainty says how far
// the text itself has been read; see the policy package.
var (
	lawfulBasis  = policy.Cite("UU 27/2022", "Pasal 20", policy.Known)
	specificData = policy.Cite("UU 27/2022", "Pasal 4 ayat (2)", policy.Known)
	correcting   = policy.Cite("UU 27/2022", "Pasal 6", policy.Known)
	erasing      = policy.Cite("UU 27/2022", "Pasal 8", policy.Known)
	asking       = policy.Cite("UU 27/2022", "Pasal 14", policy.Known)
	exceptions   = policy.Cite("UU 27/2022", "Pasal 15", policy.Known)
	accuracy     = policy.Cite("UU 27/2022", "Pasal 29", policy.Known)
	security     = policy.Cite("UU 27/2022", "Pasal 35", policy.Known)
	destroying   = policy.Cite("UU 27/2022", "Pasal 43 dan Pasal 44", policy.Known)
	retention    = policy.Cite("UU 43/2009", "jadwal retensi arsip", policy.Known)
	twoPersons   = policy.Cite("Usulan Selter", "penghapusan oleh dua orang", policy.Proposal)
	openRecord   = policy.Cite("Usulan Selter", "jejak yang terbuka", policy.Proposal)
)
