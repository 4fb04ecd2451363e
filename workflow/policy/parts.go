package policy

import (
	"fmt"
	"strings"
)

// The checks of the compliance score.
var checks = []string{
	"p1_1", "p1_2", "p1_3", "p2_1", "p2_2", "p3_1", "p3_2",
	"l1_1", "l1_2", "l2_1", "l3_1", "l3_2", "l4_1", "l5_1", "l5_2",
	"r1", "r2", "r3", "r4",
}

// A Part is a named number.
type Part struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Parts are named numbers, each name once, in one order.
type Parts []Part

// Of is the number with a name; 0 where there is none.
func (p Parts) Of(name string) int {
	for _, part := range p {
		if part.Name == name {
			return part.N
		}
	}
	return 0
}

// parts has a number for each word of a closed list, in its order: "preparation 40".
func parts(names ...string) form[Parts] {
	return form[Parts]{goType: "policy.Parts", tag: tagSeq, parse: func(text, _ string) (Parts, error) {
		list := make(Parts, 0, len(names))
		for part := range strings.SplitSeq(text, ",") {
			name, digits, _ := strings.Cut(part, " ")
			if len(list) == len(names) || name != names[len(list)] {
				return nil, fmt.Errorf("%q does not have %s, each once and in this order", text, strings.Join(names, ", "))
			}
			n, err := number(digits)
			if err != nil {
				return nil, err
			}
			list = append(list, Part{name, n})
		}
		if len(list) < len(names) {
			return nil, fmt.Errorf("%q lacks %s", text, strings.Join(names[len(list):], ", "))
		}
		return list, nil
	}}
}
