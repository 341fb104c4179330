package store

import (
	"encoding/base64"

	"xiansuo/models"
)

// searchPlace is where a sealed search belongs: nothing else opens as one.
const searchPlace = "search"

// SealSearch makes a search text fit for an address: names and phones are nobody's business in
// logs of proxies, histories and bookmarks. The same text is sealed differently each time.
func (s *Store) SealSearch(text string) (string, error) {
	sealed, err := s.seal.seal([]byte(text), searchPlace)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// OpenSearch is the text again, or models.ErrNotFound for what this desk did not seal.
func (s *Store) OpenSearch(sealed string) (string, error) {
	content, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", models.ErrNotFound
	}
	text, err := s.seal.open(content, searchPlace)
	if err != nil {
		return "", models.ErrNotFound
	}
	return string(text), nil
}
