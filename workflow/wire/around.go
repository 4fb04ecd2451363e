package wire

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// CanonicalAround writes what [Canonical] writes of v, where every jsontext.Value in v is
// canonical already, as facts and bodies of a journal are: only what lies around those
// values is put in order, and they are copied as they stand. A value that is not canonical
// stays as it is. The mark is of letters and digits, and such that nobody who says what is in
// v can know it: a text that begins with it would pass for a value.
func CanonicalAround(v any, mark string) (jsontext.Value, error) {
	s := &setAside{mark: mark}
	data, err := json.Marshal(v, json.Deterministic(true), json.WithMarshalers(json.MarshalToFunc(s.write)))
	if err != nil {
		return nil, fmt.Errorf("canonical json: %w", err)
	}
	frame := jsontext.Value(data)
	if err := frame.Canonicalize(); err != nil {
		return nil, explain(err)
	}
	return s.into(frame)
}

// Shorter values are not worth it; among them are those that omitempty leaves out.
const worthSettingAside = 64 // bytes

// setAside holds values while a stand-in, a text of the mark and their number, is in their place.
type setAside struct {
	mark   string
	values []jsontext.Value
	bytes  int
}

func (s *setAside) write(to *jsontext.Encoder, value jsontext.Value) error {
	if len(value) < worthSettingAside {
		return to.WriteValue(value)
	}
	s.values, s.bytes = append(s.values, value), s.bytes+len(value)
	return to.WriteToken(jsontext.String(s.mark + strconv.Itoa(len(s.values)-1)))
}

// into puts the values back into the frame, which may have them in another order.
func (s *setAside) into(frame jsontext.Value) (jsontext.Value, error) {
	if len(s.values) == 0 {
		return frame, nil
	}
	whole, mark := make(jsontext.Value, 0, len(frame)+s.bytes), []byte(`"`+s.mark)
	for rest := []byte(frame); ; {
		before, after, found := bytes.Cut(rest, mark)
		whole = append(whole, before...)
		if !found {
			return whole, nil
		}
		number, after, _ := bytes.Cut(after, []byte(`"`))
		n, err := strconv.Atoi(string(number))
		if err != nil || n < 0 || n >= len(s.values) {
			return nil, fmt.Errorf("canonical json: a text begins with the mark of %d values", len(s.values))
		}
		whole, rest = append(whole, s.values[n]...), after
	}
}
