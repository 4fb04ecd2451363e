package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

var (
	oversight      = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	purpose        = policy.Cite("UU 27/2022", "Pasal 16 ayat (2)", policy.Known) // limited, specific, proportionate
	ownData        = policy.Cite("UU 27/2022", "Pasal 5 sampai 7", policy.Known)
	special        = policy.Cite("UU 27/2022", "Pasal 4 ayat (2)", policy.Known) // health and finances
	blind          = policy.Cite("Usulan Selter", "nilai tertutup sampai hasil ditetapkan", policy.Proposal)
	alone          = policy.Cite("Usulan Selter", "nilai diberikan sendiri-sendiri dan dibuka serentak", policy.Proposal)
	blindPapers    = policy.Cite("Usulan Selter", "makalah dinilai tanpa nama", policy.Proposal)
	undisturbed    = policy.Cite("Usulan Selter", "verifikasi tertutup sampai hasil diputuskan", policy.Proposal)
	openToAll      = policy.Cite("UU 5/2014", "Pasal 108", policy.Known) // filled by open competition
	unnamed        = policy.Cite("Usulan Selter", "pelapor tanpa nama dalam berkas", policy.Proposal)
	byTwo          = policy.Cite("Usulan Selter", "identitas pelapor dibuka oleh dua orang", policy.Proposal)
	heard          = policy.Cite("UU 30/2014", "Pasal 46", policy.Known) // who is affected is heard
	measuredOpenly = policy.Cite("Usulan Selter", "skor kepatuhan terbuka bagi yang dinilai", policy.Proposal)
	needToKnow     = policy.Cite("Usulan Selter", "membaca menurut peran", policy.Proposal)
)

// Parts that read alike. The officers choose, the committee and its secretariat keep
// the file, the watchers read and write nothing here, the helpers do one thing each.
var (
	officers  = []workflow.Role{workflow.AppointingOfficer, workflow.AuthorisedOfficer}
	keepers   = []workflow.Role{workflow.CommitteeChair, workflow.CommitteeMember, workflow.Secretariat}
	watchers  = []workflow.Role{workflow.Supervisor, workflow.Auditor}
	helpers   = []workflow.Role{workflow.Assessor, workflow.ResourcePerson, workflow.Tracer}
	onlookers = []workflow.Role{workflow.Applicant, workflow.Admin}
)

// cases is the table of reads.
var cases = Table{
	// The open selection.
	{
		Of: both, What: all, By: slices.Concat(keepers, watchers),
		Why: "who keeps the file or watches over it", Cites: []policy.Citation{oversight},
	},
	{
		Of: both, What: []Resource{Status, Offers, Deadlines, Notices, Journal}, By: officers,
		Why: "who decides about the post follows the steps",
	},
	{
		Of: []string{openselection.RoundName}, What: []Resource{Facts, Bodies}, By: officers,
		Why: "a round holds plan, committee and instruments, and no scores",
	},
	{
		Of: []string{openselection.SelectionName}, What: []Resource{Facts, Bodies}, By: officers, When: ScoresOpen,
		Why: "who chooses sees no scores that could still be steered", Cites: []policy.Citation{blind},
	},
	{
		Of: []string{openselection.SelectionName}, What: []Resource{Compliance}, By: slices.Concat(keepers, watchers),
		Why: "who is measured sees by what and why, and so does who watches", Cites: []policy.Citation{oversight, measuredOpenly},
	},
	{
		Of: []string{openselection.SelectionName}, What: []Resource{Compliance}, By: officers, When: ScoresOpen,
		Why: "as what the score rests on: it tells which stages are behind it", Cites: []policy.Citation{measuredOpenly, blind},
	},
	{
		Of: both, What: []Resource{Status, Offers, Deadlines, Notices}, By: []workflow.Role{workflow.Permitter},
		Why: "who permits is told what waits for the permit", Cites: []policy.Citation{needToKnow},
	},
	{
		Of: both, What: []Resource{Status, Offers, Deadlines}, By: helpers,
		Why: "who helps in one stage does not see the others", Cites: []policy.Citation{needToKnow},
	},
	{
		Of: both, What: []Resource{Status}, By: onlookers,
		Why: "an applicant follows the selection; an admin knows for which one a duty is given", Cites: []policy.Citation{needToKnow},
	},
	{
		Of: []string{openselection.SelectionName}, What: []Resource{Status}, By: []workflow.Role{workflow.Public}, When: OnceAnnounced,
		Why: "who applies or complains has no part yet: what has been announced is there for everybody, also for who comes too late", Cites: []policy.Citation{openToAll},
	},

	// Who applies, and what was found in the file. The officers who will choose read none of
	// it: what they have to know of a candidate comes with the result.
	{
		Of: []string{openselection.ApplicationName}, What: all, By: []workflow.Role{workflow.DataSubject},
		Why: "everybody follows their own application", Cites: []policy.Citation{ownData},
	},
	{
		Of: []string{openselection.ApplicationName}, What: []Resource{Findings}, By: []workflow.Role{workflow.DataSubject}, When: Decided,
		Why:   "everybody reads what was found in their own application, by whom and why, once it is decided: nobody talks to verifiers before",
		Cites: []policy.Citation{ownData, undisturbed},
	},
	{
		Of: []string{openselection.ApplicationName}, What: []Resource{Status}, By: slices.Concat(keepers, watchers),
		Why: "how many applications there are and how far they have come, and not whose", Cites: []policy.Citation{purpose},
	},
	{
		Of: []string{openselection.ApplicationName}, What: append(slices.Clone(allButStatus), Findings), By: slices.Concat(keepers, watchers), When: HandedIn,
		Why: "who verifies the files, who decides on them, and who watches over it; a draft is nobody else's", Cites: []policy.Citation{oversight, purpose},
	},

	// What a scorer gives, and what is handed in under a code. Who watches waits like
	// everybody else: who looks on while scores are given must be no way for them to travel.
	{
		Of: []string{openselection.SheetName, openselection.PaperName}, What: all, By: []workflow.Role{workflow.DataSubject},
		Why: "a scorer reads the own sheet, an author the own paper", Cites: []policy.Citation{alone, ownData},
	},
	{
		Of: []string{openselection.SheetName}, What: []Resource{Status}, By: slices.Concat(keepers, watchers),
		Why: "who runs the scoring or watches it knows who has submitted, and not what", Cites: []policy.Citation{alone},
	},
	{
		Of: []string{openselection.SheetName}, What: allButStatus, By: slices.Concat(keepers, watchers), When: Revealed,
		Why: "once the sheets are revealed every mark can be followed to its sheet", Cites: []policy.Citation{oversight},
	},
	{
		Of: []string{openselection.PaperName}, What: all, By: slices.Concat(keepers, watchers), When: Revealed,
		Why: "whose paper it is, is known once the scores are", Cites: []policy.Citation{blindPapers},
	},

	// Who complains, about what, and what came of it. Those whom a complaint concerns learn that it
	// is there once it is examined, and never what was said in it or handed in with it; committee,
	// secretariat and everybody else learn nothing.
	{
		Of: []string{complaint.Name}, What: append(slices.Clone(all), Findings), By: append([]workflow.Role{workflow.DataSubject}, watchers...),
		Why: "who holds the receipt code, who examines and finds, and who watches over that; none of them learns a name", Cites: []policy.Citation{oversight, unnamed},
	},
	{
		Of: []string{complaint.Name}, What: []Resource{Status, Offers, Deadlines, Findings}, By: officers, When: Heard,
		Why: "whom it concerns is heard, on what the supervisor asks and finds", Cites: []policy.Citation{heard, unnamed},
	},
	{
		Of: []string{complaint.Name}, What: []Resource{Status, Offers, Journal, Reporter}, By: []workflow.Role{workflow.Custodian},
		Why: "two who judge nothing learn together who complained, and nothing of what was said", Cites: []policy.Citation{byTwo},
	},

	// Who has which duties.
	{
		Of: []string{mandate.Name}, What: all, By: slices.Concat([]workflow.Role{workflow.Admin, workflow.AppointingOfficer}, watchers),
		Why: "who gives duties, and who watches over it",
	},
	{
		Of: []string{mandate.Name}, What: all, By: []workflow.Role{workflow.DataSubject},
		Why: "everybody reads what duties they have and why", Cites: []policy.Citation{ownData},
	},

	// What is kept about a person: here only that it is kept.
	{
		Of: []string{person.Name}, What: append(slices.Clone(all), Readings), By: append([]workflow.Role{workflow.DataSubject}, watchers...),
		Why: "everybody reads their own file in full, and who looked into it", Cites: []policy.Citation{ownData},
	},
	{
		Of: []string{person.Name}, What: all, By: []workflow.Role{workflow.Admin},
		Why: "who keeps the files; they hold commitments and no particulars", Cites: []policy.Citation{purpose},
	},
}

var (
	both = []string{openselection.RoundName, openselection.SelectionName}
	all  = []Resource{Status, Offers, Deadlines, Notices, Journal, Bodies, Facts}
	// allButStatus is for whom another row lets read that already.
	allButStatus = all[1:]
)

// Cases is a copy of the table of reads.
func Cases() Table { return slices.Clone(cases) }
