package peers

import (
	"bytes"
	"io"
	"testing"

	"selter/pkg/peers/private"
)

// Fleet lets a test try the harness on a machine of its making.
type Fleet struct{ *fleet }

func NewFleet(m private.Machine, manned bool) Fleet {
	f := newFleet(m)
	f.manned = manned
	return Fleet{f}
}

func (f Fleet) Postgres(t testing.TB) string { return f.postgres(t, "", nil) }
func (f Fleet) StartPostgres(t testing.TB)   { f.startPostgres(t) }
func (f Fleet) Redis(t testing.TB) RedisAddr { return f.redis(t) }
func (f Fleet) Close() error                 { return f.close() }
func (f Fleet) Report(terminal io.WriteCloser) (out string) {
	var buffer bytes.Buffer
	f.report(&buffer, func() io.WriteCloser { return terminal })
	return buffer.String()
}
func Within(dsn, database string) (string, error) { return within(dsn, database) }
