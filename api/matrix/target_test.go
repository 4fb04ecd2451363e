package matrix_test

// A target is a case as far as the law looks at it.
type target struct {
	procedure, profile string
	agency, round, id  string
	selection          string // in which it lies: of a selection itself
	ref                string // what it is called
	subject            string // whom it is about, if it is about somebody
	component          string // in which a sheet scores
	state, resumes     string
}

// within is the selection in which a duty for it alone would be held.
func (c target) within() string {
	if c.selection != "" {
		return c.selection
	}
	return c.id
}

// stage is where a case stands for its readers.
func (c target) stage() string {
	if c.resumes != "" {
		return c.resumes
	}
	return c.state
}

// relation is how the place of a duty lies to a case.
func relation(scope place, c target) string {
	switch {
	case scope.agency == "nasional":
		return "nation"
	case scope.agency != c.agency:
		return "another agency"
	case scope.round == "":
		return "agency"
	case scope.round != c.round:
		return "another round"
	case scope.selection == "":
		return "round"
	case scope.selection != c.within():
		return "another selection"
	}
	return "selection"
}

// surrounds tells whether a place is another or lies around it.
func (p place) surrounds(other place) bool {
	return (p.agency == "nasional" || p.agency == other.agency) && (p.round == "" || p.round == other.round) &&
		(p.selection == "" || p.selection == other.selection)
}
