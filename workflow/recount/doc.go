// Package recount counts a ranking a second time, from what a selection has published.
//
// It shares no code with the package that decides: it has a reader of its own for JSON
// and for decimal numbers, counts in fractions, and finds a rank by its meaning (one
// more than the candidates who stand before) where the other sorts. It imports nothing
// of Selter, so that whoever doubts a result can read these few files alone. Two
// programs that make the same mistake in the same place are less likely than one.
//
// The rules it counts by:
//
//   - A mark is the sum of its points by criterion times the criteria's sealed shares,
//     rounded half up to hundredths (Usulan Selter), until it is corrected.
//   - A mark counts unless it is void. No mark of a member who has a conflict with the
//     candidate counts, whether it was voided or not (Peraturan Ketua KASN 4/2017).
//   - The points of a candidate in a component are the mean of the marks that count,
//     rounded half up to hundredths (Usulan Selter). An earlier assessment that is used
//     again stands in place of marks.
//   - The total is the sum of points times weight; it is never rounded. The weights sum
//     to 100 percent (PermenPANRB 15/2019).
//   - Ranked are those who passed the administrative check, are not out, and are fit:
//     health is a gate, not a score.
//   - Equal totals are told apart by the points in the components, in the sealed order
//     (Usulan Selter). Who is equal in all of them shares a rank, and the committee says
//     in its minutes who goes first.
//   - Three names are proposed, the best three (UU 5/2014 Pasal 112 dan 113); fewer only
//     where no more are eligible and a reason is given.
package recount
