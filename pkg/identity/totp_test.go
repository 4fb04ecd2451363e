package identity_test

import (
	"testing"
	"time"

	"selter/pkg/identity"
)

// The secret and the codes of RFC 6238, appendix B (SHA1; the last six of eight digits).
var (
	rfcSecret = []byte("12345678901234567890")
	rfcCodes  = map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	}
)

func TestCodes(t *testing.T) {
	t.Parallel()
	t.Run("are_those_of_the_standard", func(t *testing.T) {
		t.Parallel()
		for at, code := range rfcCodes {
			if step, right := identity.StepOf(rfcSecret, code, time.Unix(at, 0)); !right || step != at/30 {
				t.Errorf("the code of %d is of step %d, %v", at, step, right)
			}
		}
	})
	t.Run("hold_one_step_before_and_after", func(t *testing.T) {
		t.Parallel()
		const at = 1234567890 // the first second of its step
		for off, want := range map[int64]bool{-31: false, -30: true, -1: true, 0: true, 29: true, 30: true, 59: true, 60: false} {
			if step, right := identity.StepOf(rfcSecret, rfcCodes[at], time.Unix(at+off, 0)); right != want || right && step != at/30 {
				t.Errorf("%d seconds on: step %d, %v; want %v", off, step, right, want)
			}
		}
	})
	t.Run("may_have_the_space_that_authenticators_show", func(t *testing.T) {
		t.Parallel()
		if _, right := identity.StepOf(rfcSecret, "287 082", time.Unix(59, 0)); !right {
			t.Error("287 082 was refused")
		}
	})
	t.Run("are_six_digits", func(t *testing.T) {
		t.Parallel()
		for _, code := range []string{"", "87082", "94287082", "0287082", "28708", "287082x", "abcdef", "２８７０８２"} {
			if _, right := identity.StepOf(rfcSecret, code, time.Unix(59, 0)); right {
				t.Errorf("%q was taken", code)
			}
		}
	})
}
