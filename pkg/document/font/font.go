// Package font holds the one typeface of the official documents. It has every Latin
// letter, also those of Vietnamese names and of Arabic names in scholarly spelling,
// which the smaller free typefaces lack; LICENSE has its terms.
package font

import _ "embed"

// The two faces, unchanged as their makers give them.
var (
	//go:embed DejaVuSansCondensed.ttf
	Regular []byte
	//go:embed DejaVuSansCondensed-Bold.ttf
	Bold []byte
)
