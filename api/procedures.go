package api

import (
	"context"
	"sync"

	"selter/pkg/casework"
	"selter/workflow"
)

// procedures remembers which procedure runs a case. That never changes, so it is
// read once; when the memory is full it is forgotten and read again.
type procedures struct {
	mu    sync.RWMutex
	names map[workflow.CaseID]string
}

const remembered = 1 << 16

func (p *procedures) of(id workflow.CaseID) (string, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	name, ok := p.names[id]
	return name, ok
}

func (p *procedures) remember(id workflow.CaseID, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.names == nil || len(p.names) >= remembered {
		p.names = make(map[workflow.CaseID]string)
	}
	p.names[id] = name
}

// of tells that the case exists and is run by the procedure whose path the
// request took.
func (s *Server) of(ctx context.Context, id workflow.CaseID, procedure string) error {
	name, ok := s.procedures.of(id)
	if !ok {
		loaded, err := s.config.Library.Case(ctx, id)
		if err != nil {
			return err
		}
		name = loaded.Record.Procedure
		s.procedures.remember(id, name)
	}
	if name != procedure {
		return casework.ErrNoCase
	}
	return nil
}
