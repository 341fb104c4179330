package main

import (
	"io"
	"log/slog"
)

func newLog(to io.Writer, flags logFlags) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(flags.LogLevel)); err != nil {
		level = slog.LevelInfo // kong admits only the four names
	}
	options := &slog.HandlerOptions{Level: level}
	if flags.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}
