package policy_test

import (
	"fmt"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// The default pack, the number a guard compares with, and where that number comes from.
func Example() {
	library, err := policy.Load(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	pack, err := library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
	if err != nil {
		fmt.Println(err)
		return
	}
	minimum := policy.CandidatesMin.In(pack)
	fmt.Println(pack.ID)
	fmt.Println(minimum.Value, minimum.Unit, "after", minimum.Citation)
	// Output:
	// seed/kasn/2024-05-08
	// 3 people after Selter seed, KASN overview of merit supervision (seen)
}
