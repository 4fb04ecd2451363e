package openselection

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"selter/workflow/policy"
)

// A Requirement is something that who applies must bring.
type Requirement string

// The requirements of PP 11/2017 Pasal 107, and those that announcements add.
const (
	AgeRequired         Requirement = "age"
	EducationRequired   Requirement = "education"
	ExperienceRequired  Requirement = "experience"
	HeldPostRequired    Requirement = "held_post"
	RankRequired        Requirement = "rank"
	DisciplineRequired  Requirement = "discipline"
	PerformanceRequired Requirement = "performance"
)

// Enum lets the contract name the values of a word.
func (Requirement) Enum() []string {
	return []string{
		string(AgeRequired), string(EducationRequired), string(ExperienceRequired), string(HeldPostRequired), string(RankRequired),
		string(DisciplineRequired), string(PerformanceRequired),
	}
}

// A Finding is what the policy makes of one requirement. It is shown to who judges the
// file, with its article and its working; the judgement is theirs.
type Finding struct {
	Requirement Requirement     `json:"requirement"`
	Met         bool            `json:"met"`
	Found       string          `json:"found"`
	Needed      string          `json:"needed"`
	Unit        string          `json:"unit"`
	Working     string          `json:"working"` // one Indonesian line
	Citation    policy.Citation `json:"citation"`
}

// Eligibility computes what an applicant brings against what the policy asks for a post.
// There are no findings before there is a profile.
func Eligibility(pack *policy.Pack, post Post, f ApplicationFacts) []Finding {
	if f.Profile == nil {
		return nil
	}
	findings := []Finding{
		ageFinding(pack, post.Tier, f), educationFinding(pack, *f.Profile), experienceFinding(pack, post.Tier, *f.Profile),
		heldPostFinding(pack, post.Tier, *f.Profile),
	}
	if rank, asked := rankFinding(pack, post.Tier, *f.Profile); asked {
		findings = append(findings, rank)
	}
	return append(findings, disciplineFinding(pack, *f.Profile), performanceFinding(pack, f))
}

func ageFinding(pack *policy.Pack, tier Tier, f ApplicationFacts) Finding {
	most := maxAge(pack, tier)
	at := "belum dihitung"
	if !f.AgeOn.IsZero() {
		at = fmt.Sprintf("%d tahun pada %s", f.AgeYears, f.AgeOn.Long())
	}
	if f.AgeYears == most.Value && !f.AgeMet {
		at += ", ulang tahunnya sudah lewat"
	}
	return Finding{
		Requirement: AgeRequired, Met: f.AgeMet, Found: strconv.Itoa(f.AgeYears), Needed: strconv.Itoa(most.Value), Unit: most.Unit,
		Working: fmt.Sprintf("usia %s; paling tinggi %d tahun", at, most.Value), Citation: most.Citation,
	}
}

func educationFinding(pack *policy.Pack, p Profile) Finding {
	least := policy.EducationMin.In(pack)
	return Finding{
		Requirement: EducationRequired, Met: atLeast(Education("").Enum(), string(p.Education), least.Value), Found: string(p.Education),
		Needed: least.Value, Unit: least.Unit, Working: fmt.Sprintf("pendidikan %s; paling rendah %s", written(string(p.Education)), written(least.Value)),
		Citation: least.Citation,
	}
}

// experienceNeeded is the related experience that a tier asks for, cumulative.
func experienceNeeded(pack *policy.Pack, tier Tier) policy.Value[int] {
	return byTier(pack, tier, policy.ExperienceYearsUtama, policy.ExperienceYearsMadya, policy.ExperienceYearsPratama)
}

func experienceFinding(pack *policy.Pack, tier Tier, p Profile) Finding {
	least := experienceNeeded(pack, tier)
	return Finding{
		Requirement: ExperienceRequired, Met: p.ExperienceYears >= least.Value, Found: strconv.Itoa(p.ExperienceYears), Needed: strconv.Itoa(least.Value),
		Unit: least.Unit, Working: fmt.Sprintf("pengalaman terkait %d tahun; paling sedikit %d tahun", p.ExperienceYears, least.Value),
		Citation: least.Citation,
	}
}

func heldPostFinding(pack *policy.Pack, tier Tier, p Profile) Finding {
	least := policy.HeldPostYears.In(pack)
	var posts []string
	for _, post := range qualifying(tier) {
		posts = append(posts, string(post))
	}
	return Finding{
		Requirement: HeldPostRequired, Met: slices.Contains(posts, string(p.Held.Post)) && p.Held.Years >= least.Value,
		Found: fmt.Sprintf("%s %d", p.Held.Post, p.Held.Years), Needed: fmt.Sprintf("%s %d", strings.Join(posts, "|"), least.Value), Unit: least.Unit,
		Working: fmt.Sprintf("%d tahun dalam jabatan %s; paling sedikit %d tahun dalam salah satu dari %s",
			p.Held.Years, written(string(p.Held.Post)), least.Value, written(strings.Join(posts, ", "))),
		Citation: least.Citation,
	}
}

// rankFinding tells of a rank only where the policy asks for one: no text asks for it of
// the whole country.
func rankFinding(pack *policy.Pack, tier Tier, p Profile) (Finding, bool) {
	keys := map[Tier]policy.Key[string]{Pratama: policy.RankMinPratama, Madya: policy.RankMinMadya}
	key, asked := keys[tier]
	if !asked {
		return Finding{}, false
	}
	least := key.In(pack)
	return Finding{
		Requirement: RankRequired, Met: atLeast(Grade("").Enum(), string(p.Grade), least.Value), Found: string(p.Grade), Needed: least.Value, Unit: least.Unit,
		Working:  fmt.Sprintf("golongan ruang %s; paling rendah %s", written(string(p.Grade)), written(least.Value)),
		Citation: least.Citation,
	}, least.Value != "none"
}

func disciplineFinding(pack *policy.Pack, p Profile) Finding {
	most := policy.DisciplineHeaviest.In(pack)
	found, working := string(p.Discipline), "hukuman disiplin terberat "+written(string(p.Discipline))
	if p.InProcess {
		found, working = found+"+in_process", working+", sedang dalam proses pemeriksaan"
	}
	return Finding{
		Requirement: DisciplineRequired, Met: atLeast(Discipline("").Enum(), most.Value, string(p.Discipline)) && !p.InProcess, Found: found, Needed: most.Value,
		Unit: most.Unit, Working: fmt.Sprintf("%s; paling berat %s dan tidak dalam proses", working, written(most.Value)), Citation: most.Citation,
	}
}

// performanceFinding looks at the last whole years before the one in which the age is taken.
func performanceFinding(pack *policy.Pack, f ApplicationFacts) Finding {
	years := policy.PerformanceYears.In(pack)
	good, seen := 0, []string{}
	for n := range years.Value {
		year, rating := f.AgeOn.Year()-1-n, "tidak ada"
		for _, one := range f.Profile.Performance {
			if one.Year != year {
				continue
			}
			rating = written(string(one.Rating))
			if one.Rating == Good || one.Rating == VeryGood {
				good++
			}
		}
		seen = append(seen, fmt.Sprintf("%d %s", year, rating))
	}
	return Finding{
		Requirement: PerformanceRequired, Met: good >= years.Value, Found: strconv.Itoa(good), Needed: strconv.Itoa(years.Value), Unit: years.Unit,
		Working: fmt.Sprintf("predikat kinerja: %s; paling rendah baik selama %d tahun terakhir", strings.Join(seen, ", "), years.Value), Citation: years.Citation,
	}
}

// inWords are the words of a profile as a working writes them.
var inWords = map[string]string{
	"sma": "SMA", "d3": "D-III", "s1_d4": "S1/D-IV", "s2": "S2", "s3": "S3",
	"iii_a": "III/a", "iii_b": "III/b", "iii_c": "III/c", "iii_d": "III/d", "iv_a": "IV/a", "iv_b": "IV/b", "iv_c": "IV/c", "iv_d": "IV/d", "iv_e": "IV/e",
	"administrator": "administrator", "jf_madya": "JF ahli madya", "jf_utama": "JF ahli utama", "jpt_pratama": "JPT pratama", "jpt_madya": "JPT madya",
	"jpt_utama": "JPT utama", "other": "lain",
	"none": "tidak ada", "light": "ringan", "medium": "sedang", "heavy": "berat",
	"very_good": "sangat baik", "good": "baik", "needs_improvement": "butuh perbaikan", "poor": "kurang", "very_poor": "sangat kurang",
}

// written writes one word, or several with commas between.
func written(words string) string {
	all := strings.Split(words, ", ")
	for i, word := range all {
		if text, known := inWords[word]; known {
			all[i] = text
		}
	}
	return strings.Join(all, ", ")
}
