package dossier_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

// written is a PDF with text, a link and a picture, of so many pages.
func written(t testing.TB, pages int) []byte {
	t.Helper()
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetFont("Helvetica", "", 12)
	pdf.RegisterImageOptionsReader("foto", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(photo(t, 60, 80)))
	for page := range pages {
		pdf.AddPage()
		pdf.Cell(40, 10, fmt.Sprintf("Surat pernyataan (contoh), halaman %d", page+1))
		pdf.Image("foto", 150, 10, 30, 0, false, "", 0, "")
		pdf.LinkString(10, 20, 40, 10, "https://contoh.example/pengumuman")
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// painted is a picture that does not compress to nothing.
func painted(width, height int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.Set(x, y, color.RGBA{uint8(x * 3), uint8(y * 5), uint8(x ^ y), 255})
		}
	}
	return picture
}

func photo(t testing.TB, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, painted(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func drawing(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
