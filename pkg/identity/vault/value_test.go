package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"selter/pkg/identity/vault"
	"selter/workflow/calendar"
)

var today = calendar.MustDate("2024-05-08")

func TestNormalise(t *testing.T) {
	t.Parallel()

	t.Run("brings_a_value_into_one_form", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			field      vault.Field
			from, want string
		}{
			{vault.FullName, "  Dr.  Sri\tContoh, M.Si ", "Dr. Sri Contoh, M.Si"},
			{vault.NIK, "3175064508800002", "3175064508800002"},
			{vault.NIK, "3175 0645 0880 0002", "3175064508800002"},
			{vault.NIK, "3175062902000001", "3175062902000001"}, // a leap day
			{vault.NIP, "19800805 200501 2 003", "198008052005012003"},
			{vault.NIP, "198008052022211003", "198008052022211003"}, // on a contract
			{vault.BirthDate, " 1980-08-05 ", "1980-08-05"},
			{vault.Email, " Sri.Contoh@Example.GO.ID", "Sri.Contoh@example.go.id"},
			{vault.Phone, "0812-3456-7890", "+6281234567890"},
			{vault.Phone, "+62 (21) 555 0100", "+62215550100"},
			{vault.Address, "Jalan  Contoh 1\nKota Contoh", "Jalan Contoh 1 Kota Contoh"},
			{vault.HealthResult, "Sehat\r\ndengan catatan\n", "Sehat\ndengan catatan"},
			{vault.WealthReport, "LHKPN 2023: Rp1.000.000.000", "LHKPN 2023: Rp1.000.000.000"},
		} {
			got, err := vault.Normalise(c.field, c.from, today)
			if err != nil || got != c.want {
				t.Errorf("%s %q: %q, %v; want %q", c.field, c.from, got, err, c.want)
			}
		}
	})

	t.Run("refuses_by_a_rule_that_never_repeats_the_value", func(t *testing.T) {
		t.Parallel()
		for field, values := range map[vault.Field][]string{
			vault.FullName: {"", "   ", strings.Repeat("panjang ", 30), "Sri\u202eContoh", "Sri\x00Contoh", "Sri\xffContoh"},
			vault.NIK: {
				"", "317506450880000", "31750645088000021", "317506450880000a", "0175064508800002", "3175060013800002", "3175067208800002",
				"3175063002800002", "3175068508800002", "3175064508800000", "3175062902010001", "３175064508800002",
			},
			vault.NIP: {
				"", "19800805200501200", "1980080520050120031", "198013052005012003", "198002302005012003", "198008052005132003", "198008052005002003",
				"198008052005013003", "198008052005012000", "198008051979012003", "198008052025012003", "188008052005012003",
			},
			vault.BirthDate:    {"", "5 Agustus 1980", "1980-8-5", "1980-02-30", "2024-05-08", "2030-01-01", "1899-12-31"},
			vault.Email:        {"", "sri", "sri@", "@example.id", "sri@localhost", "Sri <sri@example.id>", "sri@example.id, budi@example.id", "sri@[127.0.0.1]", `"s r"@example.id`, strings.Repeat("a", 250) + "@example.id"},
			vault.Phone:        {"", "0", "12345678", "+0812345678", "+62 812 abc", "+1234567890123456", "+62812#31"},
			vault.Address:      {"", "Jln", strings.Repeat("jalan ", 100)},
			vault.HealthResult: {"", " \n ", strings.Repeat("x", 4001), "sehat\x1b[2J"},
			vault.WealthReport: {"", strings.Repeat("x", 4001)},
			"gaji":             {"1000"},
		} {
			for _, value := range values {
				got, err := vault.Normalise(field, value, today)
				fault, is := errors.AsType[vault.Fault](err)
				if got != "" || !is || fault.Field != field || fault.Rule == "" {
					t.Errorf("%s %q: %q, %v", field, value, got, err)
				}
				if len(value) > 2 && strings.Contains(fmt.Sprint(err), value) {
					t.Errorf("the fault repeats the value: %v", err)
				}
			}
		}
	})
}

func TestFields(t *testing.T) {
	t.Parallel()
	if len(vault.Fields()) != 9 {
		t.Fatalf("%d fields", len(vault.Fields()))
	}
	for _, field := range vault.Fields() {
		if vault.ClassOf(field) == "" || !vault.IsField(field) {
			t.Errorf("%s has no class", field)
		}
	}
	if vault.IsField("gaji") || vault.ClassOf("gaji") != "" {
		t.Error("any name is a field")
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	const canary = "kenari-rahasia"
	value := vault.Plain(canary)
	if value.Expose() != canary || (vault.Value{}).Expose() != "" {
		t.Fatal("a value does not give itself to who asks")
	}
	type hidden struct {
		Open   vault.Value
		closed vault.Value
		many   []vault.Value
	}
	whole := hidden{value, value, []vault.Value{value}}
	byName := map[vault.Field]vault.Value{vault.NIK: value}
	for _, thing := range []any{value, &value, whole, &whole, byName, []any{whole, byName}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
			if said := fmt.Sprintf(verb, thing); strings.Contains(said, canary) || strings.Contains(said, fmt.Sprintf("%x", canary)) {
				t.Errorf("%s of %T tells it: %s", verb, thing, said)
			}
		}
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "thing", thing, "error", fmt.Errorf("with %v", thing))
		slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "thing", thing)
		one, err := json.Marshal(thing)
		two, err2 := jsonv2.Marshal(thing)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		for name, said := range map[string]string{"the log": logged.String(), "JSON": string(one), "JSON v2": string(two)} {
			if strings.Contains(said, canary) {
				t.Errorf("%s of %T tells it: %s", name, thing, said)
			}
		}
	}
	if said := fmt.Sprint(value); said != "[withheld]" {
		t.Errorf("printed as %q", said)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"3175064508800002", "198008052005012003", "1980-08-05", "sri@example.id", "+62215550100", "Sri Contoh", "a\u202eb", "\xff", "0000000000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, field := range vault.Fields() {
			once, err := vault.Normalise(field, value, today)
			if err != nil {
				if _, is := errors.AsType[vault.Fault](err); !is || once != "" {
					t.Fatalf("%s: %q, %v", field, once, err)
				}
				continue
			}
			if twice, err := vault.Normalise(field, once, today); err != nil || twice != once {
				t.Fatalf("%s: %q becomes %q, %v", field, once, twice, err)
			}
		}
	})
}
