package guest_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/reference/guest"
)

func ExampleProgram() {
	p := guest.Program{
		guest.Vfork(
			guest.Print("the child runs first"),
			guest.Exit(3),
		),
		guest.Wait(),
		guest.Kill(guest.Parent, guest.USR1),
	}
	for _, step := range p {
		fmt.Println(step)
	}
	// Output:
	// vfork(2 steps)
	// wait()
	// kill(parent, USR1)
}

// all is one step of each constructor.
var all = guest.Program{
	guest.Work(1), guest.Spin(), guest.Repeat(), guest.Print("a"), guest.Show("a"),
	guest.Exit(1), guest.ExitGroup(1), guest.Thread(guest.Spin()), guest.Fork(), guest.ForkSharing(),
	guest.Vfork(), guest.Exec(), guest.Wait(), guest.Kill(7, guest.TERM), guest.Handle(guest.HUP),
	guest.Ignore(guest.HUP), guest.Default(guest.HUP), guest.Block(guest.HUP), guest.Unblock(guest.HUP),
	guest.Pause(), guest.Post("a"), guest.Take("a"), guest.Call("a", "b"), guest.TraceMe(),
	guest.Attach(guest.Child), guest.Freeze(), guest.Peek(), guest.Unfreeze(), guest.Continue(0), guest.Detach(),
}

func TestConstructors(t *testing.T) {
	if err := all.Validate(); err != nil {
		t.Error(err)
	}
	var got []string
	for _, step := range all {
		got = append(got, step.String())
	}
	want := `work(1) spin() repeat() print("a") show("a") exit(1) exitgroup(1) thread(1 steps) fork(0 steps) ` +
		`forksharing(0 steps) vfork(0 steps) exec(0 steps) wait() kill(7, TERM) handle(HUP) ignore(HUP) default(HUP) ` +
		`block(HUP) unblock(HUP) pause() post("a") take("a") call("a", "b") traceme() attach(child) freeze() peek() ` +
		`unfreeze() continue(none) detach()`
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// A program is data: it is the same after it was written and read.
func TestProgramIsData(t *testing.T) {
	doc, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	var got guest.Program
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if got[i].String() != all[i].String() {
			t.Errorf("%v became %v", all[i], got[i])
		}
	}
	if !reflect.DeepEqual(got[7], all[7]) {
		t.Errorf("%v became %v", all[7], got[7])
	}
}

func TestValidate(t *testing.T) {
	deep := guest.Spin()
	for range 100 {
		deep = guest.Fork(deep)
	}
	for want, step := range map[string]guest.Step{
		`step 0: no operation "fly"`:                        {Op: "fly"},
		`step 0: kill: no target -3`:                        guest.Kill(-3, guest.TERM),
		`step 0: exit: -1 is negative`:                      guest.Exit(-1),
		`step 0: kill: no signal 0`:                         guest.Kill(guest.Self, 0),
		`step 0: handle: no signal 3`:                       guest.Handle(3),
		`step 0: continue: no signal 64`:                    guest.Continue(64),
		`step 0: fork: step 1: block: no signal -1`:         guest.Fork(guest.Spin(), guest.Block(-1)),
		`step 0: exec: step 0: exec: step 0: work: -2 is n`: guest.Exec(guest.Exec(guest.Work(-2))),
	} {
		err := guest.Program{step}.Validate()
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: %v, want %q", step, err, want)
		}
	}
	if err := (guest.Program{deep}).Validate(); err == nil || !strings.Contains(err.Error(), "more than 64 programs") {
		t.Errorf("100 programs inside one another: %v", err)
	}
}

func TestNames(t *testing.T) {
	if s := guest.Signal(3).String(); s != "signal 3" {
		t.Error(s)
	}
	if s := guest.Self.String() + guest.Parent.String() + guest.Target(4).String(); s != "selfparent4" {
		t.Error(s)
	}
	for _, sig := range guest.Signals() {
		if !sig.IsValid() {
			t.Errorf("%v is not valid", sig)
		}
	}
}
