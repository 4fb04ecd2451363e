package openselection_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow/glossary"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// brings is somebody who brings exactly what PP 11/2017 Pasal 107 asks for a tier.
func brings(tier openselection.Tier) openselection.ApplicationFacts {
	exact := map[openselection.Tier]openselection.Profile{
		openselection.Pratama: {Education: openselection.Bachelor, Grade: "iv_a", ExperienceYears: 5, Held: openselection.Held{Post: openselection.Administrator, Years: 2}},
		openselection.Madya:   {Education: openselection.Bachelor, Grade: "iv_c", ExperienceYears: 7, Held: openselection.Held{Post: openselection.JPTPratama, Years: 2}},
		openselection.Utama:   {Education: openselection.Bachelor, Grade: "iv_d", ExperienceYears: 10, Held: openselection.Held{Post: openselection.JPTMadya, Years: 2}},
	}[tier]
	exact.Discipline, exact.Unit = "light", "Biro Umum"
	exact.Performance = []openselection.Performance{{Year: 2022, Rating: openselection.Good}, {Year: 2023, Rating: openselection.VeryGood}}
	return openselection.ApplicationFacts{Profile: &exact, AgeYears: 50, AgeMet: true, AgeOn: day("2024-05-30")}
}

func judgedBy(t *testing.T, pack *policy.Pack, tier openselection.Tier, facts openselection.ApplicationFacts) map[openselection.Requirement]openselection.Finding {
	t.Helper()
	list := map[openselection.Requirement]openselection.Finding{}
	for _, finding := range openselection.Eligibility(pack, openselection.Post{Tier: tier}, facts) {
		if _, twice := list[finding.Requirement]; twice {
			t.Errorf("%s is found twice", finding.Requirement)
		}
		list[finding.Requirement] = finding
	}
	return list
}

func TestEligibility(t *testing.T) {
	t.Parallel()
	tiers := []openselection.Tier{openselection.Pratama, openselection.Madya, openselection.Utama}

	t.Run("of_who_brings_exactly_what_is_asked_for", func(t *testing.T) {
		t.Parallel()
		for _, query := range queries() {
			pack := packOf(t, query)
			for _, tier := range tiers {
				found := judgedBy(t, pack, tier, brings(tier))
				if want := map[openselection.Tier]int{openselection.Pratama: 7, openselection.Madya: 7, openselection.Utama: 6}[tier]; len(found) != want {
					t.Errorf("%s under %s: %d findings", tier, pack.ID, len(found))
				}
				for requirement, finding := range found {
					if !finding.Met {
						t.Errorf("%s under %s: %s is not met: %s", tier, pack.ID, requirement, finding.Working)
					}
				}
			}
		}
	})

	t.Run("is_empty_before_there_is_a_profile", func(t *testing.T) {
		t.Parallel()
		if found := openselection.Eligibility(packOf(t, queries()[seed]), openselection.Post{}, openselection.ApplicationFacts{}); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	})

	for _, tc := range []struct {
		name        string
		tier        openselection.Tier
		requirement openselection.Requirement
		spoil       func(*openselection.ApplicationFacts)
		shows       string
		cites       string
		certainty   policy.Certainty
	}{
		{
			"too_old", openselection.Pratama, openselection.AgeRequired, func(f *openselection.ApplicationFacts) { f.AgeYears, f.AgeMet = 56, false },
			"usia 56 tahun pada 30 Mei 2024, ulang tahunnya sudah lewat; paling tinggi 56 tahun", "PP 11/2017, Pasal 107 ayat (1) huruf c angka 6, diubah dengan PP 17/2020", policy.Seen,
		},
		{
			"without_a_degree", openselection.Pratama, openselection.EducationRequired, func(f *openselection.ApplicationFacts) { f.Profile.Education = openselection.Diploma3 },
			"pendidikan D-III; paling rendah S1/D-IV", "PP 11/2017, Pasal 107 ayat (1)", policy.Seen,
		},
		{
			"four_years_for_pratama", openselection.Pratama, openselection.ExperienceRequired, func(f *openselection.ApplicationFacts) { f.Profile.ExperienceYears = 4 },
			"pengalaman terkait 4 tahun; paling sedikit 5 tahun", "PP 11/2017, Pasal 107 ayat (1) huruf c", policy.Seen,
		},
		{
			"six_years_for_madya", openselection.Madya, openselection.ExperienceRequired, func(f *openselection.ApplicationFacts) { f.Profile.ExperienceYears = 6 },
			"paling sedikit 7 tahun", "PP 11/2017, Pasal 107 ayat (1) huruf b", policy.Seen,
		},
		{
			"nine_years_for_utama", openselection.Utama, openselection.ExperienceRequired, func(f *openselection.ApplicationFacts) { f.Profile.ExperienceYears = 9 },
			"paling sedikit 10 tahun", "PP 11/2017, Pasal 107 ayat (1) huruf a", policy.Known,
		},
		{
			"one_year_as_administrator", openselection.Pratama, openselection.HeldPostRequired, func(f *openselection.ApplicationFacts) { f.Profile.Held.Years = 1 },
			"1 tahun dalam jabatan administrator; paling sedikit 2 tahun", "PP 11/2017, Pasal 107 ayat (1)", policy.Seen,
		},
		{
			"an_administrator_for_madya", openselection.Madya, openselection.HeldPostRequired, func(f *openselection.ApplicationFacts) { f.Profile.Held.Post = openselection.Administrator },
			"JPT pratama, JF ahli utama", "PP 11/2017, Pasal 107 ayat (1)", policy.Seen,
		},
		{
			"a_pratama_for_utama", openselection.Utama, openselection.HeldPostRequired, func(f *openselection.ApplicationFacts) { f.Profile.Held.Post = openselection.JPTPratama },
			"JPT madya, JF ahli utama", "PP 11/2017, Pasal 107 ayat (1)", policy.Seen,
		},
		{
			"a_rank_too_low", openselection.Madya, openselection.RankRequired, func(f *openselection.ApplicationFacts) { f.Profile.Grade = "iv_b" },
			"golongan ruang IV/b; paling rendah IV/c", "Selter proposal, local announcements", policy.Proposal,
		},
		{
			"a_medium_sanction", openselection.Pratama, openselection.DisciplineRequired, func(f *openselection.ApplicationFacts) { f.Profile.Discipline = "medium" },
			"hukuman disiplin terberat sedang", "Selter proposal, local announcements", policy.Proposal,
		},
		{
			"an_examination_in_process", openselection.Pratama, openselection.DisciplineRequired, func(f *openselection.ApplicationFacts) { f.Profile.InProcess = true },
			"sedang dalam proses pemeriksaan", "Selter proposal, local announcements", policy.Proposal,
		},
		{"a_year_that_was_not_good", openselection.Pratama, openselection.PerformanceRequired, func(f *openselection.ApplicationFacts) {
			f.Profile.Performance[0].Rating = openselection.NeedsImprovement
		}, "2023 sangat baik, 2022 butuh perbaikan", "Selter proposal, local announcements", policy.Proposal},
		{"a_year_without_a_rating", openselection.Pratama, openselection.PerformanceRequired, func(f *openselection.ApplicationFacts) {
			f.Profile.Performance = f.Profile.Performance[:1]
		}, "2023 tidak ada, 2022 baik", "Selter proposal, local announcements", policy.Proposal},
	} {
		t.Run("of_"+tc.name, func(t *testing.T) {
			t.Parallel()
			facts := brings(tc.tier)
			tc.spoil(&facts)
			found := judgedBy(t, packOf(t, queries()[seed]), tc.tier, facts)
			finding := found[tc.requirement]
			if finding.Met || !strings.Contains(finding.Working, tc.shows) {
				t.Errorf("met %t: %s", finding.Met, finding.Working)
			}
			if cites := finding.Citation.Instrument + ", " + finding.Citation.Article; cites != tc.cites || finding.Citation.Certainty != tc.certainty {
				t.Errorf("cites %s (%s)", cites, finding.Citation.Certainty)
			}
			delete(found, tc.requirement)
			for other, finding := range found {
				if !finding.Met {
					t.Errorf("%s is not met either: %s", other, finding.Working)
				}
			}
		})
	}

	t.Run("asks_for_no_rank_where_the_policy_does_not", func(t *testing.T) {
		t.Parallel()
		facts := brings(openselection.Pratama)
		facts.Profile.Grade = "iii_a"
		if _, asked := judgedBy(t, overlaid(t, "rank.min_pratama", "none", "choice"), openselection.Pratama, facts)[openselection.RankRequired]; asked {
			t.Error("asks for a rank")
		}
	})
}

// The words of a working are those of the glossary, or its abbreviations.
func TestEligibility_speaks_the_words_of_the_glossary(t *testing.T) {
	t.Parallel()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	working := func(tier openselection.Tier, of openselection.Requirement, change func(*openselection.ApplicationFacts)) string {
		facts := brings(tier)
		change(&facts)
		return judgedBy(t, packOf(t, queries()[seed]), tier, facts)[of].Working
	}
	has := func(kind glossary.Kind, code, text string) {
		t.Helper()
		term := words.Indonesian(kind, code)
		short := term
		if _, inside, bracketed := strings.Cut(term, "("); bracketed {
			short = strings.TrimSuffix(inside, ")")
		}
		for long, abbreviation := range map[string]string{"jabatan fungsional": "JF", "jabatan pimpinan tinggi": "JPT", "jabatan lain": "lain"} {
			short = strings.Replace(short, long, abbreviation, 1)
		}
		if !strings.Contains(text, short) {
			t.Errorf("%s %s is %q, and the working says %q", kind, code, term, text)
		}
	}
	for _, code := range openselection.Education("").Enum() {
		has(glossary.Education, code, working(openselection.Pratama, openselection.EducationRequired, func(f *openselection.ApplicationFacts) { f.Profile.Education = openselection.Education(code) }))
	}
	for _, code := range openselection.Grade("").Enum() {
		has(glossary.Grade, code, working(openselection.Pratama, openselection.RankRequired, func(f *openselection.ApplicationFacts) { f.Profile.Grade = openselection.Grade(code) }))
	}
	for _, code := range openselection.QualifyingPost("").Enum() {
		has(glossary.QualifyingPost, code, working(openselection.Utama, openselection.HeldPostRequired, func(f *openselection.ApplicationFacts) { f.Profile.Held.Post = openselection.QualifyingPost(code) }))
	}
	for _, code := range openselection.Discipline("").Enum() {
		has(glossary.Discipline, code, working(openselection.Pratama, openselection.DisciplineRequired, func(f *openselection.ApplicationFacts) { f.Profile.Discipline = openselection.Discipline(code) }))
	}
	for _, code := range openselection.Rating("").Enum() {
		has(glossary.Rating, code, working(openselection.Pratama, openselection.PerformanceRequired, func(f *openselection.ApplicationFacts) { f.Profile.Performance[1].Rating = openselection.Rating(code) }))
	}
}

// What member and applicant say of themselves keeps them apart, whoever declares what.
func TestLinks_become_conflicts(t *testing.T) {
	t.Parallel()
	related := func(p *player, n int, change func(*openselection.FillProfileBody)) {
		on := p.applies(first, person(first, n))
		p.doAs(p.subject(on), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), change))
	}
	play := func(t *testing.T) *player {
		p := newPlayer(t, seed)
		p.reachRound(openselection.PlanRecommended)
		p.do("ppk", "round", openselection.AppointCommittee, edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members[0].Unit = "Sekretariat Daerah" }))
		p.reachRound(openselection.Announced)
		p.inWindow(first)
		related(p, 1, func(b *openselection.FillProfileBody) { b.Superior = "anggota-2" })
		related(p, 2, func(b *openselection.FillProfileBody) { b.Unit = " sekretariat daerah " })
		related(p, 3, func(b *openselection.FillProfileBody) { b.Relatives = []string{"ketua", "anggota-3"} })
		related(p, 4, func(b *openselection.FillProfileBody) { b.Superior, b.Relatives = "orang-lain", []string{"anggota-9"} })
		p.short(first, 4)
		return p
	}
	want := []openselection.Conflict{
		{Member: "anggota-2", Candidate: "01", Relation: "superior", Derived: true},
		{Member: "anggota-1", Candidate: "02", Relation: "same_unit", Derived: true},
		{Member: "anggota-3", Candidate: "03", Relation: "family", Derived: true},
		{Member: "ketua", Candidate: "03", Relation: "family", Derived: true},
	}

	t.Run("in_the_check_of_the_files", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		if got := p.facts(first).Conflicts; !slices.Equal(got, want) {
			t.Errorf("the conflicts are %+v", got)
		}
		p.verifyFiles(first)
		if got := p.facts(first).Conflicts; !slices.Equal(got, want) {
			t.Errorf("after another check they are %+v", got)
		}
		folds(t, p.posts[first])
	})

	t.Run("and_with_who_comes_to_the_committee_later", func(t *testing.T) {
		t.Parallel()
		p := play(t)
		later := openselection.Committee(p.decree())
		later.Members[3].Person = "anggota-9"
		p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: later, Reason: "mundur"})
		got := p.facts(first).Conflicts
		if last := got[len(got)-1]; len(got) != 5 || last != (openselection.Conflict{Member: "anggota-9", Candidate: "04", Relation: "family", Derived: true}) {
			t.Errorf("the conflicts are %+v", got)
		}
	})

	t.Run("and_marks_in_spite_of_one_fall", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Interviewed)
		later := openselection.Committee(p.decree())
		member := later.Members[2].Person
		marks := func(void bool) (n int) {
			for _, m := range p.facts(first).Marks {
				if m.By == member && (m.Void != nil) == void {
					n++
				}
			}
			return n
		}
		given := marks(false)
		later.Members[2].Unit = p.profile(openselection.Pratama).Unit
		p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: later, Reason: "bertugas di unit yang sama"})
		if given == 0 || marks(false) != 0 || marks(true) != given {
			t.Errorf("%s had given %d marks; %d stand, %d are void", member, given, marks(false), marks(true))
		}
		folds(t, p.posts[first])
	})
}
