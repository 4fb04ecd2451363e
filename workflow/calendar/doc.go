// Package calendar counts the days that the law counts.
//
// A term such as "15 days" means nothing until four questions are answered: days of which kind (calendar or working),
// in which zone a day begins, which days are holidays, and whether the first day counts. This package answers each of
// them with a type:
//
//   - [Date] is a civil day. It has no hour and no zone, so that "15 May 2024" is the same value in Jakarta and Jayapura.
//   - [Zone] (WIB, WITA, WIT) turns a civil day into instants and an instant into a civil day. An agency has one zone.
//   - [Days] is a length with its unit: 15 calendar days and 15 working days never compare equal.
//   - [Holidays] is the dated list of national holidays and collective leave (cuti bersama), from the yearly joint decree of
//     three ministers (SKB 3 Menteri) and its amendments. Each day carries its decree and how certain it is.
//   - [Count] is the answer to "which day is the last one", and shows its working so that an official can check it by hand.
//
// # Inclusive and exclusive
//
// Counted inclusively, the first day is day 1. An announcement from 15 to 29 May 2024 lasts 15 calendar days only because
// both ends count. Counted exclusively, day 1 is the day after: a recommendation of 12 July 2024 with a limit of 15 days
// ends on 27 July 2024. The rule that sets a term says which way is meant; this package has no default.
//
// # Working days
//
// A working day is a Monday to Friday that is neither a national holiday nor collective leave. The five-day week is that of
// Keppres 68/1995 and, for civil servants, Perpres 21/2023; an agency with a six-day week is not modelled. Collective leave
// is not a working day because civil servants are off on it (PP 11/2017 on PNS management; yearly Keppres).
//
// A year for which there is no list is an error, never a row of silent working days. A date that is only expected (from
// astronomy, before the decree) is marked [CertaintyProposal] and says "perkiraan" wherever a count skips it.
//
// The package is pure: it does no I/O beyond its embedded data, reads no clock, and its values are safe for concurrent use.
package calendar
