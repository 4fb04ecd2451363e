package dossier

// pages counts the leaves of the page tree (7.7.3) and holds them against what its root
// says.
func (d *document) pages() (int, error) {
	root := d.resolve(d.root())
	tree := root.get("Pages")
	if root.kind != dict || tree.kind != ref {
		return 0, refuse(FileDamaged, "the file does not say where its pages are")
	}
	walk := &pageWalk{d: d, seen: map[int64]bool{}}
	if err := walk.node(tree, 0); err != nil {
		return 0, err
	}
	told := d.resolve(d.resolve(tree).get("Count"))
	switch {
	case walk.count == 0 || told.kind == integer && told.n > int64(d.limits.Pages):
		return 0, refuse(PDFPages, "the file has no page, or more than %d", d.limits.Pages)
	case told.kind != integer || told.n != int64(walk.count):
		return 0, refuse(FileDamaged, "the file has another number of pages than it says")
	}
	return walk.count, nil
}

// root is where the newest trailer puts the catalogue. It must say so: a reader that has to
// look for one looks everywhere, into streams as well.
func (d *document) root() value {
	return d.sections[int(d.starts[len(d.starts)-1])].trailer.get("Root")
}

type pageWalk struct {
	d     *document
	seen  map[int64]bool
	count int
}

func (w *pageWalk) node(at value, depth int) error {
	if at.kind != ref {
		return refuse(FileDamaged, "the pages of the file are not objects")
	}
	if w.seen[at.n] {
		return refuse(FileDamaged, "the pages of the file lead round in a circle")
	}
	if depth > w.d.limits.Depth {
		return refuse(FileComplexity, "the file nests its pages too deep")
	}
	w.seen[at.n] = true
	node := w.d.resolve(at)
	switch kind := w.d.resolve(node.get("Type")); {
	case kind.isName("Page") && !node.has("Kids"):
		if w.count++; w.count > w.d.limits.Pages {
			return refuse(PDFPages, "the file has no page, or more than %d", w.d.limits.Pages)
		}
		return nil
	case !kind.isName("Pages"):
		return refuse(FileDamaged, "the pages of the file are not what they must be")
	}
	for _, kid := range w.d.resolve(node.get("Kids")).items {
		if err := w.node(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}
