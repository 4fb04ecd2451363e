package generator

import (
	"fmt"

	"selter/pkg/oversight"
)

// How many agencies of each kind the supervisor watches, as its own statistics of 2017 to
// 2021 count them; the 514 regions are 416 districts and 98 cities.
const (
	ministries    = 73
	nonStructural = 98
	provinces     = 34
	districts     = 416
	cities        = 98
)

// Agencies lists the agencies of the nation. All names are made up, and no code is one of
// the ministry's own.
func Agencies() []oversight.Agency {
	var list []oversight.Agency
	add := func(n int, kind oversight.AgencyKind, code, name string) {
		for i := range n {
			agency := oversight.Agency{Code: fmt.Sprintf(code, i+1), Name: fmt.Sprintf(name, i+1), Kind: kind}
			if kind == oversight.District || kind == oversight.City {
				agency.Region = fmt.Sprintf(provinceCode, i%provinces+1)
			}
			list = append(list, agency)
		}
	}
	add(ministries, oversight.Ministry, "kl.%03d", "Kementerian atau Lembaga Contoh %03d")
	add(nonStructural, oversight.NonStructural, "lns.%03d", "Lembaga Nonstruktural Contoh %03d")
	add(provinces, oversight.Province, provinceCode, "Provinsi Contoh %03d")
	add(districts, oversight.District, "kab.%03d", "Kabupaten Contoh %03d")
	add(cities, oversight.City, "kota.%03d", "Kota Contoh %03d")
	return list
}

const provinceCode = "prov.%03d"
