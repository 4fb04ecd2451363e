package house

import (
	"slices"

	"selter/pkg/document"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// byHand stands where nobody has recorded what a form asks for: it is filled in on paper.
const byHand = "……………………"

// letter gives the names to the appointing officer. Its number is the registry's of the
// committee, which nobody records.
func letter(head document.Head, post document.Post, result openselection.Result) document.NominationLetter {
	head = numbered(head, result.Minutes)
	head.Number = byHand
	return document.NominationLetter{
		Head: head, To: "Pejabat Pembina Kepegawaian " + head.Agency.Name, ToPlace: head.Place, Nature: "Rahasia",
		Posts: []document.Nomination{nominated(post, result, true)}, Minutes: plenary(result), Enclosures: []document.Reference{plenary(result)},
	}
}

// plenaryMinutes are those of the meeting that determined the result. Who signed was there.
func plenaryMinutes(head document.Head, post document.Post, facts openselection.SelectionFacts, pack *policy.Pack) document.Minutes {
	result := *facts.Result
	head.Signatories = nil
	d := document.Minutes{
		Stage: document.PlenaryStage, Post: post, Meeting: document.Meeting{On: result.Minutes.Date, Hours: byHand, Place: byHand},
		Proposed: result.Proposed, Decisions: []string{"Menetapkan peringkat dan mengusulkan peserta sebagaimana tersebut di atas."},
	}
	if result.FewerReason != "" {
		d.Decisions = append(d.Decisions, "Mengusulkan kurang dari tiga nama: "+result.FewerReason)
	}
	for _, member := range facts.Terms.Members {
		one := document.Attendant{Name: byHand, Office: "Anggota", Member: true, Present: slices.Contains(result.Signed, member.Person)}
		if member.Chair {
			one.Office = "Ketua"
		}
		if d.Attendance = append(d.Attendance, one); one.Present {
			head.Signatories = append(head.Signatories, document.Signatory{Office: one.Office + " " + committee})
		}
	}
	for _, row := range recap(head, post, facts, facts.Round).Rows {
		d.Rows = append(d.Rows, document.StageRow{Number: row.Number, Standing: row.Standing, Total: row.Total, Rank: row.Rank})
		free := slices.DeleteFunc(slices.Clone(facts.Terms.Members), func(m openselection.Member) bool {
			return slices.ContainsFunc(facts.Conflicts, func(c openselection.Conflict) bool { return c.Member == m.Person && c.Candidate == row.Number })
		})
		if row.Standing == document.InOrder { // a recusal lowers the quorum for one candidate, not for the others
			d.Quorum = max(d.Quorum, len(free)*policy.QuorumPercent.In(pack).Value/100+1)
		}
	}
	d.Head = numbered(head, result.Minutes)
	return d
}
