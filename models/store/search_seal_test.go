package store_test

import (
	"errors"
	"strings"
	"testing"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

func TestASealedSearchOpensHereAlone(t *testing.T) {
	ours, theirs := storetest.Open(t, store.Options{Dir: t.TempDir()}), storetest.Open(t, store.Options{Dir: t.TempDir()})
	sealed, err := ours.SealSearch("陈小雨 13812345678")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ours.SealSearch("陈小雨 13812345678"); err != nil || again == sealed || strings.ContainsAny(sealed, "+/=?&陈") {
		t.Errorf("sealed as %q and %q, %v", sealed, again, err)
	}
	if text, err := ours.OpenSearch(sealed); err != nil || text != "陈小雨 13812345678" {
		t.Errorf("opens as %q, %v", text, err)
	}
	for name, bad := range map[string]string{"cut": sealed[:20], "changed": "AAAA" + sealed[4:], "plain": "13812345678", "no base64": "!", "empty": ""} {
		if text, err := ours.OpenSearch(bad); !errors.Is(err, models.ErrNotFound) || text != "" {
			t.Errorf("%s opens as %q, %v", name, text, err)
		}
	}
	if _, err := theirs.OpenSearch(sealed); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another desk opens it: %v", err)
	}
}
