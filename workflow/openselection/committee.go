package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
)

// committeeGuards judge a committee whenever it is drafted, appointed or changed.
// The same rules are asked of the draft in the plan and of the decree.
func committeeGuards(members func(roundQuestion) []Member) []roundGuard {
	guard := func(code string, check func(roundQuestion, []Member) workflow.Verdict, cites ...policy.Citation) roundGuard {
		return roundGuard{Code: code, Cites: cites, Check: func(q roundQuestion) workflow.Verdict { return check(q, members(q)) }}
	}
	return []roundGuard{
		guard("committee_has_its_size", committeeHasItsSize, formsCommittee),
		guard("committee_is_odd", committeeIsOdd),
		guard("committee_is_mostly_external", committeeIsMostlyExternal),
		guard("committee_has_outside_member", committeeHasOutsideMember),
		guard("committee_is_free_of_supervisor_staff", committeeIsFreeOfSupervisorStaff),
		guard("committee_declared_no_conflict", committeeDeclaredNoConflict, ethics),
		guard("committee_is_without_party_members", committeeIsWithoutPartyMembers, committeeRules),
		guard("committee_has_one_chair", committeeHasOneChair, formsCommittee),
		guard("committee_sits_once_each", committeeSitsOnceEach, formsCommittee),
		guard("committee_has_expertise", committeeHasExpertise, committeeRules),
	}
}

func committeeHasItsSize(q roundQuestion, members []Member) workflow.Verdict {
	least, most := policy.CommitteeSizeMin.In(q.Pack), policy.CommitteeSizeMax.In(q.Pack)
	n := len(members)
	return workflow.Require(n >= least.Value && n <= most.Value,
		workflow.FoundIn("/members", "members", n), workflow.Limit("at_least", least), workflow.Limit("at_most", most))
}

func committeeIsOdd(q roundQuestion, members []Member) workflow.Verdict {
	odd := policy.CommitteeOdd.In(q.Pack)
	return workflow.Require(!odd.Value || len(members)%2 == 1,
		workflow.FoundIn("/members", "members", len(members)), workflow.Limit("odd", odd))
}

// Internal members hold at most 45 percent of the seats: 2 of 5, 3 of 7, 4 of 9.
func committeeIsMostlyExternal(q roundQuestion, members []Member) workflow.Verdict {
	most := policy.CommitteeInternalMaxPercent.In(q.Pack)
	internal := count(members, func(m Member) bool { return m.Origin == FromAgency })
	return workflow.Require(internal*100 <= most.Value*len(members),
		workflow.FoundIn("/members", "internal", internal), workflow.Found("members", len(members)), workflow.Limit("at_most_percent", most))
}

func committeeHasOutsideMember(q roundQuestion, members []Member) workflow.Verdict {
	least := policy.CommitteeOutsideMin.In(q.Pack)
	outside := count(members, func(m Member) bool { return m.Origin != FromAgency })
	return workflow.Require(outside >= least.Value,
		workflow.FoundIn("/members", "outside", outside), workflow.Limit("at_least", least))
}

func committeeIsFreeOfSupervisorStaff(q roundQuestion, members []Member) workflow.Verdict {
	allowed := policy.CommitteeSupervisorStaffAllowed.In(q.Pack)
	staff := count(members, func(m Member) bool { return m.Origin == FromSupervisor })
	return workflow.Require(allowed.Value || staff == 0,
		workflow.FoundIn("/members", "supervisor_staff", staff), workflow.Limit("allowed", allowed))
}

func committeeDeclaredNoConflict(q roundQuestion, members []Member) workflow.Verdict {
	needed := policy.CommitteeConflictDeclaration.In(q.Pack)
	missing := those(members, func(m Member) bool { return !m.NoConflict })
	return workflow.Require(!needed.Value || len(missing) == 0,
		workflow.FoundIn("/members", "without_declaration", missing), workflow.Limit("needed", needed))
}

func committeeIsWithoutPartyMembers(_ roundQuestion, members []Member) workflow.Verdict {
	missing := those(members, func(m Member) bool { return !m.NoParty })
	return workflow.Require(len(missing) == 0, workflow.FoundIn("/members", "without_statement", missing))
}

func committeeHasOneChair(_ roundQuestion, members []Member) workflow.Verdict {
	chairs := those(members, func(m Member) bool { return m.Chair })
	return workflow.Require(len(chairs) == 1, workflow.FoundIn("/members", "chairs", chairs))
}

func committeeSitsOnceEach(_ roundQuestion, members []Member) workflow.Verdict {
	seen := make(map[string]bool)
	var twice []string
	for _, m := range members {
		if m.Person == "" || seen[m.Person] {
			twice = append(twice, m.Person)
		}
		seen[m.Person] = true
	}
	return workflow.Require(len(twice) == 0, workflow.FoundIn("/members", "twice_or_unnamed", twice))
}

// What a member knows is told of the member, and where it is told of single posts, then of
// posts of the round, each once.
func committeeHasExpertise(q roundQuestion, members []Member) workflow.Verdict {
	posts := refsOf(q.Case.Facts.Plan.Posts)
	missing := those(members, func(m Member) bool {
		seen := make(map[string]bool)
		wrong := slices.ContainsFunc(m.Posts, func(e PostExpertise) bool {
			again := seen[e.Post]
			seen[e.Post] = true
			return again || !slices.Contains(posts, e.Post) || strings.TrimSpace(e.Expertise) == ""
		})
		return wrong || strings.TrimSpace(m.Expertise) == ""
	})
	return workflow.Require(len(missing) == 0, workflow.FoundIn("/members", "without_expertise", missing))
}

func count[T any](items []T, is func(T) bool) int {
	n := 0
	for _, item := range items {
		if is(item) {
			n++
		}
	}
	return n
}

func those(members []Member, are func(Member) bool) []string {
	persons := []string{}
	for _, m := range members {
		if are(m) {
			persons = append(persons, m.Person)
		}
	}
	return persons
}
