package casework_test

// What people say in a round with two posts. All of them are made up.
const (
	plan = `{"title":"Seleksi terbuka JPT Pratama","letterhead":{"agency":"Pemerintah Daerah Contoh","place":"Contoh"},
 "posts":[
  {"ref":"bappeda","title":"Kepala Bappeda","tier":"pratama","office":"ordinary",
   "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-1","date":"2024-01-02"}},
   "standard":{"number":"SK-2","date":"2024-01-02"},"requirements":{"number":"SK-3","date":"2024-01-02"}},
  {"ref":"dinkes","title":"Kepala Dinas Kesehatan","tier":"pratama","office":"ordinary",
   "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-4","date":"2024-01-02"}},
   "standard":{"number":"SK-5","date":"2024-01-02"},"requirements":{"number":"SK-6","date":"2024-01-02"}}],
 "internal_route":{"tried":true},
 "weights":{"track_record":20,"assessment":25,"paper":20,"interview":35},
 "committee":` + members + `,
 "schedule":{"opens":"2024-05-20","closes":"2024-06-10","result":"2024-07-15"}}`

	members = `[
  {"person":"p1","origin":"agency","expertise":"pemerintahan","chair":true,"no_conflict":true,"no_party":true},
  {"person":"p2","origin":"agency","expertise":"hukum","no_conflict":true,"no_party":true},
  {"person":"p3","origin":"academic","expertise":"psikologi","no_conflict":true,"no_party":true},
  {"person":"p4","origin":"academic","expertise":"manajemen","no_conflict":true,"no_party":true},
  {"person":"p5","origin":"professional","expertise":"kesehatan","no_conflict":true,"no_party":true}]`

	letter         = `{"number":"800/1","date":"2024-05-08"}`
	proposal       = `{"proposal":` + letter + `}`
	recommendation = `{"letter":` + letter + `}`
	decree         = `{"decree":` + letter + `,"members":` + members + `}`
	instruments    = `{"minutes":` + letter + `,"weights":{"track_record":20,"assessment":25,"paper":20,"interview":35},
 "tie_break":["interview","assessment","track_record","paper"],
 "rubrics":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9","publication":"laman pansel"}`
	announcement = `{"letter":` + letter + `,"opens":"2024-05-20","closes":"2024-06-10",
 "channels":[{"kind":"newspaper","evidence":` + letter + `},{"kind":"website","evidence":` + letter + `},{"kind":"letters","evidence":` + letter + `}],
 "contents":["posts","requirements","dates","method","weights","address"]}`

	permit       = `{"permit":` + letter + `}`
	hold         = `{"order":` + letter + `,"reason":"pengaduan"}`
	cancellation = `{"basis":` + letter + `,"reason":"jabatan dihapus"}`

	// stricter gives the agency a shorter time for the recommendation of a plan.
	stricter = `instrument: local
title: Peraturan Gubernur 1/2024
scope: {agency: "53"}
values:
  - key: plan.recommendation_within
    value: 5
    unit: working_days
    from: 2024-01-01
    article: art. 4
    certainty: seen
`
)
