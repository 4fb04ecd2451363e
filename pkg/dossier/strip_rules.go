package dossier

import "slices"

// ofAnything tells whether a key of a dictionary says something of who made the file, when
// or with what (ISO 32000-1: 14.3 metadata, 14.5 private data, 12.5.6.2 authors of
// annotations, 8.11 makers of layers, 12.8 signatures, 14.10 where it was captured), or holds
// a small picture of what the page once was. A signature is of the file as it was: the copy
// would only be called forged.
func ofAnything(v value, key string) bool {
	switch key {
	case "Metadata", "PieceInfo", "LastModified", "CreatorInfo", "SpiderInfo", "Thumb", "Perms", "DSS":
		return true
	case "V":
		return v.get("FT").isName("Sig")
	case "T", "M", "NM", "CreationDate":
		return isRemark(v)
	}
	return false
}

// isRemark tells whether a dictionary is an annotation that somebody made: the fields of
// forms have a name where a remark has its author.
func isRemark(v value) bool {
	subtype := v.get("Subtype")
	return v.has("Rect") && subtype.kind == name && !subtype.isName("Widget") && !v.has("FT")
}

// ofTrailers tells whether a key of a trailer is none that a reader needs (7.5.5, 7.5.8):
// there lie the information dictionary and the names by which copies of a file know each
// other.
func ofTrailers(_ value, key string) bool {
	return !slices.Contains([]string{"Size", "Prev", "Root", "XRefStm", "Type", "Index", "W", "Length", "Filter", "DecodeParms"}, key)
}

// ofHolders tells whether a key of an object stream is none that a reader needs (7.5.7).
func ofHolders(_ value, key string) bool {
	return !slices.Contains([]string{"Type", "N", "First", "Extends", "Length", "Filter", "DecodeParms"}, key)
}
