package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/identity/vault"
)

type keysCommand struct {
	Create keysCreateCommand `cmd:"" help:"Make the keys of a new installation, in a file that nobody but you can read."`
	Status keysStatusCommand `cmd:"" help:"Count the keys and what is kept under old ones."`
	Rotate keysRotateCommand `cmd:"" help:"Make new keys and bring everything under them. Servers may go on meanwhile (with Postgres)."`
	Prune  keysPruneCommand  `cmd:"" help:"Forget old keys that nothing is kept under, for ever: what was erased opens in no old copy of the database any more."`
}

type keysCreateCommand struct {
	File string `arg:"" type:"path" help:"The file; it must not be there yet. SELTER_KEYS_FILE names it to the server."`
}

func (c keysCreateCommand) Run(t *terminal) error {
	keys, err := vault.Generate()
	if err != nil {
		return err
	}
	if err := keys.WriteFile(c.File); err != nil {
		if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return mistake{err}
		}
		return err
	}
	_, err = fmt.Fprintf(t.out, "the keys are in %s; keep a copy, and keep it away from copies of the database: both together open everything\n", c.File)
	return err
}

type keysStatusCommand struct {
	Data string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

func (c keysStatusCommand) Run(ctx context.Context, t *terminal) error {
	return atVault(ctx, t, c.Data, func(v *vault.Vault) error {
		stale, err := v.Stale(ctx)
		if err != nil {
			return err
		}
		for _, count := range v.Keyring().Counts() {
			fmt.Fprintf(t.out, "%-8s %d, the newest %08x\n", count.Purpose, count.Keys, count.Newest)
		}
		_, err = fmt.Fprintf(t.out, "%d people; under old keys: %d of their keys, %d hashes\n", stale.People, stale.Keys, stale.Lookups)
		return err
	})
}

type keysRotateCommand struct {
	Resume bool   `help:"Make no new keys: go on with a rotation that was stopped."`
	Data   string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run writes the new keys to their file before anything is kept under them.
func (c keysRotateCommand) Run(ctx context.Context, t *terminal) error {
	return atVault(ctx, t, c.Data, func(v *vault.Vault) error {
		if !c.Resume {
			if err := inFile(v.Keyring()); err != nil {
				return err
			}
			if err := v.Keyring().Rotate(); err != nil {
				return err
			}
			if err := v.Keyring().RotateLookup(); err != nil {
				return err
			}
		}
		done, err := v.Rotate(ctx, func(so vault.Tally) { fmt.Fprintf(t.err, "%d people\n", so.People) })
		if err != nil {
			return fmt.Errorf("%w; go on with: selter keys rotate --resume", err)
		}
		_, err = fmt.Fprintf(t.out, "%d people: %d keys and %d hashes are under the new keys\n", done.People, done.Keys, done.Lookups)
		return err
	})
}

type keysPruneCommand struct {
	Data string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

func (c keysPruneCommand) Run(ctx context.Context, t *terminal) error {
	return atVault(ctx, t, c.Data, func(v *vault.Vault) error {
		if err := inFile(v.Keyring()); err != nil {
			return err
		}
		if err := v.Prune(ctx); err != nil {
			if errors.Is(err, vault.ErrInUse) {
				return mistake{fmt.Errorf("%w: selter keys rotate --resume", err)}
			}
			return err
		}
		_, err := fmt.Fprintln(t.out, "the old keys are forgotten")
		return err
	})
}

// inFile refuses to change keys that would be forgotten with this process.
func inFile(keys *vault.Keyring) error {
	if keys.InFile() {
		return nil
	}
	return mistake{&config.Fault{
		Variable: config.Keys,
		Problem:  "cannot be changed from here: stop the servers, write it to a file (chmod 600), name that by " + config.KeysFile + " for this command, and give the servers what the file holds then",
	}}
}

// atVault opens the house and does something at its vault.
func atVault(ctx context.Context, t *terminal, data string, do func(*vault.Vault) error) (err error) {
	if err := existing(t, data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: data, Log: t.log})
	if errors.Is(err, vault.ErrKeyring) {
		return mistake{err}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return do(h.Vault)
}
