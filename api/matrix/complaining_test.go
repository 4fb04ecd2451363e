package matrix_test

import (
	"context"
	"iter"
	"strings"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/custody"
	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
)

// This file asks what is about complaints and about nothing else.

// A strongroom keeps nothing and shows everything.
type strongroom struct{}

func (strongroom) Receipt(key string, words [32]byte) string {
	return "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"
}
func (strongroom) Mark(words [32]byte) [32]byte { return words }

func (strongroom) Keep(context.Context, workflow.CaseID, custody.Reporter) error { return errWritten }

func (strongroom) Open(context.Context, custody.Reader, casework.Loaded) (custody.Reporter, error) {
	return custody.Reporter{Name: "Warga", Contact: "08", Relation: "warga"}, nil
}

func (strongroom) Readings(context.Context, workflow.CaseID) ([]custody.Reading, error) {
	return nil, nil
}

// Strip implements api.Attachments: no file is taken, and nothing is written.
func (strongroom) Strip(context.Context, string, []byte) ([]byte, error) {
	return nil, &api.FileRefused{Rule: "file_is_whole", Detail: "is not"}
}

func (strongroom) KeepOriginal(context.Context, workflow.CaseID, []byte) (string, error) {
	return "", errWritten
}

func (strongroom) Original(context.Context, custody.Reader, casework.Loaded, string) ([]byte, error) {
	return []byte("%PDF-"), nil
}

func (strongroom) KeepCopy(context.Context, workflow.CaseID, []byte) ([32]byte, error) {
	return [32]byte{}, errWritten
}

func (strongroom) Copy(context.Context, workflow.CaseID, []byte) ([]byte, error) {
	return []byte("%PDF-"), nil
}

// attachmentName is the file that every complaint here has.
const attachmentName = "lampiran-1.pdf"

// emptyComplaint cannot be meant: it says nothing.
const emptyComplaint = `{"category":"scoring","text":" "}`

// complaining asks to complain about each selection. Who somebody is makes no difference: what
// has been announced is there for everybody, and the rest for nobody.
func (g *grid) complaining(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != openselection.SelectionName {
				continue
			}
			want := "not_found"
			if g.law.reads([]string{string(workflow.Public)}, "status", c) {
				want = "invalid_body"
			}
			for _, who := range everybody(c, g.duties) {
				one := g.alone(cell{route: route, event: string(complaint.FileComplaint), who: who, c: c, want: want}, path(route.Path, c.id))
				one.body = emptyComplaint
				if !yield(one) {
					return
				}
			}
		}
	}
}

// handingOver asks to attach a file to a complaint.
func (g *grid) handingOver(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(complaint.Name) {
			want := g.law.act(who, c, string(complaint.AttachToComplaint))
			if !yield(g.upload(cell{route: route, event: string(complaint.AttachToComplaint), who: who, c: c, want: want}, path(route.Path, c.id))) {
				return
			}
		}
	}
}

// isAttachment tells whether a route is about one file of a complaint.
func isAttachment(route api.Route) bool {
	return strings.HasSuffix(route.Path, "/attachments/{name}")
}
