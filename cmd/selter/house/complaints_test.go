package house_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/config"
	"selter/pkg/identity/vault"
	"selter/pkg/peers"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// filed is a complaint as who filed it goes home with it.
type filed struct {
	Complaint   string
	ReceiptCode string `json:"receipt_code"`
}

// asks sends one request with some headers.
func asks(t *testing.T, h *house.House, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if body == "" {
		r.Body = http.NoBody
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.Handler.ServeHTTP(w, r)
	return w
}

// complain files a complaint about the agency 53 under a name, with a photo by a camera that
// says whose it is, and has it read by the supervisor.
func complain(t *testing.T, h *house.House) filed {
	t.Helper()
	w := asks(t, h, http.MethodPost, "/v1/agencies/53/complaints",
		`{"category":"removal","text":"Pejabat diberhentikan tanpa alasan.","reporter":{"name":"Kenari Contoh"}}`, "Idempotency-Key", "acak-0123456789abcdef")
	var one filed
	if err := json.Unmarshal(w.Body.Bytes(), &one); err != nil || w.Code != http.StatusCreated {
		t.Fatalf("complaining answered %d: %s", w.Code, w.Body)
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	whole := photo.String()
	whole = whole[:2] + "\xff\xfe\x00\x0fKamera Kenari" + whole[2:]
	path := "/v1/complaints/" + one.Complaint
	w = asks(t, h, http.MethodPost, path+"/attachments", whole,
		"Content-Type", "image/jpeg", "Idempotency-Key", "foto", "If-Match", "*", "Complaint-Receipt", one.ReceiptCode)
	if w.Code != http.StatusOK {
		t.Fatalf("handing in answered %d: %s", w.Code, w.Body)
	}
	err := h.Install(t.Context(), "asisten", house.Nation(), mandate.InstallBody{
		Ref: "awal", Duty: mandate.DutyName(workflow.Supervisor), From: calendar.DateOf(planned, calendar.WIB), Body: "kasn",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{"", "/attachments/lampiran-1.jpg"} {
		w := asks(t, h, http.MethodGet, path+more, "", "Authorization", "Bearer dev:asisten")
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Kenari") {
			t.Errorf("%s answered %d: %s", more, w.Code, w.Body)
		}
	}
	return one
}

func TestComplaints_say_nowhere_in_the_data_folder_who_complained(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := openAt(t, data, planned)
	complain(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	looked := 0
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("Kenari")) || bytes.Contains(content, []byte(`"reporter"`)) {
			t.Errorf("%s tells who complained", entry.Name())
		}
		if bytes.Contains(content, []byte("Pejabat diberhentikan")) {
			looked++
		}
		return err
	})
	if err != nil || looked == 0 {
		t.Errorf("the complaint was found in %d files: %v", looked, err)
	}
}

func TestComplaints_keys_are_made_once_and_are_not_made_again(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := openAt(t, data, planned)
	file := filepath.Join(data, "custody.keys")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	main, err := os.ReadFile(filepath.Join(data, "keys.json"))
	own, err2 := os.ReadFile(file)
	if err != nil || err2 != nil || bytes.Equal(main, own) {
		t.Errorf("the keys of custody are those of the installation: %v, %v", err, err2)
	}
	one := complain(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = openAt(t, data, planned)
	w := asks(t, h, http.MethodGet, "/v1/complaints/"+one.Complaint+"/attachments/lampiran-1.jpg", "", "Complaint-Receipt", one.ReceiptCode)
	if w.Code != http.StatusOK {
		t.Errorf("after the house was closed: %d %s", w.Code, w.Body)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	c := house.Config{Data: data, Log: slog.New(slog.DiscardHandler)}
	if err := opens(t, c); err == nil || !strings.Contains(err.Error(), "custody.keys is missing") {
		t.Errorf("without its keys the house opens: %v", err)
	}
}

func TestComplaints_on_postgres_wait_for_keys_that_are_named(t *testing.T) {
	t.Parallel()
	redis := peers.StartRedis(t, "appendonly=yes")
	folder := t.TempDir()
	c := house.Config{
		Settings:    config.Settings{DatabaseURL: peers.Postgres(t), RedisURL: "unix://" + redis.Addr.Addr, Keys: keys(t), Files: config.Files{Dir: filepath.Join(folder, "files")}},
		DevIdentity: true, Clock: house.NewClock(planned), Log: slog.New(slog.DiscardHandler),
	}
	if err := house.Migrate(t.Context(), c, migrations.Up); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	w := asks(t, h, http.MethodPost, "/v1/agencies/53/complaints", `{"category":"other","text":"a"}`, "Idempotency-Key", "acak-0123456789abcdef")
	if w.Code != http.StatusNotFound {
		t.Errorf("without keys a complaint is answered %d: %s", w.Code, w.Body)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	c.CustodyKeysFile = filepath.Join(folder, "custody.keys")
	if err := opens(t, c); err == nil || !house.IsMistake(err) || !strings.Contains(err.Error(), config.CustodyKeysFile) {
		t.Errorf("without the file that is named: %v", err)
	}
	ring, err := vault.Generate()
	if err == nil {
		err = ring.WriteFile(c.CustodyKeysFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	if h, err = house.Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	complain(t, h)
}
