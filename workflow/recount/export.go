package recount

import "strconv"

// An Exported selection is one record in a document that was exported or downloaded.
type Exported struct {
	// Name is the case of the selection or, where that is not told, its place in the document.
	Name string
	// Facts are what Check takes.
	Facts []byte
}

// Find lists the selections in a JSON document in their order. The document is the facts
// of one selection, or a case as the API answers it, or has any number of either inside,
// such as a list of them. Cases of other procedures are passed over: the facts of a
// selection are known by their sealed terms. The error is of type *Flaw.
func Find(document []byte) ([]Exported, error) {
	tree, err := parse(string(document))
	if err != nil {
		return nil, &Flaw{Problem: "is not JSON: " + err.Error()}
	}
	if isRecord(tree) {
		return []Exported{exported("", "/", tree)}, nil
	}
	return within(tree, ""), nil
}

// within looks below a value. Only what is called facts, or stands in a bare list, can be
// a record: the body that opened a selection has terms too.
func within(v value, at string) []Exported {
	var found []Exported
	for i, item := range v.items {
		if place := at + "/" + strconv.Itoa(i); at == "" && isRecord(item) {
			found = append(found, exported("", place, item))
		} else {
			found = append(found, within(item, place)...)
		}
	}
	for _, one := range v.members {
		if one.name == "facts" && isRecord(one.value) {
			id, _ := v.get("id")
			found = append(found, exported(id.written, at+"/facts", one.value))
		} else {
			found = append(found, within(one.value, at+"/"+one.name)...)
		}
	}
	return found
}

func isRecord(v value) bool {
	terms, _ := v.get("terms")
	return terms.kind == isObject
}

func exported(id, place string, facts value) Exported {
	if id == "" {
		id = place
	}
	return Exported{id, []byte(facts.source)}
}
