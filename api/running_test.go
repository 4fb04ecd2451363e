package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestDeadlines_across_cases lists what is due for those who may read it, and for nobody else.
func TestDeadlines_across_cases(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, key := range []string{"pertama", "kedua", "ketiga"} {
		id := field(t, h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening(), key: key}), "case").(string)
		h.do(t, call{method: http.MethodPost, path: "/v1/rounds/" + id + "/events/submit_plan", body: proposal, as: authorised})
	}
	type clock struct {
		Case, Agency, Kind, Working string
		LastDay                     string   `json:"last_day"`
		StartedBy                   string   `json:"started_by"`
		OwedBy                      []string `json:"owed_by"`
		ThenTold                    []string `json:"then_told"`
		Citations                   []struct{ Instrument, Certainty string }
	}
	list := func(t *testing.T, as, query string) (items []clock, next string) {
		t.Helper()
		var page struct {
			Items []clock
			Next  string
		}
		read(t, h.do(t, call{path: "/v1/deadlines" + query, as: as}), &page)
		return page.Items, page.Next
	}
	all, next := list(t, supervisor, "")
	if len(all) != 3 || next != "" {
		t.Fatalf("%+v, next %q", all, next)
	}
	one := all[0]
	if one.Kind != "plan_recommendation_due" || one.LastDay != "2024-05-22" || one.StartedBy != "submit_plan" || !strings.Contains(one.Working, "hari ke-14 = 22 Mei 2024") ||
		!slices.Equal(one.OwedBy, []string{"supervisor"}) || !slices.Contains(one.ThenTold, "appointing_officer") || len(one.Citations) == 0 {
		t.Errorf("%+v", one)
	}
	t.Run("page_by_page", func(t *testing.T) {
		t.Parallel()
		var seen []string
		after := ""
		for range 3 {
			items, next := list(t, supervisor, "?limit=1"+after)
			if len(items) != 1 || next == "" {
				t.Fatalf("%+v, next %q", items, next)
			}
			seen, after = append(seen, items[0].Case), "&after="+next
		}
		slices.Sort(seen)
		if items, next := list(t, supervisor, "?limit=1"+after); len(slices.Compact(seen)) != 3 || len(items) != 0 || next != "" {
			t.Errorf("seen %v, then %+v, next %q", seen, items, next)
		}
	})
	t.Run("selected", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]int{
			"?agency=53": 3, "?agency=3507": 0, "?case=" + one.Case: 1, "?until=2024-05-21": 0, "?until=2024-05-22": 3,
		} {
			if items, _ := list(t, supervisor, query); len(items) != want {
				t.Errorf("%s selects %d, want %d", query, len(items), want)
			}
		}
	})
	t.Run("not_for_whom_they_are_not", func(t *testing.T) {
		t.Parallel()
		if items, _ := list(t, applicant, ""); len(items) != 0 {
			t.Errorf("an applicant reads %+v", items)
		}
		if w := h.do(t, call{path: "/v1/deadlines", as: "-"}); w.Code != http.StatusUnauthorized {
			t.Errorf("nobody: %d", w.Code)
		}
	})
	t.Run("malformed", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{"?until=soon", "?case=x", "?agency=_", "?after=1", "?after=01.00000000-0000-7000-8000-000000000000", "?limit=0", "?state=x"} {
			if w := h.do(t, call{path: "/v1/deadlines" + query, as: supervisor}); w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d %s", query, w.Code, w.Body)
			}
		}
	})
}

func TestRegionFreeze(t *testing.T) {
	t.Parallel()
	h := open(t)
	type window struct {
		From, Until string
		Citation    struct{ Article string }
	}
	var freeze struct {
		Region, Name, Article string
		Frozen                bool
		MonthsBefore          int `json:"months_before"`
		Elections             []struct {
			Name          string
			Before, After window
			Sources       []struct{ Day string }
		}
	}
	read(t, h.do(t, call{path: "/v1/regions/3523/freeze?date=2021-06-25"}), &freeze)
	if freeze.Name != "Kabupaten Tuban" || !freeze.Frozen || freeze.Article != "Pasal 162 ayat (3)" || freeze.MonthsBefore != 6 || len(freeze.Elections) != 2 {
		t.Fatalf("%+v", freeze)
	}
	first := freeze.Elections[0]
	if first.Before != (window{"2020-03-23", "2021-06-20", struct{ Article string }{"Pasal 71 ayat (2)"}}) ||
		first.After != (window{"2021-06-20", "2021-12-20", struct{ Article string }{"Pasal 162 ayat (3)"}}) || len(first.Sources) != 3 {
		t.Errorf("%+v", first)
	}
	var free struct {
		Frozen    bool
		Elections []json.RawMessage
	}
	read(t, h.do(t, call{path: "/v1/regions/34/freeze"}), &free)
	if free.Frozen || len(free.Elections) != 0 {
		t.Errorf("%+v", free)
	}
	for path, status := range map[string]int{
		"/v1/regions/345/freeze": http.StatusBadRequest, "/v1/regions/kemenkes/freeze": http.StatusBadRequest, "/v1/regions/53/freeze?date=soon": http.StatusBadRequest,
	} {
		if w := h.do(t, call{path: path}); w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
