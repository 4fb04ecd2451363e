package policy_test

import (
	"testing"

	"selter/workflow/policy"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := policy.Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	l, err := policy.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.Resolve(policy.Query{Date: day("2024-05-08")}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIn(b *testing.B) {
	l, err := policy.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	p, err := l.Resolve(policy.Query{Date: day("2024-05-08")})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		policy.AnnouncementLength.In(p)
	}
}
