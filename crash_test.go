//go:build unix

package main

import (
	"flag"
	"os/exec"
	"strings"
	"testing"
	"time"

	"xiansuo/models/store/storetest"
	"xiansuo/tencent/simulator"
)

// How long the harness goes on. P1 promises a thousand kills and P11 a hundred stops:
//
//	go test . -run Crash -timeout 2h -crash.kills=1000 -crash.stops=100
var (
	crashKills = flag.Int("crash.kills", 10, "how often the crash harness kills the program")
	crashStops = flag.Int("crash.stops", 2, "how often it stops the program under load")
	crashSeed  = flag.Uint64("crash.seed", 0, "seed of its chances; 0: another one each time")
)

func TestCrash(t *testing.T) {
	binary := buildProgram(t)
	seed := *crashSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Run("ASecondProcessOnTheFolderIsRefusedInWords", func(t *testing.T) { refusesASecondProcess(t, binary) })
	t.Run("LosesNothing", func(t *testing.T) {
		t.Parallel()
		losesNothing(t, newCrashDesk(t, binary, "", seed), *crashKills, *crashStops)
	})
	t.Run("LosesNothingOnPostgres", func(t *testing.T) {
		t.Parallel()
		losesNothing(t, newCrashDesk(t, binary, storetest.Postgres(t), seed), (*crashKills+1)/2, (*crashStops+1)/2)
	})
	t.Run("ALostLeaderIsReplaced", func(t *testing.T) {
		t.Parallel()
		replacesALostLeader(t, binary, storetest.Postgres(t))
	})
	t.Logf("seed %d", seed)
}

// losesNothing kills and stops the program at random moments under load, lets it drain, and
// compares (P1, P2, P7, P11, P19).
func losesNothing(t *testing.T, d *crashDesk, kills, stops int) {
	d.addBacklog()
	d.start()
	d.signIn()
	if d.pushURL == "" {
		t.Log("no push address: pushes are not part of the load")
	}
	d.run(func() {
		for range 2 {
			d.pass(100*time.Millisecond, 400*time.Millisecond)
			d.kill(d.life.Load()) // in the middle of the backlog
			d.start()
		}
		for began := time.Now(); !d.reporting() && time.Since(began) < 20*time.Second; { // each waits a few seconds first
			<-time.After(50 * time.Millisecond)
		}
		for n := range kills - 2 + stops {
			l := d.life.Load()
			switch {
			case n%((kills-2+stops)/max(stops, 1)) == 1 && d.clean < stops:
				d.pass(100*time.Millisecond, time.Second)
				d.stop(l)
			case n%5 == 0:
				d.killOn(onAnswer, l)
			case n%5 == 2:
				d.kill(l)
				if n%20 == 12 {
					d.addBacklog()
				}
				d.killWhileItStarts()
			case n%5 == 3:
				d.killOn(onReport, l)
			default:
				d.pass(50*time.Millisecond, 1500*time.Millisecond)
				d.kill(l)
			}
			d.start()
		}
		d.pass(time.Second, 2*time.Second)
	})
	db := d.open()
	took := d.drain(db)
	t.Logf("drained after %v", took.Round(10*time.Millisecond))
	d.stop(d.life.Load())
	d.judge(d.compare(db))
}

// killOn kills the program the moment something happens: P2 wants the moment in which a client has
// read that its act is done.
func (d *crashDesk) killOn(trap int32, l *life) {
	d.t.Helper()
	d.trap.Store(trap)
	select {
	case <-d.trapped:
		d.trapsSprung[trap]++
	case <-time.After(2 * time.Minute): // on a machine that has much else to do
		d.t.Fatalf("nothing was acknowledged\n%s", d.trouble())
	}
	d.kill(l)
}

// reporting reports whether reports go out already.
func (d *crashDesk) reporting() bool { return d.sim.Calls()[simulator.CallReport].Accepted > 0 }

// killWhileItStarts kills a program that may be opening its database, or recovering it.
func (d *crashDesk) killWhileItStarts() {
	d.t.Helper()
	l, _ := d.begin()
	d.pass(time.Millisecond, 120*time.Millisecond)
	d.kill(l)
	d.startsKilled++
}

// refusesASecondProcess: P15 on SQLite.
func refusesASecondProcess(t *testing.T, binary string) {
	d := newCrashDesk(t, binary, "", 1)
	d.start()
	out, err := exec.Command(binary, "--data", d.dir, "--addr", "127.0.0.1:0").CombinedOutput()
	if err == nil || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), "in use") || !strings.Contains(string(out), d.dir) {
		t.Errorf("a second process: %v, it says %q", err, out)
	}
	d.stop(d.life.Load())
}
