package calendar_test

import (
	"fmt"

	"selter/workflow/calendar"
)

func ExampleHolidays_Count() {
	announced := calendar.MustDate("2024-05-15")
	term := calendar.Days{N: 15, Unit: calendar.CalendarDays}
	count, err := calendar.National().Count(announced, term, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(count.Working())
	fmt.Println("closes at", calendar.WITA.EndOf(count.Last))
	// Output:
	// hari ke-1 = 15 Mei 2024 ... hari ke-15 = 29 Mei 2024, inklusif
	// closes at 2024-05-29 16:00:00 +0000 UTC
}

func ExampleHolidays_Working() {
	_, err := calendar.National().Working(calendar.MustDate("2031-05-15"))
	fmt.Println(err)
	// Output: there is no holiday list for the year 2031: the list covers 2017 to 2027
}
