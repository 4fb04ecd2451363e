package private_test

import (
	"strings"
	"testing"

	"selter/pkg/peers/private"
)

func TestTail_keeps_the_last_words(t *testing.T) {
	t.Parallel()
	var tail private.Tail
	for _, said := range []string{"first\n", strings.Repeat("x", 5000), " and ", "last\n"} {
		if n, err := tail.Write([]byte(said)); n != len(said) || err != nil {
			t.Fatalf("%d of %d bytes, %v", n, len(said), err)
		}
	}
	got := tail.String()
	if len(got) > 4096 || strings.Contains(got, "first") || !strings.HasSuffix(got, "xx and last") {
		t.Errorf("%d bytes that end in %q", len(got), got[max(0, len(got)-20):])
	}
}
