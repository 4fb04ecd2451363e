package policy

import (
	"fmt"
	"slices"
)

// Key is the name of one policy value whose Go type is T. Keys are declared in keys.go and nowhere else; Keys lists them.
type Key[T any] struct {
	name    string
	unit    string
	meaning string
	form    form[T]
}

// Name is the word used in the YAML files, on the wire and in the glossary, such as "announcement.length".
func (k Key[T]) Name() string { return k.name }

// Unit is what the value counts. A key of the unit "days" takes lines in calendar_days or in working_days; each other key takes
// exactly this unit.
func (k Key[T]) Unit() string { return k.unit }

// Type is the Go type of the value, as text.
func (k Key[T]) Type() string { return k.form.goType }

// Meaning is one English line that says what the value limits and how it is counted.
func (k Key[T]) Meaning() string { return k.meaning }

// Value is a policy value together with its source.
type Value[T any] struct {
	Key      string   `json:"key"`
	Value    T        `json:"value"`
	Unit     string   `json:"unit"`
	Citation Citation `json:"citation"`
	Note     string   `json:"note,omitempty"`
}

// In returns the key's value in p. A pack made by Resolve or ParsePack holds every key, so In cannot fail there; it panics on any
// other pack.
func (k Key[T]) In(p *Pack) Value[T] {
	e, ok := p.entry(k.name)
	if !ok {
		panic(fmt.Sprintf("policy: %s read from a pack that Resolve did not make", k.name))
	}
	// Parsed anew on each call: the caller may then keep or change a list without changing the pack of another case.
	v, err := k.form.parse(e.Value, e.Unit)
	if err != nil {
		panic(fmt.Sprintf("policy: pack %s, %s: %v", p.ID, k.name, err))
	}
	return Value[T]{Key: k.name, Value: v, Unit: e.Unit, Citation: e.Citation, Note: e.Note}
}

// AnyKey is a Key whose value type is erased: what lists, decoders and coverage tests need.
type AnyKey interface {
	Name() string
	Unit() string
	Type() string
	Meaning() string
	Units() []string // the units a line may carry
	tag() string
	check(text, unit string) error
}

// Units lists the units that a line for this key may carry.
func (k Key[T]) Units() []string {
	if k.unit == unitDays {
		return []string{unitCalendarDays, unitWorkingDays}
	}
	return []string{k.unit}
}

func (k Key[T]) tag() string { return k.form.tag }

// check reports why text in unit is not a value of this key.
func (k Key[T]) check(text, unit string) error {
	if !slices.Contains(k.Units(), unit) {
		return fmt.Errorf("unit %q is not %s", unit, either(k.Units()))
	}
	_, err := k.form.parse(text, unit)
	return err
}

func keysByName() map[string]AnyKey {
	byName := map[string]AnyKey{}
	for _, k := range Keys() {
		byName[k.Name()] = k
	}
	return byName
}
