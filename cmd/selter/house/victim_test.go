package house_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/telemetry"
)

// victimVariable makes the test binary the program that is killed. The harness's own
// names are the only ones that the program lets pass.
const victimVariable = "SELTER_TEST_VICTIM"

// victimSettings are what the victim is told.
type victimSettings struct {
	Data, Database, Redis, Keys string
	// Clock is where the story's time begins, microseconds since 1970. It goes on as
	// lines with later times come in, and stops with them, so that whoever kills the
	// victim knows how far it can have come.
	Clock int64
}

func (s victimSettings) config(clock *house.Clock, log *slog.Logger) house.Config {
	return house.Config{
		Settings: config.Settings{DatabaseURL: s.Database, RedisURL: s.Redis, Keys: s.Keys}, Data: s.Data, DevIdentity: true, Clock: clock, Log: log,
	}
}

// victim does what "serve" does with development tokens, on a clock that its parent
// moves. It tells its address when it is ready, and ends with its parent.
func victim(settings string) int {
	var s victimSettings
	if err := json.Unmarshal([]byte(settings), &s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if err := live(s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func live(s victimSettings) (err error) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	clock := house.NewClock(time.UnixMicro(s.Clock))
	h, err := house.Open(ctx, s.config(clock, telemetry.NewLog(os.Stderr, slog.LevelError)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	go func() {
		defer stop()
		if err := follow(os.Stdin, clock); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	fmt.Println(listener.Addr())
	return h.Serve(ctx, listener, true)
}

// follow moves the clock until the parent is gone.
func follow(in io.Reader, clock *house.Clock) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var at int64
		if _, err := fmt.Sscan(lines.Text(), &at); err != nil {
			return err
		}
		if err := clock.Move(time.UnixMicro(at)); err != nil {
			return err
		}
	}
	return lines.Err()
}
