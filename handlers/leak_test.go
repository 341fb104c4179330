package handlers

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails when a test leaves a goroutine behind (P19).
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
