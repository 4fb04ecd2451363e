package dossier

// stripPNG copies the chunks that say what the picture looks like (ISO/IEC 15948, clause
// 11), each at the size that it must have. All others go, those as well that nobody knows:
// texts, times, Exif, profiles with their names, further pictures of a moving one.
func stripPNG(content []byte) ([]byte, error) {
	out := []byte(pngMagic)
	var head header
	var palette int // bytes
	for rest := content[len(pngMagic):]; len(rest) > 0; {
		kind, data, after, err := chunk(rest)
		if err != nil {
			return nil, err
		}
		if kind == "IHDR" {
			if head, err = readHeader(kind, data); err != nil {
				return nil, err
			}
		}
		if kind == "PLTE" {
			palette = len(data)
		}
		if head.shows(kind, len(data), palette) {
			out = append(out, rest[:len(rest)-len(after)]...)
		}
		rest = after
	}
	return out, nil
}

// The sizes of chunks that tell how samples become light.
var lights = map[string]int{"gAMA": 4, "cHRM": 32, "sRGB": 1}

// shows tells whether a chunk of so many bytes says what the picture looks like.
func (h header) shows(kind string, size, palette int) bool {
	const grey, colours, indexed, entry = 0, 2, 3, 3
	switch kind {
	case "IHDR", "IDAT", "IEND":
		return true
	case "PLTE": // elsewhere it only suggests
		return h.colour == indexed && size%entry == 0 && size <= entry<<h.depth
	case "tRNS":
		return h.colour == grey && size == 2 || h.colour == colours && size == 6 || h.colour == indexed && size <= palette/entry
	}
	want, known := lights[kind]
	return known && size == want
}
