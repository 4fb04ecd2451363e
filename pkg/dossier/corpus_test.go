package dossier_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"selter/pkg/dossier"
)

// A bad is a file that must be refused, and the rule by which.
type bad struct {
	name    string
	accepts dossier.Accepts
	content func() []byte
	rule    dossier.Rule
}

// hostile are all the bad files.
func hostile(t testing.TB) []bad {
	t.Helper()
	var all []bad
	for _, some := range [][]bad{activeFiles(), cutFiles(t), mixedFiles(t), largeFiles(), tangledFiles(t), falseFiles(t), badPictures(t)} {
		all = append(all, some...)
	}
	return all
}

// heapLimit is what reading any of them may take, all that is not yet collected included.
const heapLimit = 256 << 20

// TestCorpus is not parallel: it measures the memory of the process.
//
//nolint:paralleltest // see above
func TestCorpus(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as a server runs, whatever the run of the tests is told
	corpus := hostile(t)
	seen := make(map[string]bool)
	rules := make(map[dossier.Rule]int)
	stop, peak := watchHeap()
	for _, one := range corpus {
		if seen[one.name] {
			t.Errorf("two files are called %s", one.name)
		}
		seen[one.name] = true
		facts, err := dossier.Inspect(one.accepts, one.content())
		rule := ruleOf(t, err)
		if rule != one.rule || facts != (dossier.Facts{}) {
			t.Errorf("%s: %v; want %s", one.name, err, one.rule)
		}
		rules[rule]++
	}
	// The largest picture that is decoded, as a measure of what is taken.
	var large bytes.Buffer
	if err := jpeg.Encode(&large, image.NewYCbCr(image.Rect(0, 0, 5000, 4000), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := dossier.Inspect(dossier.Photo, large.Bytes()); err != nil {
		t.Errorf("a large photo: %v", err)
	}
	close(stop)
	if highest := <-peak; highest > heapLimit {
		t.Errorf("the heap grew to %d MiB", highest>>20)
	} else {
		t.Logf("%d bad files refused under %d rules; the heap grew to %d MiB at most", len(corpus), len(rules), highest>>20)
	}
	if len(corpus) < 200 {
		t.Errorf("only %d files", len(corpus))
	}
	for _, rule := range dossier.Rules() {
		if rules[rule] == 0 && rule != dossier.FileInfected && rule != dossier.FileMetadata { // the scanner's, and that of copies
			t.Errorf("no file was refused under %s", rule)
		}
	}
}

// watchHeap looks at the heap until it is stopped, and then tells the highest.
func watchHeap() (stop chan<- struct{}, peak <-chan uint64) {
	ended, told := make(chan struct{}), make(chan uint64, 1)
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		var highest uint64
		for {
			metrics.Read(sample)
			highest = max(highest, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-ended:
				told <- highest
				return
			}
		}
	}()
	return ended, told
}
