package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sealer encrypts what must not be readable in the database file: AES-256-GCM under the key file.
// While the key is being changed it opens what is sealed under the one before, too.
type sealer struct{ aead, before cipher.AEAD }

const keyBytes = 32

// openSealer reads the key file, or makes one for a new database. A database that was sealed
// before must find its key: a new one could open nothing.
func openSealer(path string, sealedBefore bool) (sealer, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if sealedBefore {
			return sealer{}, fmt.Errorf("the key file %s is missing: put back the one that belongs to this database", path)
		}
		return makeKey(path)
	}
	if err != nil {
		return sealer{}, fmt.Errorf("the key file %s cannot be read: %w", path, pathCause(err))
	}
	aead, err := cipherOf(text)
	if err != nil {
		return sealer{}, fmt.Errorf("the key file %s is damaged: put back the one that belongs to this database", path)
	}
	before, err := oldCipher(path + oldKeySuffix)
	return sealer{aead, before}, err
}

// oldCipher is of the key before, while it is being changed; nil at all other times.
func oldCipher(path string) (cipher.AEAD, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the key file %s cannot be read: %w", path, pathCause(err))
	}
	aead, err := cipherOf(text)
	if err != nil {
		return nil, fmt.Errorf("the key file %s is damaged: put back the key before, whose change to a new one has not ended", path)
	}
	return aead, nil
}

func makeKey(path string) (sealer, error) {
	text, err := newKey()
	if err != nil {
		return sealer{}, err
	}
	if err := writeDurably(path, text); err != nil {
		return sealer{}, fmt.Errorf("the key file %s cannot be written: %w", path, pathCause(err))
	}
	aead, err := cipherOf(text)
	return sealer{aead: aead}, err
}

// newKey is the content of a key file.
func newKey() ([]byte, error) {
	key := make([]byte, keyBytes)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return []byte(hex.EncodeToString(key) + "\n"), nil
}

// writeDurably writes a small file so that a power cut leaves the whole of it or nothing.
func writeDurably(path string, content []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path)) // or a power cut may forget the name
}

// cipherOf reads a key file.
func cipherOf(text []byte) (cipher.AEAD, error) {
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, errors.New("this is no key")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use the key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("use the key: %w", err)
	}
	return aead, nil
}

// seal encrypts text for one place (table, column, row): moved elsewhere it does not open.
func (s sealer) seal(text []byte, place string) ([]byte, error) {
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s.aead.Seal(nonce, nonce, text, []byte(place)), nil
}

var errSealed = errors.New("sealed under another key")

func (s sealer) open(sealed []byte, place string) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(sealed) < size {
		return nil, errSealed
	}
	text, err := s.aead.Open(nil, sealed[:size], sealed[size:], []byte(place))
	if err != nil && s.before != nil {
		text, err = s.before.Open(nil, sealed[:size], sealed[size:], []byte(place))
	}
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}

const (
	keyCheckName = "key_check"
	keyCheckText = "the key fits"
)

// openSeal opens the key file and proves at start, not at the first call, that it belongs to the
// database.
func (s *Store) openSeal(ctx context.Context, path string, readOnly bool) error {
	var sealed []byte
	query := s.dialect.rebind("SELECT value FROM settings WHERE name = ?")
	err := s.writer.QueryRowContext(ctx, query, keyCheckName).Scan(&sealed)
	fresh := errors.Is(err, sql.ErrNoRows)
	if err != nil && !fresh {
		return s.judge("read the key check", err)
	}
	if s.seal, err = openSealer(path, !fresh || readOnly); err != nil {
		return err
	}
	if fresh && readOnly {
		return errors.New("the database is new and empty: start the desk first")
	}
	if fresh {
		return s.keepKeyCheck(ctx)
	}
	if _, err := s.seal.open(sealed, keyCheckName); err != nil {
		return fmt.Errorf("the key file %s does not belong to this database: put back the right one", path)
	}
	return nil
}

func (s *Store) keepKeyCheck(ctx context.Context) error {
	sealed, err := s.seal.seal([]byte(keyCheckText), keyCheckName)
	if err != nil {
		return err
	}
	insert := s.dialect.rebind("INSERT INTO settings (name, value) VALUES (?, ?)")
	_, err = s.writer.ExecContext(ctx, insert, keyCheckName, sealed)
	return s.judge("keep the key check", err)
}
