package complaint

import "selter/workflow/policy"

// The articles that rows and guards rest on. No text that was read says how a complaint about a
// selection runs; the steps, their times and the guide to the classes are ours. Certainty says how
// far a text itself has been read; see the policy package.
var (
	supervision      = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	heardFirst       = policy.Cite("UU 30/2014", "Pasal 46", policy.Known) // who is affected is heard
	ownWord          = policy.Cite("UU 27/2022", "Pasal 20 ayat (2)", policy.Known)
	protection       = policy.Cite("UU 31/2014", "Pasal 10", policy.Known) // reporters are not to suffer for it
	exchangeOfKASN   = policy.Cite("Praktik KASN", "rekomendasi, klarifikasi PPK dan jawaban, 2022", policy.Seen)
	complaintFlow    = policy.Cite("Usulan Selter", "alur pengaduan", policy.Proposal)
	severityGuide    = policy.Cite("Usulan Selter", "panduan tingkat pelanggaran", policy.Proposal)
	secondSupervisor = policy.Cite("Usulan Selter", "temuan oleh orang kedua", policy.Proposal)
	namelessReport   = policy.Cite("Usulan Selter", "pelapor tanpa nama dalam berkas", policy.Proposal)
	openedByTwo      = policy.Cite("Usulan Selter", "identitas pelapor dibuka oleh dua orang", policy.Proposal)
	openRecord       = policy.Cite("Usulan Selter", "jejak yang terbuka", policy.Proposal)
)
