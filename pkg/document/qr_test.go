package document_test

import (
	"math"
	"strings"
	"testing"

	"selter/pkg/document/documenttest"
)

// The code on the last page is read as a camera would: from the squares on the paper, by
// the rules of ISO/IEC 18004, without the library that made it.
func TestPDF_has_the_address_of_its_code_as_QR_code(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got := decodeQR(t, dots(t, readPDF(t, s.file).Squares))
			if want := verificationOf(s.data).URL; got != want {
				t.Errorf("the code says %q; want %q", got, want)
			}
		})
	}
}

// dots are the modules of the code, row by row. Whatever is filled and larger is the head
// of a table.
func dots(t *testing.T, squares []documenttest.Square) [][]bool {
	t.Helper()
	const side = 26 * points
	x, y, dot := math.Inf(1), math.Inf(-1), math.Inf(1)
	var dark []documenttest.Square
	for _, s := range squares {
		if math.Abs(s.Height) < 4 {
			dark = append(dark, s)
			x, y, dot = min(x, s.X), max(y, s.Y), min(dot, math.Abs(s.Height))
		}
	}
	if len(dark) == 0 {
		t.Fatal("there is no code on the last page")
	}
	size := int(math.Round(side / dot))
	dot = side / float64(size) // the file rounds
	grid := make([][]bool, size)
	for i := range grid {
		grid[i] = make([]bool, size)
	}
	for _, s := range dark {
		row, from := int(math.Round((y-s.Y)/dot)), int(math.Round((s.X-x)/dot))
		for column := range int(math.Round(s.Width / dot)) {
			grid[row][from+column] = true
		}
	}
	return grid
}

// blocks are the data bytes in each block of the versions 1 to 9 at the level M.
var blocks = [][]int{
	1: {16}, 2: {28}, 3: {44}, 4: {32, 32}, 5: {43, 43}, 6: {27, 27, 27, 27}, 7: {31, 31, 31, 31}, 8: {38, 38, 39, 39}, 9: {36, 36, 36, 37, 37},
}

// alignment is the centre of the innermost alignment pattern beyond the first, by version.
var alignment = [][]int{1: nil, 2: {6, 18}, 3: {6, 22}, 4: {6, 26}, 5: {6, 30}, 6: {6, 34}, 7: {6, 22, 38}, 8: {6, 24, 42}, 9: {6, 26, 46}}

// decodeQR reads an undamaged code of the level M; it corrects nothing.
func decodeQR(t *testing.T, grid [][]bool) string {
	t.Helper()
	size := len(grid)
	version := (size - 17) / 4
	if size%4 != 1 || version < 1 || version >= len(blocks) {
		t.Fatalf("a code of %d modules", size)
	}
	format := 0
	for _, at := range [][2]int{{8, 0}, {8, 1}, {8, 2}, {8, 3}, {8, 4}} { // level and mask, behind a mask of their own
		format = format<<1 | bit(grid[at[0]][at[1]])
	}
	format ^= 0b10101
	if format>>3 != 0 {
		t.Fatalf("the level of correction is %d; want 0, which is M", format>>3)
	}
	var stream []int
	up := true
	for right := size - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for step := range size {
			row := step
			if up {
				row = size - 1 - step
			}
			for _, column := range []int{right, right - 1} {
				if !reserved(version, size, row, column) {
					stream = append(stream, bit(grid[row][column] != masked(format&7, row, column)))
				}
			}
		}
		up = !up
	}
	return segments(t, deinterleaved(stream, blocks[version]))
}

func bit(dark bool) int {
	if dark {
		return 1
	}
	return 0
}

// reserved modules hold no data: finders, timing, alignment, format and version.
func reserved(version, size, row, column int) bool {
	switch {
	case row < 9 && column < 9, row < 9 && column >= size-8, row >= size-8 && column < 9, row == 6, column == 6:
		return true
	case version >= 7 && (row < 6 && column >= size-11 || column < 6 && row >= size-11):
		return true
	}
	centres := alignment[version]
	for i, y := range centres {
		for j, x := range centres {
			last := len(centres) - 1
			finder := i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0
			if !finder && max(row-y, y-row) <= 2 && max(column-x, x-column) <= 2 {
				return true
			}
		}
	}
	return false
}

func masked(pattern, i, j int) bool {
	switch pattern {
	case 0:
		return (i+j)%2 == 0
	case 1:
		return i%2 == 0
	case 2:
		return j%3 == 0
	case 3:
		return (i+j)%3 == 0
	case 4:
		return (i/2+j/3)%2 == 0
	case 5:
		return i*j%2+i*j%3 == 0
	case 6:
		return (i*j%2+i*j%3)%2 == 0
	}
	return ((i+j)%2+i*j%3)%2 == 0
}

// deinterleaved puts the bytes of each block behind one another again, as bits.
func deinterleaved(stream []int, sizes []int) []int {
	parts := make([][]int, len(sizes))
	at := 0
	for n := range sizes[len(sizes)-1] { // the longest blocks come last
		for block, size := range sizes {
			if n < size {
				parts[block] = append(parts[block], stream[8*at:8*at+8]...)
				at++
			}
		}
	}
	var bits []int
	for _, part := range parts {
		bits = append(bits, part...)
	}
	return bits
}

// segments reads numbers, capitals and bytes.
func segments(t *testing.T, bits []int) string {
	t.Helper()
	const capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	take := func(n int) int {
		value := 0
		for range n {
			value, bits = value<<1|bits[0], bits[1:]
		}
		return value
	}
	var out strings.Builder
	for len(bits) >= 4 {
		switch mode := take(4); mode {
		case 0:
			return out.String()
		case 1:
			for n := take(10); n > 0; n -= 3 {
				digits := min(n, 3)
				value := take(1 + 3*digits)
				for power := digits; power > 0; power-- {
					out.WriteByte(byte('0' + value/int(math.Pow10(power-1))%10))
				}
			}
		case 2:
			for n := take(9); n > 0; n -= 2 {
				if n == 1 {
					out.WriteByte(capitals[take(6)])
					continue
				}
				pair := take(11)
				out.WriteByte(capitals[pair/45])
				out.WriteByte(capitals[pair%45])
			}
		case 4:
			for range take(8) {
				out.WriteByte(byte(take(8)))
			}
		default:
			t.Fatalf("a segment of the mode %d", mode)
		}
	}
	return out.String()
}
