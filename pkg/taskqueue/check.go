package taskqueue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"selter/pkg/casework"
)

// MaxSkew is how far the clock of this process may be from that of the database.
const MaxSkew = 2 * time.Second

// A Verdict is how a check at the start ended.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Refused Verdict = "refused" // production does not start
	Skipped Verdict = "skipped" // does not apply, and says why
)

// A Check is one line of what was looked at before the start.
type Check struct {
	Name    string
	Verdict Verdict
	Detail  string
}

// Refusals is nil when no check refused, else an error that names each that did.
func Refusals(checks []Check) error {
	var refusals []error
	for _, check := range checks {
		if check.Verdict == Refused {
			refusals = append(refusals, fmt.Errorf("%s: %s", check.Name, check.Detail))
		}
	}
	return errors.Join(refusals...)
}

// Checks looks at the settings of Redis: version 6.2 or later, nothing evicted, an append-only file. It asks with INFO, which
// hosted Redis services allow where they forbid CONFIG. The embedded queue has no such settings; its clock is tested instead.
func (q *Queue) Checks(ctx context.Context) []Check {
	if q.kind == Miniredis {
		const why = "miniredis, inside this process"
		return []Check{
			{"redis_version", Skipped, why}, {"redis_eviction", Skipped, why}, {"redis_persistence", Skipped, why}, q.clockRuns(ctx),
		}
	}
	info, err := q.info(ctx)
	if err != nil {
		return []Check{{"redis_reachable", Refused, err.Error()}}
	}
	return []Check{
		{"redis_reachable", Passed, "answers"},
		versionCheck(info["redis_version"]),
		settingCheck("redis_eviction", "maxmemory_policy", info["maxmemory_policy"], "noeviction"),
		settingCheck("redis_persistence", "aof_enabled", info["aof_enabled"], "1"),
	}
}

// CheckClock compares the clock of this process with the database's. A store on a story clock is not compared.
func CheckClock(ctx context.Context, alarms casework.Alarms, story bool) Check {
	if story {
		return Check{"clock", Skipped, "the store runs on a story clock"}
	}
	before := time.Now()
	_, now, err := alarms.Depth(ctx)
	if err != nil {
		return Check{"clock", Refused, "the database does not tell the time"}
	}
	// The database read its clock somewhere between the two readings of ours; only what lies outside is skew.
	var skew time.Duration
	if after := time.Now(); now.Before(before) {
		skew = before.Sub(now)
	} else if now.After(after) {
		skew = now.Sub(after)
	}
	check := Check{"clock", Passed, fmt.Sprintf("%v from the database's", skew.Round(time.Millisecond))}
	if skew > MaxSkew {
		check.Verdict = Refused
		check.Detail += fmt.Sprintf(", more than %v", MaxSkew)
	}
	return check
}

func (q *Queue) info(ctx context.Context) (map[string]string, error) {
	info := make(map[string]string)
	for _, section := range []string{"server", "memory", "persistence"} {
		text, err := q.conn.Info(ctx, section).Result()
		if err != nil {
			return nil, redisError(err)
		}
		lines := bufio.NewScanner(strings.NewReader(text))
		for lines.Scan() {
			if name, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), ":"); ok {
				info[name] = value
			}
		}
	}
	return info, nil
}

func versionCheck(version string) Check {
	check := Check{"redis_version", Refused, fmt.Sprintf("%q, at least 6.2 is needed", version)}
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if errA == nil && errB == nil && (a > 6 || a == 6 && b >= 2) {
		check.Verdict, check.Detail = Passed, version
	}
	return check
}

func settingCheck(name, setting, found, wanted string) Check {
	if found == wanted {
		return Check{name, Passed, setting + " is " + found}
	}
	return Check{name, Refused, fmt.Sprintf("%s is %q, must be %q", setting, found, wanted)}
}

// redisError keeps the kind of a fault and drops what it may quote.
func redisError(err error) error {
	if answer, ok := errors.AsType[redis.Error](err); ok {
		word, _, _ := strings.Cut(answer.Error(), " ")
		return fmt.Errorf("redis refuses: %s", word)
	}
	return errors.New("redis does not answer")
}
