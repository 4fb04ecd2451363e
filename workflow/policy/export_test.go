package policy

// LoadFrom lets a test put its own files in the place of the built-in instruments.
var LoadFrom = load

// Sealed is a pack with other entries under a hash that fits them, as an older or a faulty version of the program would have stored it.
func Sealed(p *Pack, entries []Entry) *Pack {
	return newPack(Query{Base: p.Base, Profile: p.Profile, Province: p.Scope.Province, Agency: p.Scope.Agency, Date: p.Date}, entries)
}
