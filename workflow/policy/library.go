package policy

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed instruments/*.yaml
var embedded embed.FS

// Library holds every instrument, the built-in ones and the overlays. It never changes after Load, so it may be shared.
type Library struct {
	instruments []*Instrument
}

// Load reads the built-in instruments and the overlays in the folder (nil for none), strictly: an unknown key or field, a duplicate, a
// wrong unit or type, a bad date, an empty interval, an overlap, a gap in an overlay, or values that contradict each other. The error
// holds one Fault for each mistake, and then nothing is loaded at all.
//
// Overlays are the files that end in .yaml, in the folder and below it. Names that begin with a dot are left out, as are files of
// another kind, but a .yml file is refused: it was surely meant to be read.
func Load(overlays fs.FS) (*Library, error) {
	builtin, err := fs.Sub(embedded, "instruments")
	if err != nil {
		return nil, fmt.Errorf("policy: built-in instruments: %w", err)
	}
	return load(builtin, overlays)
}

func load(builtin, overlays fs.FS) (*Library, error) {
	var found faults
	l := &Library{}
	if err := l.read(builtin, false, &found); err != nil {
		return nil, fmt.Errorf("policy: built-in instruments: %w", err)
	}
	if overlays != nil {
		if err := l.read(overlays, true, &found); err != nil {
			return nil, fmt.Errorf("policy: overlays: %w", err)
		}
	}
	// Each step only after the one before found nothing: what was partly understood would draw misleading faults.
	for _, check := range []func(*faults){l.check, l.checkContradictions} {
		if len(found) == 0 {
			check(&found)
		}
	}
	if err := found.joined(); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Library) read(from fs.FS, overlay bool, found *faults) error {
	return fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		case path.Ext(name) == ".yml":
			found.add(place{name, 1, 1}, "file name must end in .yaml")
			return nil
		case path.Ext(name) != ".yaml":
			return nil
		}
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		if i := decode(name, content, overlay, found); i != nil {
			l.instruments = append(l.instruments, i)
		}
		return nil
	})
}

// Instruments lists every instrument in the order of its id. The caller owns the answer.
func (l *Library) Instruments() []Instrument {
	list := make([]Instrument, 0, len(l.instruments))
	for _, i := range l.instruments {
		c := *i
		c.Inherits = slices.Clone(i.Inherits)
		c.Lines = slices.Clone(i.Lines)
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Instrument) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// Bases lists what a Query may name as its base: the default first, then "national", then the legal texts.
func (l *Library) Bases() []string {
	bases := []string{BaseSeed, BaseNational}
	for _, i := range l.Instruments() {
		if i.Kind == KindText {
			bases = append(bases, i.ID)
		}
	}
	return bases
}

// Profiles lists the supervision profiles, in the order in which they came into force.
func (l *Library) Profiles() []string {
	var profiles []*Instrument
	for _, i := range l.instruments {
		if i.Kind == KindProfile {
			profiles = append(profiles, i)
		}
	}
	slices.SortFunc(profiles, func(a, b *Instrument) int { return a.From.Compare(b.From) })
	names := make([]string, len(profiles))
	for n, i := range profiles {
		names[n] = i.Profile
	}
	return names
}

func (l *Library) instrument(id string) (*Instrument, error) {
	for _, i := range l.instruments {
		if i.ID == id && i.Kind != KindOverlay {
			return i, nil
		}
	}
	return nil, errors.New("no instrument " + id)
}
