package exempt

import "testing"

func TestSet(t *testing.T) {
	x := global
	x.Set()
	if x.n != 1 {
		t.Error("not set")
	}
}
