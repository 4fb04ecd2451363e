package dossier_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"strings"

	"selter/pkg/dossier"
)

// largeFiles seem small, or are made so that reading them takes long or much.
func largeFiles() []bad {
	const flate = "/Filter /FlateDecode"
	twice := func() []byte { return deflated(zeros(8 << 20)) }
	many := func(content string, count int) func() []byte {
		return func() []byte {
			d := newDraft()
			for range count {
				d.add(content)
			}
			return d.bytes()
		}
	}
	return []bad{
		{"file_too_large", dossier.PDF, func() []byte { return append(newDraft().bytes(), bytes.Repeat([]byte(" "), 10<<20)...) }, dossier.FileSize},
		{"photo_too_large", dossier.Photo, func() []byte { return bytes.Repeat([]byte{0xff, 0xd8, 0xff}, 4<<20) }, dossier.FileSize},

		{"page_that_unpacks", dossier.PDF, func() []byte { return newDraft().set(4, streamed(flate, string(zeros(8<<20)))).bytes() }, dossier.FileExpands},
		{"page_that_unpacks_by_less_than_the_ratio", dossier.PDF, func() []byte {
			return newDraft().set(4, streamed(flate, string(zerosAt(zlib.BestSpeed, 80<<20)))).bytes()
		}, dossier.FileExpands},
		{"page_that_unpacks_twice", dossier.PDF, func() []byte {
			return newDraft().set(4, streamed("/Filter [/FlateDecode /FlateDecode]", string(twice()))).bytes()
		}, dossier.FileExpands},
		{"page_that_unpacks_from_hex", dossier.PDF, func() []byte {
			return newDraft().set(4, streamed("/Filter [/ASCIIHexDecode /FlateDecode]", fmt.Sprintf("%x>", zeros(8<<20)))).bytes()
		}, dossier.FileExpands},
		{"objects_that_unpack", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Type /ObjStm /N 1 /First 4 "+flate, string(zeros(20<<20)))).bytes()
		}, dossier.FileExpands},
		{"table_that_unpacks", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [1 2 1] "+flate, string(zeros(20<<20)))).bytes()
		}, dossier.FileExpands},
		{"picture_that_unpacks", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Subtype /Image /Width 10 /Height 10 "+flate, string(zeros(10<<20)))).bytes()
		}, dossier.FileExpands},
		{"many_pictures_that_unpack", dossier.PDF, func() []byte {
			return many(streamed("/Subtype /Image /Width 6000 /Height 6000 "+flate, string(zerosAt(zlib.BestSpeed, 120<<20))), 5)()
		}, dossier.FileExpands},
		{"picture_of_too_many_pixels", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Subtype /Image /Width 100000 /Height 100000 "+flate, string(zeros(1)))).bytes()
		}, dossier.ImagePixels},
		{"picture_of_too_many_pixels_told_elsewhere", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Subtype /Image /Width 6 0 R /Height 100000", "x"), "100000").bytes()
		}, dossier.ImagePixels},
		{"picture_of_all_pixels", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Subtype /Image /Width 9223372036854775807 /Height 9223372036854775807", "")).bytes()
		}, dossier.ImagePixels},
		{"photo_inside_of_too_many_pixels", dossier.PDF, func() []byte {
			const start = "\xff\xd8\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
			return newDraft().add(streamed("/Subtype /Image /Width 10 /Height 10 /Filter /DCTDecode", start)).bytes()
		}, dossier.ImagePixels},

		{"list_in_a_list", dossier.PDF, func() []byte {
			return newDraft().with(1, "/X "+strings.Repeat("[", 60)+strings.Repeat("]", 60)).bytes()
		}, dossier.FileComplexity},
		{"list_in_a_list_without_end", dossier.PDF, func() []byte { return newDraft().with(1, "/X "+strings.Repeat("[", 4<<20)).bytes() }, dossier.FileComplexity},
		{"dictionary_in_a_dictionary", dossier.PDF, func() []byte {
			return newDraft().with(1, "/X "+strings.Repeat("<< /X ", 1000)+"1"+strings.Repeat(" >>", 1000)).bytes()
		}, dossier.FileComplexity},
		{"list_in_a_list_packed", dossier.PDF, func() []byte {
			d := newDraft().add(strings.Repeat("[", 100_000))
			d.packed = true
			return d.bytes()
		}, dossier.FileComplexity},
		{"page_tree_too_deep", dossier.PDF, func() []byte {
			d := newDraft().set(2, "<< /Type /Pages /Kids [5 0 R] /Count 1 >>")
			for i := range 60 {
				d.add(fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", i+6))
			}
			return d.add("<< /Type /Page >>").bytes()
		}, dossier.FileComplexity},
		{"too_many_objects", dossier.PDF, many("1", 50_001), dossier.FileComplexity},
		{"too_many_objects_packed", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Type /ObjStm /N 60000 /First 4", "9 0 1")).bytes()
		}, dossier.FileComplexity},
		{"as_many_objects_as_there_are_numbers", dossier.PDF, func() []byte {
			return newDraft().add(streamed("/Type /ObjStm /N 9223372036854775807 /First 4", "9 0 1")).bytes()
		}, dossier.FileComplexity},
		{"too_many_numbers", dossier.PDF, func() []byte { return newDraft().with(1, "/X ["+strings.Repeat("0 ", 1<<20)+"]").bytes() }, dossier.FileComplexity},
		{"too_many_names", dossier.PDF, func() []byte { return newDraft().with(1, "/X ["+strings.Repeat("/a", 1<<20)+"]").bytes() }, dossier.FileComplexity},
		{"too_many_lists", dossier.PDF, func() []byte { return newDraft().with(1, "/X ["+strings.Repeat("[]", 1<<20)+"]").bytes() }, dossier.FileComplexity},
		{"too_many_dictionaries", dossier.PDF, func() []byte { return newDraft().with(1, "/X ["+strings.Repeat("<<>>", 1<<20)+"]").bytes() }, dossier.FileComplexity},
		{"too_many_numbers_packed", dossier.PDF, func() []byte {
			var list strings.Builder
			for i := range 650_000 {
				list.WriteString(strconv.Itoa(i*i) + " ")
			}
			d := newDraft().add("[" + list.String() + "]")
			d.packed = true
			return d.bytes()
		}, dossier.FileComplexity},
		{"one_list_read_again_and_again", dossier.PDF, func() []byte {
			head := strings.Repeat("9 0 ", 10_000)
			return newDraft().add(streamed(fmt.Sprintf("/Type /ObjStm /N 10000 /First %d", len(head)), head+"["+strings.Repeat("0 ", 10_000)+"]")).bytes()
		}, dossier.FileComplexity},
	}
}
