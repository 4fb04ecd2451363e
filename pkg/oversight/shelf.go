package oversight

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// A shelf holds folios opened, so that a request reads only those that have been packed anew since.
// It decides nothing about who sees what: each request asks the store, within its own reach and
// behind its own wall, which folios there are and in which state, and takes those from the shelf.
// One that stands here in another state than that is as good as not here; so every process may have
// a shelf of its own. It holds what the folios of all agencies and years take, and no more.
type shelf struct {
	mu     sync.Mutex
	folios map[place]*opened
}

// A place is where a folio stands.
type place struct {
	agency string
	year   int
}

// opened is a folio with its sheet read; nobody changes it.
type opened struct {
	Spine
	name  string
	lines []Line
}

// take hands out the folios that stand on the shelf as the spines have them, and the agencies of which
// one does not: of these it hands out none.
func (s *shelf) take(spines []Spine) (found []*opened, moved []string) {
	found = make([]*opened, 0, len(spines))
	missing := make(map[string]bool)
	s.mu.Lock()
	for _, spine := range spines {
		if folio := s.folios[place{spine.Agency, spine.Year}]; folio != nil && folio.Stamp == spine.Stamp {
			found = append(found, folio)
		} else {
			missing[spine.Agency] = true
		}
	}
	s.mu.Unlock()
	if len(missing) > 0 {
		found = slices.DeleteFunc(found, func(folio *opened) bool { return missing[folio.Agency] })
	}
	return found, slices.Sorted(maps.Keys(missing))
}

func (s *shelf) put(folios []*opened) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folios == nil {
		s.folios = make(map[place]*opened)
	}
	for _, folio := range folios {
		s.folios[place{folio.Agency, folio.Year}] = folio
	}
}

// folios are all folios within a reach, of one year or of all. All those of an agency are of one
// instant: a selection that moves from one year to another is counted in one of them.
func (b *Board) folios(ctx context.Context, reach Reach, year int) ([]*opened, error) {
	spines, err := b.store.Spines(ctx, reach, year)
	if err != nil {
		return nil, err
	}
	found, moved := b.shelf.take(spines)
	if len(moved) == 0 {
		return found, nil
	}
	var read []*opened
	err = b.store.Folios(ctx, reach.within(moved), year, func(folio Folio) error {
		lines, err := open(folio.Sheet)
		read = append(read, &opened{folio.Spine, folio.Name, lines})
		return err
	})
	if err != nil {
		return nil, err
	}
	b.shelf.put(read)
	return append(found, read...), nil
}
