package dossier_test

import (
	"crypto/sha256"
	"math/rand/v2"
	"strings"
	"testing"

	"selter/pkg/dossier"
)

// holds looks at what Inspect found, whatever it was given: it never stumbles, and what it
// takes is within the limits.
func holds(t *testing.T, content []byte) {
	t.Helper()
	facts, err := dossier.Inspect(dossier.Document|dossier.Photo, content)
	if err != nil {
		ruleOf(t, err)
		if strings.Contains(err.Error(), "(runtime.") { // see Limits.Inspect
			t.Errorf("the parser stumbled: %v", err)
		}
		return
	}
	limits := dossier.Standard()
	if facts.Pages < 1 || facts.Pages > limits.Pages || facts.Width*facts.Height > limits.Pixels ||
		facts.Size != int64(len(content)) || facts.SHA256 != sha256.Sum256(content) {
		t.Errorf("found %+v", facts)
	}
}

// seeds are good files of each kind, small ones.
func seeds(t testing.TB) [][]byte {
	t.Helper()
	packed, revised := newDraft(), newDraft()
	packed.packed = true
	revised.later = []string{"<< /Type /Catalog /Pages 2 0 R >>"}
	return [][]byte{
		newDraft().bytes(), packed.bytes(), revised.bytes(), written(t, 1), photo(t, 4, 4), drawing(t, painted(4, 4)),
		newDraft().set(4, streamed("/Filter [/AHx /Fl]", "789c030000000001>")).bytes(),
		pngOf(pngHead(5, 3, 8, 6, 1), part("IDAT", deflated(make([]byte, 67))), part("IEND", nil)),
	}
}

// TestInspectStandsWhatever changes good files at random places.
func TestInspectStandsWhatever(t *testing.T) {
	t.Parallel()
	const seed, rounds = 1708, 400
	random := rand.New(rand.NewPCG(seed, seed))
	for _, good := range seeds(t) {
		for range rounds {
			changed := append([]byte(nil), good...)
			for range 1 + random.IntN(4) {
				at := random.IntN(len(changed))
				switch random.IntN(4) {
				case 0:
					changed[at] = byte(random.Uint32())
				case 1:
					changed[at] ^= 1 << random.IntN(8)
				case 2: // a part is gone
					changed = append(changed[:at:at], changed[min(len(changed)-1, at+random.IntN(20)):]...)
				case 3: // a part stands twice
					part := changed[at:min(len(changed), at+random.IntN(40)+1)]
					changed = append(changed[:at:at], append(append([]byte(nil), part...), changed[at:]...)...)
				}
			}
			holds(t, changed)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	for _, one := range mixedFiles(f)[:20] {
		f.Add(one.content())
	}
	f.Fuzz(func(t *testing.T, content []byte) { holds(t, content) })
}
