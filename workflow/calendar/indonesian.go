package calendar

import (
	"fmt"
	"time"
)

func monthName(m time.Month) string {
	return [...]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni",
		"Juli", "Agustus", "September", "Oktober", "November", "Desember",
	}[m-1]
}

func weekdayName(w time.Weekday) string {
	return [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}[w]
}

// Long returns the Indonesian form "15 Mei 2024", or "" for the zero Date.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %d", d.dayAndMonth(), d.Year())
}

func (d Date) dayAndMonth() string {
	_, m, day := d.split()
	return fmt.Sprintf("%d %s", day, monthName(m))
}
