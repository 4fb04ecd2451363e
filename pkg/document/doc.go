// Package document prints the official documents of a selection from plain data: it
// knows no store, no HTTP and no clock, so the same data gives the same bytes for ever.
//
// The forms follow the common rules for official papers (tata naskah dinas: Peraturan
// ANRI 5/2021; known, not read again for this): letterhead, number, subject, body,
// signatories, copies. Where those rules leave a choice, the choice is ours (Usulan
// Selter): A4 with 30 mm on the left, 20 mm at the top and on the right and 25 mm at
// the bottom, one sans-serif typeface, a verification code on each page.
//
// Every document carries a code that is made of its data: see [Verifiable]. A reader who
// asks the address under the QR code gets the data as recorded and can compare. A document
// whose data was changed after the code was made is not printed.
//
// Participants stand under their numbers. A name is printed only where the struct has a
// place for it and the caller filled it.
package document
