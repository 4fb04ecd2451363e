package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A ChecklistItem is a kind of document that applicants hand in.
type ChecklistItem string

// Enum lets the contract name the values of a word.
func (ChecklistItem) Enum() []string { return policy.Checklist() }

// A Document is a file that an applicant has handed in. The file itself lies outside the
// journal, under the person's key; here stand the hash and what was seen when it came.
type Document struct {
	Kind   ChecklistItem `json:"kind"`
	Name   string        `json:"name"`           // under which the file is kept
	SHA256 string        `json:"sha256"`         // in hexadecimal
	Size   int64         `json:"size"`           // bytes
	Pages  int           `json:"pages,omitzero"` // of a document that has pages
	Media  string        `json:"media"`          // type, such as application/pdf
}

// Check holds what a document must say about itself.
func (d Document) Check() wire.Problems {
	var problems wire.Problems
	if strings.TrimSpace(d.Name) == "" {
		problems = append(problems, wire.Problem{Field: "/name", Problem: "must not be empty"})
	}
	if !isHash(d.SHA256) {
		problems = append(problems, wire.Problem{Field: "/sha256", Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"})
	}
	if d.Size <= 0 {
		problems = append(problems, wire.Problem{Field: "/size", Problem: "must be a number of bytes"})
	}
	if d.Pages < 0 {
		problems = append(problems, wire.Problem{Field: "/pages", Problem: "must not be negative"})
	}
	if strings.TrimSpace(d.Media) == "" {
		problems = append(problems, wire.Problem{Field: "/media", Problem: "must not be empty"})
	}
	return problems
}

// documentsListedOnce refuses a list that names a document twice.
func documentsListedOnce(items []ChecklistItem) wire.Problems {
	seen := make(map[ChecklistItem]bool)
	for _, item := range items {
		if seen[item] {
			return wire.Problems{{Field: "/documents", Problem: "must have each document once"}}
		}
		seen[item] = true
	}
	return nil
}

// checklist lists the documents that applicants for the post hand in: those that the
// announcement lists or, where it lists none, those of the policy. The evidence says which.
func (t Terms) checklist(pack *policy.Pack) ([]ChecklistItem, workflow.Evidence) {
	if len(t.Documents) > 0 {
		return t.Documents, workflow.Found("announced", t.Documents)
	}
	listed := policy.ApplicationDocuments.In(pack)
	items := make([]ChecklistItem, len(listed.Value))
	for i, word := range listed.Value {
		items[i] = ChecklistItem(word)
	}
	return items, workflow.Limit("asked_for", listed)
}

// lacking lists what of a checklist has not been handed in.
func (f ApplicationFacts) lacking(items []ChecklistItem) []ChecklistItem {
	missing := []ChecklistItem{}
	for _, item := range items {
		if !slices.ContainsFunc(f.Documents, func(d Document) bool { return d.Kind == item }) {
			missing = append(missing, item)
		}
	}
	return missing
}
