package policy_test

import (
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

var day = calendar.MustDate

func load(t *testing.T) *policy.Library {
	t.Helper()
	l, err := policy.Load(nil)
	if err != nil {
		t.Fatalf("built-in instruments: %v", err)
	}
	return l
}

func resolve(t *testing.T, l *policy.Library, q policy.Query) *policy.Pack {
	t.Helper()
	p, err := l.Resolve(q)
	if err != nil {
		t.Fatalf("resolve %+v: %v", q, err)
	}
	return p
}
