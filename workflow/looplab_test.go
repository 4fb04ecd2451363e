package workflow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/looplab/fsm"
)

// These tests hold looplab/fsm 1.0.3 to its traps, F1 to F11, without any code of
// ours: while they pass, the care that machine.go takes is needed; when one fails,
// the library has changed and machine.go may be looked at again.

func door(callbacks fsm.Callbacks) *fsm.FSM {
	return fsm.NewFSM("closed", fsm.Events{
		{Name: "open", Src: []string{"closed"}, Dst: "open"},
		{Name: "close", Src: []string{"open"}, Dst: "closed"},
		{Name: "knock", Src: []string{"closed"}, Dst: "closed"},
	}, callbacks)
}

var errNo = errors.New("no")

func TestLooplab(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	wedged := func(t *testing.T, m *fsm.FSM) {
		t.Helper()
		if _, stuck := errors.AsType[fsm.InTransitionError](m.Event(ctx, "open")); !stuck {
			t.Error("the machine goes on: the trap is gone")
		}
	}
	t.Run("F1_a_cancelled_context_wedges_the_machine", func(t *testing.T) {
		t.Parallel()
		m := door(nil)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if err := m.Event(cancelled, "open"); !errors.Is(err, context.Canceled) {
			t.Errorf("answered %v", err)
		}
		wedged(t, m)
	})
	t.Run("F2_an_error_of_an_enter_callback_comes_after_the_move", func(t *testing.T) {
		t.Parallel()
		m := door(fsm.Callbacks{"enter_state": func(_ context.Context, e *fsm.Event) { e.Err = errNo }})
		if err := m.Event(ctx, "open"); !errors.Is(err, errNo) || m.Current() != "open" {
			t.Errorf("answered %v in %s", err, m.Current())
		}
	})
	t.Run("F3_an_error_set_without_cancel_is_returned_and_the_state_moves", func(t *testing.T) {
		t.Parallel()
		m := door(fsm.Callbacks{"before_event": func(_ context.Context, e *fsm.Event) { e.Err = errNo }})
		if err := m.Event(ctx, "open"); !errors.Is(err, errNo) || m.Current() != "open" {
			t.Errorf("answered %v in %s", err, m.Current())
		}
	})
	t.Run("F4_an_event_within_a_before_callback_never_returns", func(t *testing.T) {
		t.Parallel()
		inside, returned := make(chan struct{}), make(chan struct{})
		var m *fsm.FSM
		m = door(fsm.Callbacks{"before_event": func(_ context.Context, e *fsm.Event) {
			if e.Event == "open" {
				close(inside)
				_ = m.Event(ctx, "knock")
			}
		}})
		go func() { // leaks on purpose: it waits for ever
			_ = m.Event(ctx, "open")
			close(returned)
		}()
		<-inside
		select {
		case <-returned:
			t.Error("it returned: the trap is gone")
		case <-time.After(200 * time.Millisecond): // a deadlock can only be shown by waiting
		}
	})
	t.Run("F5_a_panic_of_a_leave_callback_wedges_and_one_of_an_enter_callback_has_moved", func(t *testing.T) {
		t.Parallel()
		crash := func(_ context.Context, _ *fsm.Event) { panic("crash") }
		try := func(m *fsm.FSM) {
			defer func() { _ = recover() }()
			_ = m.Event(ctx, "open")
		}
		leaving := door(fsm.Callbacks{"leave_state": crash})
		try(leaving)
		wedged(t, leaving)
		entering := door(fsm.Callbacks{"enter_state": crash})
		try(entering)
		if entering.Current() != "open" {
			t.Errorf("in %s: the trap is gone", entering.Current())
		}
	})
	t.Run("F6_a_cancelled_asynchronous_transition_says_yes_and_wedges", func(t *testing.T) {
		t.Parallel()
		m := door(fsm.Callbacks{"leave_state": func(_ context.Context, e *fsm.Event) { e.Async() }})
		async, ok := errors.AsType[fsm.AsyncError](m.Event(ctx, "open"))
		if !ok {
			t.Fatal("not asynchronous")
		}
		async.CancelTransition()
		if err := m.Transition(); err != nil || m.Current() != "closed" {
			t.Errorf("answered %v in %s", err, m.Current())
		}
		wedged(t, m)
	})
	t.Run("F7_any_text_is_a_state", func(t *testing.T) {
		t.Parallel()
		m := door(nil)
		m.SetState("no_such_state")
		if m.Current() != "no_such_state" {
			t.Error("refused: the trap is gone")
		}
		if fsm.NewFSM("no_such_state", nil, nil).Current() != "no_such_state" {
			t.Error("refused at birth: the trap is gone")
		}
	})
	t.Run("F8_the_state_is_open_to_writers_while_an_enter_callback_runs", func(t *testing.T) {
		// The race itself would fail the test run; what makes it possible is that
		// nothing is locked while the callback runs.
		t.Parallel()
		var m *fsm.FSM
		m = door(fsm.Callbacks{"enter_open": func(_ context.Context, _ *fsm.Event) { m.SetState("closed") }})
		if err := m.Event(ctx, "open"); err != nil || m.Current() != "closed" {
			t.Errorf("answered %v in %s", err, m.Current())
		}
	})
	t.Run("F9_two_machines_of_one_row_both_succeed", func(t *testing.T) {
		t.Parallel()
		one, two := door(nil), door(nil)
		if err := errors.Join(one.Event(ctx, "open"), two.Event(ctx, "open")); err != nil {
			t.Errorf("refused: %v", err)
		}
	})
	t.Run("F10_the_last_of_two_rows_wins_and_a_misspelt_callback_never_runs", func(t *testing.T) {
		t.Parallel()
		ran := false
		m := fsm.NewFSM("closed", fsm.Events{
			{Name: "open", Src: []string{"closed"}, Dst: "first"}, {Name: "open", Src: []string{"closed"}, Dst: "second"},
		}, fsm.Callbacks{"before_opne": func(_ context.Context, _ *fsm.Event) { ran = true }})
		if err := m.Event(ctx, "open"); err != nil || m.Current() != "second" || ran {
			t.Errorf("answered %v in %s", err, m.Current())
		}
	})
	t.Run("F11_a_self_loop_is_an_error", func(t *testing.T) {
		t.Parallel()
		m := door(nil)
		if _, stayed := errors.AsType[fsm.NoTransitionError](m.Event(ctx, "knock")); !stayed || m.Current() != "closed" {
			t.Errorf("in %s: the trap is gone", m.Current())
		}
	})
}
