package store

import (
	"cmp"
	"encoding/json"
	"slices"

	"selter/pkg/oversight"
	"selter/workflow/openselection/compliance"
)

// A folioKey names the folio of an agency and year.
type folioKey struct {
	Agency string
	Year   int
}

func (k folioKey) compare(other folioKey) int {
	return cmp.Or(cmp.Compare(k.Agency, other.Agency), cmp.Compare(k.Year, other.Year))
}

// refold packs again the folios on which standings that have just been written stand, and those that a
// standing has left for another year. Whoever does so for the same agencies waits here for the other, and then
// reads what that one wrote: no folio is packed from less than is there.
func (s *Store) refold(w *writer, written []oversight.Score) {
	var keys []folioKey
	var agencies []string
	for _, score := range written {
		keys = append(keys, folioKey{score.Standing.Agency, score.Standing.Year})
		agencies = append(agencies, score.Standing.Agency)
	}
	slices.SortFunc(keys, folioKey.compare)
	slices.Sort(agencies)
	keys, agencies = slices.Compact(keys), slices.Compact(agencies)
	if len(keys) == 0 || w.err != nil {
		return
	}
	s.openFolios(w, keys)
	var folios, counted []struct {
		Agency      string
		Year, Posts int
	}
	lock := "SELECT agency, year, posts FROM folios WHERE " + s.amongTexts("agency") + " ORDER BY agency, year"
	if s.name == postgresName {
		lock += " FOR UPDATE"
	}
	w.scan(&folios, lock, s.texts(agencies))
	w.scan(&counted, "SELECT agency, year, count(*) AS posts FROM standings WHERE "+s.amongTexts("agency")+" GROUP BY agency, year", s.texts(agencies))
	now := make(map[folioKey]int, len(counted))
	for _, one := range counted {
		now[folioKey{one.Agency, one.Year}] = one.Posts
	}
	for _, one := range folios {
		if key := (folioKey{one.Agency, one.Year}); one.Posts != now[key] {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, folioKey.compare)
	s.packFolios(w, slices.Compact(keys))
}

// openFolios makes those folios that are not there yet, empty.
func (s *Store) openFolios(w *writer, keys []folioKey) {
	if s.name == postgresName {
		w.exec("INSERT INTO folios (agency, year, name, posts, stamp, sheet) SELECT k.agency, k.year, '', 0, 0, ''::bytea FROM "+keysOnPostgres+" ON CONFLICT DO NOTHING", bothOf(keys)...)
		return
	}
	for _, key := range keys {
		w.exec("INSERT INTO folios (agency, year, name, posts, stamp, sheet) VALUES (?, ?, '', 0, 0, x'') ON CONFLICT DO NOTHING", key.Agency, key.Year)
	}
}

const keysOnPostgres = "unnest(?::text[], ?::integer[]) AS k (agency, year)"

// bothOf are the parameters of keysOnPostgres.
func bothOf(keys []folioKey) []any {
	agencies, years := make([]string, len(keys)), make([]int64, len(keys))
	for i, key := range keys {
		agencies[i], years[i] = key.Agency, int64(key.Year)
	}
	return []any{arrayOf(agencies), arrayOf(years)}
}

// packFolios reads the standings of folios and writes their sheets.
func (s *Store) packFolios(w *writer, keys []folioKey) {
	var rows []standingRow
	const columns = "SELECT s.* FROM standings AS s JOIN "
	if s.name == postgresName {
		w.scan(&rows, columns+keysOnPostgres+" ON k.agency = s.agency AND k.year = s.year ORDER BY s.selection", bothOf(keys)...)
	} else {
		pairs := make([][2]any, len(keys))
		for i, key := range keys {
			pairs[i] = [2]any{key.Agency, key.Year}
		}
		list, _ := json.Marshal(pairs) // texts and whole numbers always have a JSON form
		w.scan(&rows, columns+"json_each(?) AS k ON s.agency = k.value ->> 0 AND s.year = k.value ->> 1 ORDER BY s.selection", string(list))
	}
	standings := make(map[folioKey][]compliance.Standing, len(keys))
	for _, row := range rows {
		key := folioKey{row.Agency, row.Year}
		standings[key] = append(standings[key], row.standing())
	}
	names, posts, stamps, sheets := make([]string, len(keys)), make([]int64, len(keys)), make([]int64, len(keys)), make([][]byte, len(keys))
	for i, key := range keys {
		names[i], posts[i], sheets[i] = newestName(standings[key]), int64(len(standings[key])), oversight.Pack(standings[key])
		stamps[i] = oversight.Stamp(names[i], sheets[i])
	}
	if s.name == postgresName {
		args := append(bothOf(keys), arrayOf(names), arrayOf(posts), arrayOf(stamps), arrayOf(sheets))
		w.exec(`UPDATE folios AS f SET name = k.name, posts = k.posts, stamp = k.stamp, sheet = k.sheet
			FROM unnest(?::text[], ?::integer[], ?::text[], ?::integer[], ?::bigint[], ?::bytea[]) AS k (agency, year, name, posts, stamp, sheet)
			WHERE f.agency = k.agency AND f.year = k.year`, args...)
		return
	}
	for i, key := range keys {
		w.exec("UPDATE folios SET name = ?, posts = ?, stamp = ?, sheet = ? WHERE agency = ? AND year = ?", names[i], posts[i], stamps[i], sheets[i], key.Agency, key.Year)
	}
}

// newestName is what the agency is called in the newest plan that names it.
func newestName(standings []compliance.Standing) string {
	for _, s := range slices.Backward(standings) {
		if s.Name != "" {
			return s.Name
		}
	}
	return ""
}

// amongTexts finds the rows that have one of any number of texts; texts is its parameter.
func (s *Store) amongTexts(column string) string {
	if s.name == postgresName {
		return column + " = ANY (?::text[])"
	}
	return column + " IN (SELECT value FROM json_each(?))"
}

func (s *Store) texts(list []string) any {
	if s.name == postgresName {
		return arrayOf(list)
	}
	text, _ := json.Marshal(list) // texts always have a JSON form
	return string(text)
}
