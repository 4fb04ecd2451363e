package openselection

import (
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/wire"
)

// PaperFacts is what a paper knows.
type PaperFacts struct {
	// Candidate is the participant number of the author, as the selection had it.
	Candidate string        `json:"candidate"`
	Document  PaperDocument `json:"document"`
	At        time.Time     `json:"at"` // when it was last handed in, by the server's clock
}

// A PaperDocument is the file of a paper as it is kept: its name in the store, its hash,
// its size in bytes and its pages.
type PaperDocument struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Pages  int    `json:"pages"`
	Media  string `json:"media"`
}

// Check holds what a kept file has to have.
func (d PaperDocument) Check() wire.Problems {
	var problems wire.Problems
	if strings.TrimSpace(d.Name) == "" {
		problems = append(problems, wire.Problem{Field: "/name", Problem: "must not be empty"})
	}
	if !isHash(d.SHA256) {
		problems = append(problems, wire.Problem{Field: "/sha256", Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"})
	}
	if d.Size <= 0 || d.Pages <= 0 {
		problems = append(problems, wire.Problem{Problem: "must have a size and pages"})
	}
	return problems
}

// HandInBody is what the author says: the file.
type HandInBody struct {
	Document PaperDocument `json:"document"`
}

// HandedInBody is what is recorded: the file, and which candidate handed it in.
type HandedInBody struct {
	Document  PaperDocument `json:"document"`
	Candidate string        `json:"candidate"`
}

// Apply keeps the newest file.
func (b HandedInBody) Apply(f PaperFacts, on workflow.Occurrence) PaperFacts {
	f.Candidate, f.Document, f.At = b.Candidate, b.Document, on.At
	return f
}

// handedIn finds under which number the author competes; nobody says it.
func handedIn(q paperQuestion, said HandInBody) (HandedInBody, error) {
	selection, _ := above(q)
	registration := RegistrationRef(q.Case.Parent, q.Case.Subject)
	at := slices.IndexFunc(selection.Files, func(file File) bool { return file.Registration == registration })
	if at < 0 || !slices.Contains(selection.competing(), selection.Files[at].Candidate) {
		return HandedInBody{Document: said.Document}, nil
	}
	return HandedInBody{Document: said.Document, Candidate: selection.Files[at].Candidate}, nil
}
