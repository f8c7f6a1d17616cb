// run

// log/slog: text and JSON handlers, groups, levels, attributes of all kinds, log valuers, own handlers.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"
)

type user struct {
	ID   int
	Name string
}

func (u user) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("id", u.ID), slog.String("name", "<"+u.Name+">"))
}

type password string

func (password) LogValue() slog.Value { return slog.StringValue("hidden") }

type counting struct {
	slog.Handler
	counts map[slog.Level]int
}

func (c counting) Handle(ctx context.Context, r slog.Record) error {
	c.counts[r.Level]++
	r.AddAttrs(slog.Int("n", c.counts[r.Level]))
	return c.Handler.Handle(ctx, r)
}

func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.Attr{}
	}
	if a.Key == "dropped" {
		return slog.Attr{}
	}
	return a
}

func main() {
	var level slog.LevelVar
	options := &slog.HandlerOptions{Level: &level, ReplaceAttr: withoutTime}
	for _, h := range []slog.Handler{slog.NewTextHandler(os.Stdout, options), slog.NewJSONHandler(os.Stdout, options)} {
		level.Set(slog.LevelInfo)
		l := slog.New(h)
		l.Debug("not seen")
		l.Info("message with \"quotes\"\n", "k", 1, "s", "a b", "e", errors.New("bad=1"), "nil", nil, "d", 1500*time.Millisecond, "t", time.Unix(0, 5).UTC(), "f", 1e21, "b", true, "u", uint64(1<<63))
		l.Warn("odd", "a", 1, 2, "lonely")
		l.With("w", 1).WithGroup("g").With("x", user{1, "ann"}).WithGroup("h").Error("deep", "y", []int{1, 2}, "z", map[string]any{"q": nil}, slog.Group("in", "v", struct{ A, b int }{1, 2}), slog.Group("", "flat", 1), slog.Group("empty"))
		l.Info("values", "u", user{2, "bob"}, "p", password("secret"), "dropped", 1, "=", "\u2028\x00é", "bytes", []byte("x y"))
		level.Set(slog.LevelDebug)
		l.Log(context.Background(), slog.LevelDebug+1, "between")
		l.LogAttrs(context.Background(), slog.LevelError+2, "above", slog.Float64("inf", 1/func() float64 { return 0 }()))
		fmt.Println(l.Enabled(context.Background(), slog.LevelDebug-1), level.Level())
	}
	c := counting{slog.NewTextHandler(os.Stdout, options), map[slog.Level]int{}}
	l := slog.New(c)
	l.Info("one")
	l.Info("two")
	l.Error("three")
	fmt.Println(c.counts)
	var parsed slog.Level
	for _, s := range []string{"info", "ERROR+3", "Warn-1", "none"} {
		fmt.Println(parsed.UnmarshalText([]byte(s)), parsed)
	}
	old := slog.NewLogLogger(slog.NewTextHandler(os.Stdout, options), slog.LevelWarn)
	old.SetPrefix("pre: ")
	old.Println("from log")
	log.SetFlags(log.Lmsgprefix)
	log.SetOutput(os.Stdout)
	log.SetPrefix("[std] ")
	slog.Info("through log", "k", "v")
	v := slog.AnyValue(int8(3))
	fmt.Println(v.Kind(), v, slog.AnyValue(user{}).Kind(), slog.AnyValue(user{3, "c"}).Resolve(), slog.Int("a", 1).Equal(slog.Int64("a", 1)))
}
